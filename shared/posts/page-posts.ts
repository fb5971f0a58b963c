import { Failure } from '../core/failure.ts';
import { isId } from '../core/ids.ts';
import type { PostList, PostPage, PostViewer } from '../database/post-list.ts';
import type { PostState } from '../database/posts.ts';
import type { PostWords } from '../platforms/posting.ts';
import { showPost } from './show-post.ts';
import { postStates } from './step.ts';

export interface PageWish {
  readonly accountId?: string | undefined;
  readonly status?: PostState | undefined;
  readonly reference?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A cursor is the last post that was shown, so that posts made meanwhile move nothing. */
const writeCursor = (postId: string): string => Buffer.from(postId).toString('base64url');

const readCursor = (cursor: string): string => {
  const postId = Buffer.from(cursor, 'base64url').toString();
  if (isId(postId) && writeCursor(postId) === cursor) return postId;
  const detail = 'It is no cursor that a page of posts came with.';
  throw new Failure('invalid_request', {
    detail: `At query /cursor: ${detail}`,
    errors: [{ in: 'query', pointer: '/cursor', detail }],
  });
};

const noPosts: PostPage = { posts: [], counts: {}, countsAreComplete: true };

/** Every state with its number, also those that no post is in. */
const countAll = (counts: PostPage['counts']): Record<PostState, number> => {
  const all = postStates.map((state) => [state, counts[state] ?? 0] as const);
  return Object.fromEntries(all) as Record<PostState, number>;
};

/** A page of posts as the reply shows it. Throws `invalid_request` for a cursor that is none. */
export const pagePosts = async (
  { list, words }: { readonly list: PostList; readonly words: PostWords },
  viewer: PostViewer,
  { accountId, status, reference, cursor, limit }: PageWish,
) => {
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const isPossible = accountId === undefined || isId(accountId);
  // One more than is shown tells whether there is a page after this one.
  const { posts, counts, countsAreComplete } = isPossible
    ? await list.list(viewer, { accountId, state: status, reference }, { before, limit: limit + 1 })
    : noPosts;
  const shown = posts.slice(0, limit);
  const last = posts.length > limit ? shown.at(-1) : undefined;
  return {
    posts: shown.map((one) => showPost(one, words)),
    nextCursor: last === undefined ? null : writeCursor(last.post.id),
    counts: countAll(counts),
    countsAreComplete,
  };
};
