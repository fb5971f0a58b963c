import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { connectCreator } from '../../support/browser.ts';
import { askForCreator, creatorInfoPath } from '../../support/creator-questions.ts';
import { callsTo, tokenPath } from '../../support/rows.ts';

const api = await startApi();
const { control } = api.simulator;
beforeEach(async () => {
  control.clearFaults();
  control.clearCalls();
  await api.database.superuser`truncate oauth_accounts, rate_calls, refresh_attempts`;
});
afterAll(api.close);

const connect = async (scopes?: string) =>
  connectCreator(api, await api.token(), scopes === undefined ? {} : { scopes });
const refuse = (status: number, code: string, times: number | null) =>
  control.addFault({
    match: { path: creatorInfoPath },
    times,
    action: { kind: 'answer', status, body: `{"error":{"code":"${code}","message":"","log_id":"L"}}` },
  });

describe('creator info of an account that does not allow it', () => {
  test('because its access has ended says to connect it again, and why', async () => {
    const id = await connect();
    await api.database.superuser`
      update oauth_accounts
      set state = 'revoked', state_reason = 'removed_by_creator', sealed_access_token = null, sealed_refresh_token = null`;

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'account_not_connected',
      detail: expect.stringContaining('The creator removed our access'),
    });
    expect(callsTo(api, creatorInfoPath)).toEqual([]);
  });

  test('because the creator granted drafts alone is refused without asking TikTok', async () => {
    const id = await connect('user.info.basic,video.upload');

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'account_scope_missing',
      detail: expect.stringContaining('video.publish'),
    });
    expect(callsTo(api, creatorInfoPath)).toEqual([]);
  });

  test('because TikTok says that the scope is not granted is refused the same', async () => {
    const id = await connect();
    refuse(401, 'scope_not_authorized', 1);

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'account_scope_missing',
      detail: expect.stringContaining('grant'),
    });
  });

  test('because TikTok accepts no token of it, also no new one, says to connect it again', async () => {
    const id = await connect();
    refuse(401, 'access_token_invalid', null);

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'account_not_connected' });
    expect(callsTo(api, creatorInfoPath).length).toBe(2);
    expect(callsTo(api, tokenPath).length).toBe(2);
    const [calls] = await api.database.superuser`select cardinality(counted_until) as count from rate_calls`;
    expect(calls).toEqual({ count: 2 });
  });
});
