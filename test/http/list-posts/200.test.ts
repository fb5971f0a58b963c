import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { listPosts as route } from '../../../shared/contract/routes/list-posts.ts';
import { createId } from '../../../shared/core/ids.ts';
import type { Answer } from '../../support/answer.ts';
import { startApi } from '../../support/api.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { listPosts } from '../../support/post-requests.ts';
import { openSession } from '../../support/sessions.ts';
import { insertStoredPost, type StoredPostWish } from '../../support/stored-posts.ts';

const api = await startApi();
const { superuser } = api.database;
beforeEach(async () => {
  await superuser`truncate tiktok_posts`;
});
afterAll(api.close);

let made = 0;

/** A post that is newer than those before it. */
const insert = (wish: StoredPostWish = {}): Promise<string> => {
  made += 1;
  const createdAt = new Date(api.now().getTime() + made);
  return insertStoredPost(superuser, { id: createId(createdAt), createdAt, user: 'user-1', ...wish });
};

const read = (answer: Answer) => route.replies[200].body.parse(answer.body);
const idsOf = (answer: Answer): string[] => read(answer).posts.map(({ postId }) => postId);

describe('a list of posts', () => {
  test('has the newest first and each state with its number', async () => {
    const first = await insert({ state: 'failed', reason: 'spam_risk' });
    const second = await insert({ state: 'published' });

    const answer = await listPosts(api);

    expect(idsOf(answer)).toEqual([second, first]);
    expect(read(answer)).toMatchObject({
      counts: { failed: 1, published: 1, queued: 0 },
      countsAreComplete: true,
      nextCursor: null,
    });
  });

  test('of nobody’s posts is empty, with a number for every state', async () => {
    const { posts, counts, nextCursor } = read(await listPosts(api));

    expect(posts).toEqual([]);
    expect(nextCursor).toBeNull();
    expect(Object.values(counts)).toEqual(Array(10).fill(0));
  });

  test('is read page by page, each post once, while new ones are made', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push(await insert());

    const first = await listPosts(api, { limit: '2' });
    await insert();
    const second = await listPosts(api, { limit: '2', cursor: z.string().parse(read(first).nextCursor) });
    await insert();
    const third = await listPosts(api, { limit: '2', cursor: z.string().parse(read(second).nextCursor) });

    expect([first, second, third].flatMap(idsOf)).toEqual(ids.toReversed());
    expect(read(third).nextCursor).toBeNull();
  });

  test('that fits a page exactly has no next one', async () => {
    await insert();
    await insert();

    expect(read(await listPosts(api, { limit: '2' })).nextCursor).toBeNull();
  });

  test('has 25 posts to a page unless told otherwise, and 100 at most', async () => {
    for (let index = 0; index < 101; index += 1) await insert();

    expect(idsOf(await listPosts(api))).toHaveLength(25);
    expect(idsOf(await listPosts(api, { limit: '100' }))).toHaveLength(100);
  });

  test('can be narrowed by account, reference and status; the numbers are by all but the status', async () => {
    const account = randomUUID();
    const wanted = await insert({ account, reference: 'order-7', state: 'failed' });
    await insert({ account, reference: 'order-7', state: 'published' });
    await insert({ account, reference: 'order-8', state: 'failed' });
    await insert({ reference: 'order-7', state: 'failed' });

    const answer = await listPosts(api, { accountId: account, reference: 'order-7', status: 'failed' });

    expect(idsOf(answer)).toEqual([wanted]);
    expect(read(answer).counts).toMatchObject({ failed: 1, published: 1 });
  });

  test('goes on to the next page under the same filter', async () => {
    const [older, newer] = [await insert({ state: 'failed' }), await insert({ state: 'failed' })];
    await insert({ state: 'published' });

    const first = await listPosts(api, { status: 'failed', limit: '1' });
    const cursor = z.string().parse(read(first).nextCursor);
    const second = await listPosts(api, { status: 'failed', limit: '1', cursor });

    expect([first, second].flatMap(idsOf)).toEqual([newer, older]);
  });

  test.each(['x', '01990000-0000-7000-8000-000000000000', "' or true --"])(
    'of an account that is nowhere (%j) is empty',
    async (accountId) => {
      await insert();

      const answer = await listPosts(api, { accountId });

      expect(read(answer)).toMatchObject({ posts: [], nextCursor: null, counts: { queued: 0 } });
    },
  );

  test('holds what the caller may see and counts nothing else', async () => {
    await insert({ tenant: 'tenant-b' });
    const other = await insert({ user: 'user-2' });
    const own = await insert();

    const crm = await listPosts(api);
    const session = await listPosts(api, {}, await openSession(api, 'user-1'));
    const stranger = await listPosts(api, {}, await api.token({ tenant: 'tenant-c' }));

    expect([crm, session, stranger].map(idsOf)).toEqual([[own, other], [own], []]);
    expect([crm, session, stranger].map((answer) => read(answer).counts.queued)).toEqual([2, 1, 0]);
  });

  test('shows where public posts are seen, by their creator’s handle', async () => {
    const { id: account } = await grantAccount(api);
    await superuser`update oauth_accounts set username = 'the.creator' where id = ${account}`;
    const id = await insert({ account, state: 'published' });
    await superuser`update tiktok_posts set post_ids = '{7678907398077074696}' where id = ${id}`;

    const { posts } = read(await listPosts(api));

    expect(posts[0]?.urls).toEqual(['https://www.tiktok.com/@the.creator/video/7678907398077074696']);
  });

  test('of more posts than are counted says so', async () => {
    await superuser`
      insert into tiktok_posts (
        id, tenant_id, user_id, account_id, created_by, mode, media_kind, source, intent, state, state_times, created_at, updated_at
      )
      select uuidv7(), 'tenant-a', 'user-1', gen_random_uuid(), 'u', 'direct', 'video', 'FILE_UPLOAD',
        '{"media":{"kind":"file","mediaId":"m","key":"k","etag":"e"},"options":{}}', 'published', '{}', now(), now()
      from generate_series(1, 10001)`;

    const { counts, countsAreComplete, posts } = read(await listPosts(api));

    expect(posts).toHaveLength(25);
    expect(counts).toMatchObject({ published: 10_000 });
    expect(countsAreComplete).toBe(false);
  });
});
