import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { startApi, storesOn } from '../../support/api.ts';
import { failToReadSecret, openUnreachableDatabase } from '../../support/outages.ts';
import { directVideo, inboxVideo } from '../../support/upload-forms.ts';
import {
  countPosts,
  creatorInfoPath,
  openCreator,
  postIdOf,
  readPost,
  upload,
} from '../../support/uploads.ts';

const database = openUnreachableDatabase();
const dark = await startApi({ replace: storesOn(database) });
const blind = await startApi({
  replace: { verification: { signingSecret: failToReadSecret, oidc: undefined, clock: () => new Date() } },
});
const keyless = await startApi({
  replace: ({ vault }) => ({
    vault: {
      ...vault,
      open: async () => {
        throw new Failure('key_service_unavailable', { detail: 'It is away.', retryAfterSeconds: 5 });
      },
    },
  }),
});
let isQueueAway = false;
const api = await startApi({
  replace: {
    sendToSubmit: async () => {
      if (isQueueAway) throw new Failure('queue_unavailable', { detail: 'The queue does not answer.' });
    },
  },
});
afterAll(() =>
  Promise.all([dark.close(), blind.close(), keyless.close(), api.close(), database.end({ timeout: 0 })]),
);
beforeEach(async () => {
  isQueueAway = false;
  api.simulator.control.clearFaults();
  await api.database.superuser`truncate tiktok_posts, rate_calls, idempotency_keys`;
});

describe('upload during an outage', () => {
  test('of the database says so, when to try again, and that nothing was changed', async () => {
    const answer = await upload(dark, inboxVideo);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({
      code: 'database_unavailable',
      detail: expect.stringContaining('Nothing was changed'),
    });
    expect(answer.headers['retry-after']).toBe('10');
  });

  test('of the signing secret calls no token invalid', async () => {
    const answer = await upload(blind, inboxVideo);

    expect(answer.body).toMatchObject({ code: 'secret_unavailable' });
  });

  test('of the key service stores nothing of a direct post, and keeps no draft back', async () => {
    const { id: accountId } = await openCreator(keyless);

    const [direct, draft] = [
      await upload(keyless, { ...directVideo, accountId }),
      await upload(keyless, { ...inboxVideo, accountId }),
    ];

    expect([direct.status, draft.status]).toEqual([503, 202]);
    expect(direct.body).toMatchObject({ code: 'key_service_unavailable' });
    expect(await countPosts(keyless)).toBe(1);
  });

  test.each([
    ['a fault of its own', { kind: 'answer', status: 500, code: 'internal_error' }],
    ['a cut connection', { kind: 'cut-before' }],
    ['a page in place of an answer', { kind: 'html', status: 200 }],
  ] as const)(
    'of TikTok, by %s, stores nothing, so that the same may be sent again',
    async (_name, action) => {
      const { id: accountId } = await openCreator(api);
      api.simulator.control.addFault({ match: { path: creatorInfoPath }, action });
      const form = { ...directVideo, accountId };

      const refused = await upload(api, form, { key: 'again' });
      api.simulator.control.clearFaults();
      const taken = await upload(api, form, { key: 'again' });

      expect(refused.status).toBe(503);
      expect(refused.body).toMatchObject({ code: 'platform_unavailable' });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(taken.status).toBe(202);
      expect(await countPosts(api)).toBe(1);
    },
  );

  test('of the queue is none to the caller: the post stands and is sent on later', async () => {
    const { id: accountId } = await openCreator(api);
    isQueueAway = true;

    const answer = await upload(api, { ...inboxVideo, accountId });

    expect(answer.status).toBe(202);
    expect(await readPost(api, postIdOf(answer))).toMatchObject({
      state: 'queued',
      dueAt: new Date(api.now().getTime() + 60_000),
    });
    expect(api.log.lines.some(({ message }) => message === 'A post could not be queued yet')).toBe(true);
  });
});
