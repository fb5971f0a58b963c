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

/** When a post is looked at, and since when this page has seen it in its state. */
export interface Look {
  readonly now: Date;
  readonly seenAt: Date;
}

const paceOf = (ageMs: number): number => paces.find(([limitMs]) => ageMs < limitMs)?.[1] ?? slowestMs;

/** How long it has been in its state. What this page saw itself counts where the browser's clock is behind the API's. */
const ageOf = ({ status, times, createdAt }: Post, { now, seenAt }: Look): number =>
  Math.max(now.getTime() - new Date(times[status] ?? createdAt).getTime(), now.getTime() - seenAt.getTime());

/** When something is to happen to a post that waits: seldom until then, often when it is due, and less so as it is overdue. */
const untilDue = (dueAt: string, { now }: Look): number => {
  const leftMs = new Date(dueAt).getTime() - now.getTime();
  return leftMs <= 0 ? paceOf(-leftMs) : Math.min(Math.max(leftMs, 2 * second), slowestMs);
};

/** The public id of a post comes after TikTok has looked at it: mostly within a minute, at times in hours. */
const untilPublic = (post: Post, look: Look): number | false => {
  const mayBecomePublic = post.mode === 'inbox' || post.privacyLevel === 'PUBLIC_TO_EVERYONE';
  const ageMs = ageOf(post, look);
  if (!mayBecomePublic || post.postIds.length > 0 || ageMs > hour) return false;
  return Math.max(paceOf(ageMs), 10 * second);
};

/** After how long to ask for a post again; false when there is nothing to wait for any more. */
export const pollDelayMs = (post: Post, look: Look): number | false => {
  switch (post.status) {
    case 'published':
      return untilPublic(post, look);
    case 'failed':
    case 'cancelled':
      return false;
    case 'scheduled':
      return post.publishAt === null ? paceOf(ageOf(post, look)) : untilDue(post.publishAt, look);
    case 'queued':
      return post.willSubmitAt === null ? paceOf(ageOf(post, look)) : untilDue(post.willSubmitAt, look);
    case 'in_inbox':
      return Math.max(paceOf(ageOf(post, look)), 5 * second);
    case 'outcome_unknown':
      return Math.max(paceOf(ageOf(post, look)), 5 * second);
    case 'submitting':
    case 'transferring':
    case 'processing':
      return paceOf(ageOf(post, look));
  }
};
