import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { connectCreator } from '../../support/browser.ts';
import { askForCreator } from '../../support/creator-questions.ts';
import { callsTo, tokenPath } from '../../support/rows.ts';
import { openSession } from '../../support/sessions.ts';

const api = await startApi();
const { control } = api.simulator;
let id = '';
beforeAll(async () => {
  id = await connectCreator(api, await api.token());
});
beforeEach(async () => {
  await api.database.superuser`truncate rate_calls, learned_caps`;
  control.patchCreator('simcreator', { privateAccount: false, commentDisabled: false });
});
afterAll(api.close);

const freeQuota = {
  pendingDrafts: { used: 0, limit: 5, freeAt: null },
  submissions: { usedInMinute: 0, limit: 6, freeAt: null },
  dailyPosts: { reached: false, until: null },
  activeCreators: { reached: false, until: null },
};

describe('creator info', () => {
  test('of a creator who can post has all that the form must show, fresh from TikTok', async () => {
    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      accountId: id,
      canPostNow: true,
      reason: null,
      code: null,
      canPostAt: null,
      creator: {
        nickname: 'Sim Creator',
        username: 'simcreator',
        avatarUrl: expect.stringMatching(/^http/),
        privacyOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
        commentDisabled: false,
        duetDisabled: false,
        stitchDisabled: false,
        maxVideoSeconds: 600,
      },
      quota: freeQuota,
      fetchedAt: api.now().toISOString(),
    });
    expect(answer.text).not.toMatch(/act\.|rft\.|token/i);
  });

  test('is asked for anew each time: what the creator changed shows at once', async () => {
    await askForCreator(api, id);
    control.patchCreator('simcreator', { privateAccount: true, commentDisabled: true });

    const answer = await askForCreator(api, id);

    expect(answer.body).toMatchObject({
      canPostNow: true,
      creator: {
        privacyOptions: ['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
        commentDisabled: true,
        duetDisabled: true,
      },
    });
  });

  test('is there for a session of the account’s user', async () => {
    const answer = await askForCreator(api, id, await openSession(api, 'user-1'));

    expect(answer.body).toMatchObject({ accountId: id, canPostNow: true });
  });

  test('counts as one of the twenty calls of the minute', async () => {
    await askForCreator(api, id);

    const [calls] = await api.database.superuser`
      select account_id, endpoint, tenant_id, cardinality(counted_until) as count from rate_calls`;
    expect(calls).toEqual({ account_id: id, endpoint: 'creator_info', tenant_id: 'tenant-a', count: 1 });
  });

  test('has its access renewed first when that is about to end', async () => {
    await api.advance(2 * 3_600_000 - 10_000);
    const before = callsTo(api, tokenPath).length;

    const answer = await askForCreator(api, id);

    expect(answer.body).toMatchObject({ canPostNow: true });
    expect(callsTo(api, tokenPath).length).toBe(before + 1);
  });
});
