import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPostStore } from '../../../shared/database/posts.ts';
import { changePost } from '../../../shared/posts/change-post.ts';
import { startApi } from '../../support/api.ts';
import { createApplyEvents, writeBatch } from '../../support/event-jobs.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { writePostEvent } from '../../support/post-events.ts';
import {
  askStatus,
  cancel,
  cancelPath,
  openPullOrigin,
  type PullOrigin,
  readPost,
  readPostNews,
} from '../../support/post-requests.ts';
import { callsTo } from '../../support/rows.ts';
import { openSession } from '../../support/sessions.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi({ connections: 10, switches: { pullSeconds: 600 } });
const { superuser } = api.database;
const { control } = api.simulator;
let origin: PullOrigin | undefined;
beforeAll(async () => {
  origin = await openPullOrigin(api);
});
beforeEach(async () => {
  control.clearCalls();
  await superuser`truncate tiktok_posts, outbox, audit_log`;
});
afterAll(async () => {
  await origin?.close();
  await api.close();
});

const insert = (state: 'scheduled' | 'queued') =>
  insertStoredPost(superuser, { user: 'user-1', state, dueAt: api.now(), willSubmitAt: api.now() });

const pull = async () => {
  if (origin === undefined) throw new Error('There is no origin.');
  return origin.startPull((await grantAccount(api)).id);
};

describe('a post that waits', () => {
  test.each(['scheduled', 'queued'] as const)(
    'and is %s is cancelled at once, told and audited',
    async (state) => {
      const id = await insert(state);

      const answer = await cancel(api, id, await api.token({ user: 'boss' }));

      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        cancelled: 'now',
        post: { status: 'cancelled', willSubmitAt: null, failure: { code: 'cancelled_by_user' } },
      });
      expect(await readPost(api, id)).toMatchObject({ state: 'cancelled', dueAt: null });
      expect(await readPostNews(api)).toEqual([
        {
          type: 'post.state_changed',
          actor: 'user:boss',
          before: state,
          state: 'cancelled',
          reason: 'cancelled_by_user',
        },
      ]);
      expect(callsTo(api, cancelPath)).toEqual([]);
    },
  );

  test('may be cancelled again and by many at once; it happens once', async () => {
    const id = await insert('queued');

    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(api, id)));
    const again = await cancel(api, id);

    expect([...answers, again].map(({ status }) => status)).toEqual(Array(11).fill(200));
    expect(again.body).toMatchObject({ cancelled: 'now' });
    expect(await readPost(api, id)).toMatchObject({ version: 2 });
    expect(await readPostNews(api)).toHaveLength(1);
  });

  test('is cancelled by a session of its own user', async () => {
    const id = await insert('scheduled');

    expect((await cancel(api, id, await openSession(api, 'user-1'))).status).toBe(200);
  });

  test('is either submitted or cancelled, never both, whoever is faster', async () => {
    const submit = (id: string) =>
      changePost(
        { posts: createPostStore(api.database.worker), clock: () => new Date() },
        { tenant: 'tenant-a', postId: id },
        { kind: 'submission_began' },
        'system:test',
      );

    for (let round = 0; round < 20; round += 1) {
      const id = await insert('queued');
      const [answer, submitted] = await Promise.all([cancel(api, id), submit(id)]);
      const { state } = (await readPost(api, id)) ?? {};
      expect([answer.status, state]).toEqual(
        submitted.state === 'submitting' ? [409, 'submitting'] : [200, 'cancelled'],
      );
    }
  });
});

describe('a pull that TikTok has not finished', () => {
  test('is asked to stop, and ends cancelled by TikTok’s word', async () => {
    const { postId, publishId } = await pull();

    const answer = await cancel(api, postId);
    await control.settleTasks();

    expect(answer.body).toMatchObject({ cancelled: 'asked', post: { status: 'processing', failure: null } });
    expect(control.readTask(publishId)).toMatchObject({ status: 'FAILED', failReason: 'publish_cancelled' });
    const event = writePostEvent('failed', { publishId, reason: 'publish_cancelled' });
    await createApplyEvents(api.database.worker)(writeBatch([event]));
    expect((await askStatus(api, postId)).body).toMatchObject({
      status: 'cancelled',
      failure: { code: 'publish_cancelled', advice: 'none' },
    });
  });

  test('may be cancelled again: nothing changes, and TikTok is not asked twice', async () => {
    const { postId } = await pull();
    await cancel(api, postId);

    const again = await cancel(api, postId);

    expect(again.body).toMatchObject({ cancelled: 'asked' });
    expect(callsTo(api, cancelPath)).toHaveLength(1);
    expect(await readPost(api, postId)).toMatchObject({ version: 2 });
  });

  test('that TikTok published all the same is published', async () => {
    const { postId, publishId } = await pull();
    await cancel(api, postId);

    await createApplyEvents(api.database.worker)(writeBatch([writePostEvent('complete', { publishId })]));

    expect(await readPost(api, postId)).toMatchObject({ state: 'published', reason: null });
  });
});
