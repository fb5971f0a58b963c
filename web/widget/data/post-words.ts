import type { Post, PostState } from '../../api/operations.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'moving' | 'plain';

/** How a state is coloured; its word says the same. */
export const tones: Readonly<Record<PostState, Tone>> = {
  scheduled: 'plain',
  queued: 'plain',
  submitting: 'moving',
  outcome_unknown: 'warn',
  transferring: 'moving',
  processing: 'moving',
  in_inbox: 'warn',
  cancelled: 'plain',
  failed: 'bad',
  published: 'good',
};

/** The order in which they are counted: what has to do with somebody first, then the way of a post. */
export const countOrder = [
  'failed',
  'outcome_unknown',
  'in_inbox',
  'transferring',
  'processing',
  'submitting',
  'queued',
  'scheduled',
  'published',
  'cancelled',
] as const satisfies readonly PostState[];

/** The counts to show: without the states that no post is in. */
export const shownCounts = (
  counts: Partial<Record<PostState, number>>,
): readonly { readonly state: PostState; readonly count: number }[] =>
  countOrder.map((state) => ({ state, count: counts[state] ?? 0 })).filter(({ count }) => count > 0);

/** How much TikTok has of a file, from 0 to 1; undefined when that cannot be known. */
export const sentShare = ({ bytes: { sent, total } }: Pick<Post, 'bytes'>): number | undefined =>
  total === null || total <= 0 ? undefined : Math.min(sent / total, 1);

/** The moment that a post's line is about: when it will be submitted, else when it came to its state. */
export const momentOf = (
  post: Pick<Post, 'status' | 'times' | 'publishAt' | 'willSubmitAt' | 'updatedAt'>,
): string => {
  const waits = post.status === 'scheduled' || post.status === 'queued';
  const due = waits ? (post.willSubmitAt ?? post.publishAt) : null;
  return due ?? post.times[post.status] ?? post.updatedAt;
};
