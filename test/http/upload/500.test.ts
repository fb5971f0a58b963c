import { afterAll, describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';
import { directVideo, inboxVideo } from '../../support/upload-forms.ts';
import { openCreator, upload, uploadPath } from '../../support/uploads.ts';

const api = await startApi({ replace: ({ tokens }) => ({ tokens: { ...tokens, read: surprise } }) });
const keyless = await startApi({
  replace: ({ vault }) => ({
    vault: {
      ...vault,
      open: async () => {
        throw new Failure('sealed_token_unreadable', { detail: 'A stored token cannot be opened.' });
      },
    },
  }),
});
const misconfigured = await startApi({
  replace: ({ platform }) => ({
    platform: {
      ...platform,
      fetchCreatorInfo: async () => {
        throw new Failure('platform_misconfigured', { detail: 'The app’s secret is not set.' });
      },
    },
  }),
});
afterAll(() => Promise.all([api.close(), keyless.close(), misconfigured.close()]));

describe('upload when something unforeseen happens', () => {
  testSurprise(api, { method: 'POST', target: uploadPath, json: inboxVideo }, () => api.token());
});

describe('upload when the deployment is at fault', () => {
  test.each([
    ['sealed_token_unreadable', keyless],
    ['platform_misconfigured', misconfigured],
  ] as const)('answers %s, and keeps the reason for the log', async (code, world) => {
    const { id: accountId } = await openCreator(world);

    const answer = await upload(world, { ...directVideo, accountId });

    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code });
  });
});
