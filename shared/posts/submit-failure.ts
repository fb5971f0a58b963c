import type { PostRow } from '../database/posts.ts';
import type { PlatformError } from '../platforms/platform.ts';
import type { PostReason } from './step.ts';

const minuteMs = 60_000;

export type InitDecision =
  /** It is over. */
  | { readonly kind: 'fail'; readonly reason: PostReason }
  /** Nothing took effect; the same later. */
  | { readonly kind: 'wait'; readonly afterMs: number; readonly failures: number }
  /** The platform's own limit a minute. */
  | { readonly kind: 'throttled'; readonly afterMs: number }
  /** A cap of the platform is reached. */
  | {
      readonly kind: 'capped';
      readonly code: string /** When that is known already. */;
      readonly until?: Date;
    }
  /** It may have taken effect; without bytes nothing is published, so it is asked once more. */
  | { readonly kind: 'repeat' }
  /** It may have taken effect, and asking again could post twice. */
  | { readonly kind: 'unknown' };

/** Of a file two inits at most are made: one whose answer is lost, and one more. */
const initsMax = 2;

/** Passing failures in a row, with pauses that double from half a minute to a quarter of an hour: more than two hours. */
const failuresMax = 14;

/** The platform counts a minute from its own side. */
const throttledMs = 60_000;

const pauseMs = (failures: number): number => Math.min(30_000 * 2 ** failures, 15 * minuteMs);

/** What an interrupted init comes to, whose answer nobody has: by the worker's end, or on the way. */
export const decideAfterLoss = (post: Pick<PostRow, 'source' | 'initAttempts'>): InitDecision => {
  if (post.source === 'PULL_FROM_URL') return { kind: 'unknown' };
  return post.initAttempts < initsMax
    ? { kind: 'repeat' }
    : { kind: 'fail', reason: { code: 'init_not_answered' } };
};

const putOff = (post: PostRow, code: string, chance: number): InitDecision =>
  post.failures >= failuresMax
    ? { kind: 'fail', reason: { code } }
    : { kind: 'wait', afterMs: pauseMs(post.failures) * (1 + chance / 4), failures: post.failures + 1 };

/**
 * What follows from an init that failed, or from what comes before one. `caps` are the codes by which the platform tells
 * of a cap. `chance` is from 0 to 1, for jitter.
 */
export const decideAfterError = (
  thrown: PlatformError,
  post: PostRow,
  caps: readonly string[],
  chance: number,
): InitDecision => {
  const reason = { code: thrown.code, logId: thrown.logId };
  if (caps.includes(thrown.code)) return { kind: 'capped', code: thrown.code };
  switch (thrown.errorClass) {
    case 'outcome_unknown':
      return decideAfterLoss(post);
    case 'throttled':
      return { kind: 'throttled', afterMs: throttledMs * (1 + chance / 6) };
    case 'retry':
    case 'misconfigured':
      return putOff(post, 'platform_unavailable', chance);
    case 'needs_reauthorization':
    case 'permanent':
      return { kind: 'fail', reason };
  }
};

/** Our failures that no time heals, and the reasons that a post then has. */
const endings: Readonly<Record<string, string>> = {
  account_not_connected: 'account_not_connected',
  account_not_found: 'account_not_connected',
  account_scope_missing: 'scope_not_authorized',
  media_changed: 'media_changed',
  media_domain_missing: 'media_domain_missing',
};

/** The same for a failure of ours on the way to the init. */
export const decideAfterFailure = (code: string, post: PostRow, chance: number): InitDecision => {
  const ending = Object.hasOwn(endings, code) ? endings[code] : undefined;
  return ending === undefined
    ? putOff(post, 'platform_unavailable', chance)
    : { kind: 'fail', reason: { code: ending } };
};
