import type { Post, PostState } from '../../api/operations.ts';

/** While something moves. */
export const movingMs = 5_000;
/** While nothing does, and after a failure. */
export const restingMs = 30_000;

/** A post that has stood still for so long is waited for with patience: TikTok looks at some for hours. */
const patienceMs = 15 * 60_000;
/** A post that is to be submitted so soon is taken to move already. */
const imminentMs = 60_000;

/** States that a post leaves by itself within minutes. */
const moves: Readonly<Record<PostState, boolean>> = {
  scheduled: false,
  queued: false,
  submitting: true,
  outcome_unknown: false,
  transferring: true,
  processing: true,
  in_inbox: false,
  cancelled: false,
  failed: false,
  published: false,
};

type Timed = Pick<Post, 'status' | 'updatedAt' | 'willSubmitAt'>;

const isAboutToMove = ({ status, willSubmitAt }: Timed, now: Date): boolean => {
  if (status === 'queued' && willSubmitAt === null) return true;
  const waits = status === 'queued' || status === 'scheduled';
  return waits && willSubmitAt !== null && Date.parse(willSubmitAt) - now.getTime() < imminentMs;
};

const isMoving = (post: Timed, now: Date): boolean =>
  (moves[post.status] || isAboutToMove(post, now)) && now.getTime() - Date.parse(post.updatedAt) < patienceMs;

/** After how long the posts are looked up again. */
export const pollIntervalMs = (
  list: { readonly posts: readonly Timed[]; readonly counts: Partial<Record<PostState, number>> } | undefined,
  now: Date,
): number => {
  if (list === undefined) return restingMs;
  const unseen = (list.counts.submitting ?? 0) + (list.counts.transferring ?? 0) > 0;
  return unseen || list.posts.some((post) => isMoving(post, now)) ? movingMs : restingMs;
};
