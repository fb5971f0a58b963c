import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { disconnect } from '../../support/disconnecting.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import {
  cancel,
  cancelPath,
  openPullOrigin,
  type PullOrigin,
  readPost,
} from '../../support/post-requests.ts';
import { callsTo } from '../../support/rows.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
const { superuser } = api.database;
const { control } = api.simulator;
let origin: PullOrigin | undefined;
beforeAll(async () => {
  origin = await openPullOrigin(api);
});
afterEach(() => control.clearCalls());
afterAll(async () => {
  await origin?.close();
  await api.close();
});

const pull = async (account: string) => {
  if (origin === undefined) throw new Error('There is no origin.');
  return origin.startPull(account);
};

describe('a post that has gone too far', () => {
  test.each([
    ['submitting', 'PULL_FROM_URL', 'in a few seconds'],
    ['outcome_unknown', 'PULL_FROM_URL', 'resolve-post'],
    ['transferring', 'FILE_UPLOAD', 'no way to stop'],
    ['processing', 'FILE_UPLOAD', 'creator can delete it'],
    ['in_inbox', 'FILE_UPLOAD', 'inbox'],
    ['published', 'FILE_UPLOAD', 'creator can delete it'],
    ['failed', 'FILE_UPLOAD', 'nothing to cancel'],
  ] as const)(
    'in the state %s (%s) stays, and says why and what can be done',
    async (state, source, words) => {
      const id = await insertStoredPost(superuser, { state, source });

      const answer = await cancel(api, id);

      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: 'post_too_late', detail: expect.stringContaining(words) });
      expect(await readPost(api, id)).toMatchObject({ state, version: 1 });
      expect(callsTo(api, cancelPath)).toEqual([]);
    },
  );

  test('because TikTok has fetched it all is too late by TikTok’s word', async () => {
    const { id: account } = await grantAccount(api);
    control.patchSwitches({ pullSeconds: 1, processingSeconds: 600 });
    const { postId } = await pull(account);
    await control.changeClock({ advanceMs: 2_000 });

    const answer = await cancel(api, postId);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'post_too_late',
      detail: 'It is too late to cancel: TikTok is processing the post.',
    });
    expect(callsTo(api, cancelPath)).toHaveLength(1);
    expect(await readPost(api, postId)).toMatchObject({ state: 'processing', version: 1 });
  });
});

describe('a pull whose account cannot be used', () => {
  test('because it was disconnected is not cancelled at TikTok', async () => {
    const { id: account } = await grantAccount(api);
    const { postId } = await pull(account);
    await disconnect(api, account);

    const answer = await cancel(api, postId);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'account_not_connected' });
  });

  test('because the creator has not granted posting says so', async () => {
    const { id: account } = await grantAccount(api);
    const { postId } = await pull(account);
    const body = '{"error":{"code":"scope_not_authorized","message":"","log_id":"L"}}';
    control.addFault({ match: { path: cancelPath }, action: { kind: 'answer', status: 401, body } });

    const answer = await cancel(api, postId);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'account_scope_missing' });
  });
});
