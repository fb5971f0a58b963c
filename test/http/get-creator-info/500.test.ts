import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { askForCreator } from '../../support/creator-questions.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const broken = await startApi({ replace: ({ tokens }) => ({ tokens: { ...tokens, read: surprise } }) });
const api = await startApi();
let id = '';
beforeAll(async () => {
  id = (await grantAccount(api)).id;
});
afterAll(() => Promise.all([api.close(), broken.close()]));

describe('get-creator-info when something unforeseen happens', () => {
  const target = '/api/tiktok/creator-info?accountId=01990000-0000-7000-8000-000000000000';
  testSurprise(broken, { method: 'GET', target }, () => broken.token());
});

describe('get-creator-info of an account whose stored token does not open', () => {
  test('says so by name, and TikTok is not asked', async () => {
    await api.database.superuser`
      update oauth_accounts set sealed_access_token = overlay(sealed_access_token placing '\\x00'::bytea from 40)`;

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'sealed_token_unreadable' });
  });
});
