import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { createApplyEvents, writeBatch } from '../../support/event-jobs.ts';
import { writePostEvent } from '../../support/post-events.ts';
import { readPost, readPostNews, resolve } from '../../support/post-requests.ts';
import { openSession } from '../../support/sessions.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
const { superuser } = api.database;
beforeEach(async () => {
  await superuser`truncate tiktok_posts, outbox, audit_log`;
});
afterAll(api.close);

const insert = (wish: object = {}) =>
  insertStoredPost(superuser, { user: 'user-1', state: 'outcome_unknown', dueAt: api.now(), ...wish });

describe('a post in doubt', () => {
  test.each(['published', 'failed'])('is settled as %s, and the log says by whom', async (outcome) => {
    const id = await insert();

    const answer = await resolve(api, id, outcome, await api.token({ user: 'boss' }));

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ post: { postId: id, status: outcome } });
    expect(await readPost(api, id)).toMatchObject({ state: outcome, reason: 'resolved_by_person' });
    expect(await readPostNews(api)).toEqual([
      {
        type: 'post.state_changed',
        actor: 'user:boss',
        before: 'outcome_unknown',
        state: outcome,
        reason: 'resolved_by_person',
      },
    ]);
  });

  test('is settled by a session of its own user', async () => {
    const id = await insert();

    const answer = await resolve(api, id, 'failed', await openSession(api, 'user-1'));

    expect(answer.status).toBe(200);
    expect(await readPostNews(api)).toMatchObject([{ actor: 'user:user-1' }]);
  });

  test('that a person took for failed is published when TikTok says so later', async () => {
    const publishId = 'v_pub_url~v2.1';
    const id = await insert({ publishId });
    await resolve(api, id, 'failed');

    await createApplyEvents(api.database.worker)(writeBatch([writePostEvent('complete', { publishId })]));

    expect(await readPost(api, id)).toMatchObject({ state: 'published', reason: null });
  });
});
