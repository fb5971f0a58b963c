import type { Post } from '../../api/operations.ts';

type Seen = Pick<Post, 'postId' | 'status'>;

/** The posts whose state is another than it was, and those that are new. None when nothing was known before. */
export const changedPosts = <P extends Seen>(
  before: readonly Seen[] | undefined,
  after: readonly P[],
): readonly P[] => {
  if (before === undefined) return [];
  const known = new Map(before.map(({ postId, status }) => [postId, status]));
  return after.filter(({ postId, status }) => known.get(postId) !== status);
};
