import { Failure } from '../core/failure.ts';
import type { ListedPost, PostList, PostViewer } from '../database/post-list.ts';
import type { ChangeDependencies } from './change-post.ts';
import { changeWhile } from './change-while.ts';
import { findOwnPost } from './find-post.ts';

export interface ResolveDependencies extends ChangeDependencies {
  readonly list: PostList;
}

/** What a person found who looked at the platform. */
export interface Resolution {
  readonly postId: string;
  readonly outcome: 'published' | 'failed';
  /** Who says so. */
  readonly userId: string;
}

/**
 * Settles a post whose outcome nobody else can know any more. Of several at once the first counts. Throws `post_not_found`,
 * and `post_not_in_doubt` for a post whose outcome is known or still to come.
 */
export const resolvePost = async (
  dependencies: ResolveDependencies,
  viewer: PostViewer,
  { postId, outcome, userId }: Resolution,
): Promise<ListedPost> => {
  const { post: known, username } = await findOwnPost(dependencies.list, viewer, postId);
  const { isDone, post } = await changeWhile(
    dependencies,
    known,
    ({ state }) => state === 'outcome_unknown',
    { kind: 'resolved', outcome },
    `user:${userId}`,
  );
  if (isDone) return { post, username };
  throw new Failure('post_not_in_doubt', {
    detail: `Only a post in the state outcome_unknown is settled by a person; this one is in the state ${post.state}.`,
  });
};
