/** When tokens were issued, end and were last needed. */
export interface TokenTimes {
  readonly issuedAt: Date;
  readonly accessExpiresAt: Date;
  readonly refreshExpiresAt: Date;
  /** When a caller last asked for the access token. */
  readonly lastUsedAt: Date;
}

export interface RefreshPolicy {
  /** An access token is due when less than this share of its lifetime is left, */
  readonly accessShareLeft: number;
  /** or less than this, whichever is shorter. */
  readonly accessLeftMs: number;
  /** The access token of an account that was not used for this long is left to end. */
  readonly usedWithinMs: number;
  /** The refresh token is due when less than this share of its lifetime is left, used or not. */
  readonly refreshShareLeft: number;
}

/** The rule of tiktok-api.md section 2.1, which holds for 2-hour tokens and for 24-hour ones; 30 days and half a life by the design, section 7. */
export const refreshPolicy: RefreshPolicy = {
  accessShareLeft: 0.25,
  accessLeftMs: 60 * 60_000,
  usedWithinMs: 30 * 86_400_000,
  refreshShareLeft: 0.5,
};

export type DueReason = 'access_token_expired' | 'access_token_ending' | 'refresh_token_ending';
export type NotDueReason = 'not_due' | 'unused';

export type RefreshDecision =
  | { readonly due: true; readonly reason: DueReason }
  | { readonly due: false; readonly reason: NotDueReason; readonly lookAgainAt: Date };

const accessDueAt = (times: TokenTimes, policy: RefreshPolicy): number => {
  const lifetimeMs = times.accessExpiresAt.getTime() - times.issuedAt.getTime();
  return times.accessExpiresAt.getTime() - Math.min(policy.accessShareLeft * lifetimeMs, policy.accessLeftMs);
};

const refreshTokenDueAt = (times: TokenTimes, policy: RefreshPolicy): number => {
  const lifetimeMs = times.refreshExpiresAt.getTime() - times.issuedAt.getTime();
  return times.refreshExpiresAt.getTime() - policy.refreshShareLeft * lifetimeMs;
};

/** Not before the time, which a fraction of a lifetime may put between two milliseconds. */
const wholeMs = (ms: number): Date => new Date(Math.ceil(ms));

/**
 * Whether tokens are to be refreshed now, and why; if not, when to look again. An account that is in use keeps a live
 * access token; one that is not keeps its refresh token from ending, so that it needs no new login when it is used again.
 */
export const refreshDue = (times: TokenTimes, now: Date, policy: RefreshPolicy): RefreshDecision => {
  const nowMs = now.getTime();
  const refreshAtMs = refreshTokenDueAt(times, policy);
  if (nowMs >= refreshAtMs) return { due: true, reason: 'refresh_token_ending' };
  const accessAtMs = accessDueAt(times, policy);
  const inUse = times.lastUsedAt.getTime() + policy.usedWithinMs > Math.max(nowMs, accessAtMs);
  if (nowMs < accessAtMs) {
    const lookAgainAt = wholeMs(inUse ? Math.min(accessAtMs, refreshAtMs) : refreshAtMs);
    return { due: false, reason: 'not_due', lookAgainAt };
  }
  if (!inUse) return { due: false, reason: 'unused', lookAgainAt: wholeMs(refreshAtMs) };
  const expired = nowMs >= times.accessExpiresAt.getTime();
  return { due: true, reason: expired ? 'access_token_expired' : 'access_token_ending' };
};

/** When new tokens are to be looked at first. */
export const firstLookAt = (times: TokenTimes, policy: RefreshPolicy = refreshPolicy): Date => {
  const decision = refreshDue(times, times.issuedAt, policy);
  return decision.due ? times.issuedAt : decision.lookAgainAt;
};
