import type { PostRow } from '../database/posts.ts';
import { isSettled } from './step.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The first looks, each so long after the one before (tiktok-api.md section 5.8). */
const firstLooksMs = [5, 10, 20, 30].map((seconds) => seconds * secondMs);

/** A message can be delayed by 15 minutes at most; later looks wait in the table. */
export const messageDelayMaxMs = 15 * minuteMs;

export type NextLook = { readonly afterMs: number } | 'none' | 'never_finished';

/** The privacy level whose posts get a public id; the others never do (section 5.8). */
const publicLevel = 'PUBLIC_TO_EVERYONE';

const waitsForId = ({ state, mode, intent, postIds }: PostRow): boolean =>
  state === 'published' &&
  postIds.length === 0 &&
  (mode === 'inbox' || intent.options.privacyLevel === publicLevel);

/** After what time the platform is asked next, so long after it took the post. */
const intervalMs = (polls: number, ageMs: number): number => {
  const first = firstLooksMs[polls];
  if (first !== undefined) return first;
  return ageMs < 15 * minuteMs ? minuteMs : 15 * minuteMs;
};

/**
 * When the platform is asked for a post's status after its nth look, by the plan of tiktok-api.md section 5.8: soon at
 * first, then each minute to a quarter of an hour, then each quarter to a day, while there is something to learn: the end
 * of processing, a draft that its creator posts, a public post's id. Webhooks mostly tell sooner.
 */
export const nextLook = (post: PostRow, now: Date): NextLook => {
  const ageMs = now.getTime() - (post.submittedAt ?? post.createdAt).getTime();
  const isOpen = post.state === 'processing' || post.state === 'in_inbox' || waitsForId(post);
  // Without the platform's own id there is nothing to ask for.
  if (!isOpen || post.publishId === null) return 'none';
  if (ageMs >= dayMs) return isSettled(post.state) ? 'none' : 'never_finished';
  const afterMs = post.state === 'in_inbox' ? 15 * minuteMs : intervalMs(post.polls, ageMs);
  return { afterMs };
};
