import { isFailure } from '../core/failure.ts';
import { PlatformError } from '../platforms/platform.ts';

/** How a refresh went wrong; all but the last are also outcomes in the journal. */
export type RefreshFailureKind =
  /** The platform says that the grant is over. */
  | 'refused'
  | 'throttled'
  /** It answered that it cannot at the moment; nothing took effect. */
  | 'unavailable'
  /** No answer, or half of one: it may have taken effect, and the next token with it. */
  | 'unanswered'
  /** The request never left. */
  | 'not_sent'
  /** The platform refuses us, not the account. */
  | 'misconfigured'
  /** It refuses this request, and will again. */
  | 'failed'
  /** The stored refresh token does not open. */
  | 'token_unreadable';

/** A surprise, a fault of ours, may have come before the question or after: it is taken for an answer that was lost. */
export const failureKindOf = (error: unknown): RefreshFailureKind => {
  if (isFailure(error, 'sealed_token_unreadable')) return 'token_unreadable';
  // What the operator has stored of the app could not be used, or not be read: nothing was sent.
  if (isFailure(error, 'platform_misconfigured')) return 'misconfigured';
  if (isFailure(error, 'secret_unavailable')) return 'not_sent';
  if (!(error instanceof PlatformError)) return 'unanswered';
  switch (error.errorClass) {
    case 'needs_reauthorization':
      return 'refused';
    case 'throttled':
      return 'throttled';
    case 'retry':
      return error.code === 'no_answer' ? 'not_sent' : 'unavailable';
    case 'outcome_unknown':
      return 'unanswered';
    case 'misconfigured':
      return 'misconfigured';
    case 'permanent':
      return 'failed';
  }
};

/**
 * An answer that was cut off or garbled is asked for again at once: the call is over at the platform, and if it grants a
 * period of grace, that is short. After a time-out it may still be at work, and is not to be overtaken.
 */
export const isWorthAskingAgain = (error: unknown): boolean =>
  error instanceof PlatformError &&
  error.errorClass === 'outcome_unknown' &&
  (error.code === 'no_answer' || error.code === 'unreadable_answer');

/** Why an account needs a new login. */
export type LoginReason =
  | 'refresh_refused'
  | 'refresh_token_expired'
  | 'refresh_answer_lost'
  | 'refresh_in_doubt'
  | 'refresh_keeps_failing'
  | 'token_unreadable';

export interface FailedAccount {
  /** Failures since the last success, before this one, */
  readonly refreshFailures: number;
  /** and those of them that spoke of this account. */
  readonly refreshRefusals: number;
  /** Attempts with the same refresh token whose effect is not known. */
  readonly doubtfulAttempts: number;
  readonly refreshExpiresAt: Date;
}

export type AfterFailure =
  | { readonly verdict: 'require_login'; readonly reason: LoginReason }
  | { readonly verdict: 'try_again'; readonly at: Date; readonly failures: number; readonly refusals: number }
  /** Our own fault: nothing of the account changes, and nobody else is tried. */
  | { readonly verdict: 'stop' };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Waits {
  readonly firstMs: number;
  readonly factor: number;
  readonly longestMs: number;
}

const passing: Waits = { firstMs: minuteMs, factor: 2, longestMs: 15 * minuteMs };
const throttled: Waits = { ...passing, firstMs: 2 * minuteMs };
/** Five of these take eleven hours or more: time for a person to see that the fault is ours, before a creator pays for it. */
const refusing: Waits = { firstMs: 30 * minuteMs, factor: 4, longestMs: 12 * hourMs };

/** After this many refusals that speak of this account no more is tried. */
const refusalsMax = 5;
const smallintMax = 32_767;

/** The count of failures after one more, as its column holds it. */
export const nextFailures = (failures: number): number => Math.min(failures + 1, smallintMax);

const speaksOfAccount = (kind: RefreshFailureKind): boolean =>
  kind === 'failed' || kind === 'token_unreadable';

const waitsOf = (kind: RefreshFailureKind): Waits => {
  if (speaksOfAccount(kind)) return refusing;
  return kind === 'throttled' ? throttled : passing;
};

/** How long to wait after the nth failure (from 0), less up to half by chance, so that accounts do not come back as one. */
export const backoffMs = (kind: RefreshFailureKind, nth: number, chance: number): number => {
  const { firstMs, factor, longestMs } = waitsOf(kind);
  return Math.min(firstMs * factor ** Math.min(nth, 10), longestMs) * (1 - chance / 2);
};

const reasonOfRefusal = (account: FailedAccount, now: Date): LoginReason => {
  if (account.refreshExpiresAt <= now) return 'refresh_token_expired';
  return account.doubtfulAttempts > 0 ? 'refresh_answer_lost' : 'refresh_refused';
};

/**
 * What a failure means for its account. Only the platform's own word ends it, or a refusal of this account that keeps
 * coming; what passes by itself is tried for as long as it takes. `chance` is from 0 to 1.
 */
export const decideAfterFailure = (
  kind: RefreshFailureKind,
  account: FailedAccount,
  now: Date,
  chance: number,
): AfterFailure => {
  if (kind === 'misconfigured') return { verdict: 'stop' };
  if (kind === 'refused') return { verdict: 'require_login', reason: reasonOfRefusal(account, now) };
  const ofAccount = speaksOfAccount(kind);
  const refusals = account.refreshRefusals + (ofAccount ? 1 : 0);
  if (ofAccount && refusals >= refusalsMax) {
    return {
      verdict: 'require_login',
      reason: kind === 'failed' ? 'refresh_keeps_failing' : 'token_unreadable',
    };
  }
  const nth = ofAccount ? account.refreshRefusals : account.refreshFailures;
  return {
    verdict: 'try_again',
    at: new Date(now.getTime() + backoffMs(kind, nth, chance)),
    failures: nextFailures(account.refreshFailures),
    refusals,
  };
};
