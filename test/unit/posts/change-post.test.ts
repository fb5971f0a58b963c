import { describe, expect, test } from '@jest/globals';
import type { Announcement } from '../../../shared/database/accounts.ts';
import type { PostChanges, PostRow, PostStore } from '../../../shared/database/posts.ts';
import { changePost } from '../../../shared/posts/change-post.ts';
import type { Happening } from '../../../shared/posts/step.ts';
import { postRow, postTime } from '../../support/post-rows.ts';

interface Saved {
  readonly changes: PostChanges;
  readonly announcement: Announcement | undefined;
}

/** A store of one post in memory; `rivals` are what other writers make of it just before each of our saves. */
const openStore = (stored: PostRow | undefined, rivals: Partial<PostRow>[] = []) => {
  let row = stored;
  const saved: Saved[] = [];
  const posts: PostStore = {
    insert: async () => 'exists',
    find: async (tenant, id) => (row?.tenantId === tenant && row.id === id ? row : undefined),
    findByPublishId: async () => undefined,
    save: async (post, changes, _now, announcement) => {
      const rival = rivals.shift();
      if (row !== undefined && rival !== undefined) row = { ...row, ...rival, version: row.version + 1 };
      if (row === undefined || row.version !== post.version) return undefined;
      const { endLease: _endLease, ...columns } = changes;
      row = { ...row, ...columns, version: row.version + 1 };
      saved.push({ changes, announcement });
      return row;
    },
  };
  return { posts, saved, read: () => row };
};

const counted: Record<string, number>[] = [];
const change = (store: ReturnType<typeof openStore>, happening: Happening, more?: PostChanges) =>
  changePost(
    { posts: store.posts, clock: () => postTime, count: (counts) => void counted.push({ ...counts }) },
    { tenant: 'tenant-a', postId: postRow().id },
    happening,
    'system:test',
    more === undefined ? undefined : () => more,
  );

describe('a change of a post', () => {
  test('stores the state, its time and the announcement together', async () => {
    const store = openStore(postRow({ state: 'submitting', reference: 'order-1' }));

    await change(store, { kind: 'accepted', next: 'processing' });

    expect(store.read()).toMatchObject({
      state: 'processing',
      stateTimes: { queued: expect.any(String), processing: postTime.toISOString() },
    });
    expect(store.saved).toMatchObject([
      {
        announcement: {
          type: 'post.state_changed',
          actor: 'system:test',
          payload: { state: 'processing', before: 'submitting', reference: 'order-1', isPublic: false },
        },
      },
    ]);
  });

  test('that changes nothing stores and tells nothing', async () => {
    const store = openStore(postRow({ state: 'published' }));

    const post = await change(store, { kind: 'failed', reason: { code: 'late' } });

    expect(post.state).toBe('published');
    expect(store.saved).toEqual([]);
  });

  test('of times alone tells nothing', async () => {
    const store = openStore(postRow());

    await change(store, { kind: 'looked_at' }, { dueAt: postTime });

    expect(store.saved).toMatchObject([{ announcement: undefined, changes: { dueAt: postTime } }]);
  });

  test('is decided anew when another writer was faster', async () => {
    const store = openStore(postRow({ state: 'processing' }), [
      { bytesConfirmed: 5 },
      { state: 'published' },
    ]);

    const post = await change(store, { kind: 'failed', reason: { code: 'internal' } });

    expect(post).toMatchObject({ state: 'published', bytesConfirmed: 5, reason: undefined });
    expect(store.saved).toEqual([]);
  });

  test('that is overtaken again and again gives up, and says so', async () => {
    const rivals = Array.from({ length: 50 }, () => ({ polls: 1 }));
    const store = openStore(postRow({ state: 'processing' }), rivals);

    const changing = change(store, { kind: 'failed', reason: { code: 'internal' } });

    await expect(changing).rejects.toThrow('A post changed during 20 tries');
  });

  test('of a post that is not there throws post_not_found', async () => {
    const store = openStore(undefined);

    const changing = change(store, { kind: 'looked_at' }, { dueAt: null });

    await expect(changing).rejects.toMatchObject({ code: 'post_not_found' });
  });

  test('away from a transfer forgets the address that its bytes went to', async () => {
    const store = openStore(
      postRow({ state: 'transferring', source: 'FILE_UPLOAD', sealedUploadUrl: Buffer.from('sealed') }),
    );

    await change(store, { kind: 'bytes_confirmed', bytes: 7 });
    const during = store.read();
    await change(store, { kind: 'transfer_ended' });

    expect(during).toMatchObject({ bytesConfirmed: 7, sealedUploadUrl: Buffer.from('sealed') });
    expect(store.read()).toMatchObject({ state: 'processing', sealedUploadUrl: null });
  });

  test.each([
    ['published', 'PostsPublished'],
    ['failed', 'PostsFailed'],
    ['outcome_unknown', 'PostsOutcomeUnknown'],
  ] as const)('to %s is counted once, however often it is told', async (state, metric) => {
    counted.length = 0;
    const store = openStore(postRow({ state: 'submitting' }));
    const happening: Happening =
      state === 'published'
        ? { kind: 'platform_said', word: 'published' }
        : state === 'failed'
          ? { kind: 'failed', reason: { code: 'internal' } }
          : { kind: 'answer_lost' };

    await change(store, happening);
    await change(store, happening, { polls: 1 });

    expect(counted).toEqual([{ [metric]: 1 }]);
  });

  test('to an end leaves nothing due, but the look for the id of a public post', async () => {
    const failing = openStore(postRow({ state: 'processing', dueAt: postTime, willSubmitAt: postTime }));
    const publishing = openStore(
      postRow({ state: 'processing', submittedAt: postTime, publishId: 'v_pub_file~v2-1.1' }),
    );

    await change(failing, { kind: 'failed', reason: { code: 'internal' } });
    await change(publishing, { kind: 'platform_said', word: 'published' });

    expect(failing.read()).toMatchObject({ dueAt: null, willSubmitAt: null });
    expect(publishing.read()?.dueAt?.getTime()).toBeGreaterThan(postTime.getTime());
  });

  test('of who can see it is told as such, with its ids as text', async () => {
    const store = openStore(postRow({ state: 'published' }));
    const notice = { postId: '7600000000000000456', isPublic: true, at: postTime };

    await change(store, { kind: 'visibility_changed', notice });

    expect(store.saved).toMatchObject([
      {
        announcement: {
          type: 'post.visibility_changed',
          payload: { isPublic: true, postIds: ['7600000000000000456'] },
        },
      },
    ]);
  });
});
