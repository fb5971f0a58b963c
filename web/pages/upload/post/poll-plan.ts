import type { Post } from '../../../api/operations.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The states that nothing follows, as far as the API's own work goes. */
export const isFinal = ({ status }: Pick<Post, 'status'>): boolean =>
  status === 'published' || status === 'failed' || status === 'cancelled';

/** While a state is young it is looked at often: from which age, how often. */
const paces: readonly (readonly [ageMs: number, delayMs: number])[] = [
  [2 * minute, 2 * second],
  [10 * minute, 5 * second],
  [hour, 15 * second],
];
const slowestMs = minute;

const paceOf = (ageMs: number): number => paces.find(([limitMs]) => ageMs < limitMs)?.[1] ?? slowestMs;

const ageOf = ({ status, times, createdAt }: Post, now: Date): number =>
  now.getTime() - new Date(times[status] ?? createdAt).getTime();

/** When something is to happen to a post that waits: often enough to see it, seldom until then. */
const untilDue = (dueAt: string | null, now: Date): number => {
  const leftMs = dueAt === null ? 0 : new Date(dueAt).getTime() - now.getTime();
  return leftMs <= 0 ? 2 * second : Math.min(Math.max(leftMs, 2 * second), slowestMs);
};

/** The public id of a post comes after TikTok has looked at it: mostly within a minute, at times in hours. */
const untilPublic = (post: Post, now: Date): number | false => {
  const mayBecomePublic = post.mode === 'inbox' || post.privacyLevel === 'PUBLIC_TO_EVERYONE';
  const ageMs = ageOf(post, now);
  if (!mayBecomePublic || post.postIds.length > 0 || ageMs > hour) return false;
  return Math.max(paceOf(ageMs), 10 * second);
};

/** After how long to ask for a post again; false when there is nothing to wait for any more. */
export const pollDelayMs = (post: Post, now: Date): number | false => {
  switch (post.status) {
    case 'published':
      return untilPublic(post, now);
    case 'failed':
    case 'cancelled':
      return false;
    case 'scheduled':
      return untilDue(post.publishAt, now);
    case 'queued':
      return post.willSubmitAt === null ? paceOf(ageOf(post, now)) : untilDue(post.willSubmitAt, now);
    case 'in_inbox':
      return Math.max(paceOf(ageOf(post, now)), 5 * second);
    case 'outcome_unknown':
      return Math.max(paceOf(ageOf(post, now)), 5 * second);
    case 'submitting':
    case 'transferring':
    case 'processing':
      return paceOf(ageOf(post, now));
  }
};
