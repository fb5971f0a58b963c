import type { Clock } from '../core/clock.ts';
import { isFailure } from '../core/failure.ts';
import { createId } from '../core/ids.ts';
import { describeError, type Log } from '../core/log.ts';
import type { Count } from '../core/metrics.ts';
import type { Secret } from '../core/secret.ts';
import type { AttemptEnd } from '../database/refresh-attempts.ts';
import type { LeasedAccount } from '../database/token-accounts.ts';
import type { TokenRefreshStore } from '../database/token-refresh.ts';
import { type Platform, PlatformError, type RefreshedTokens } from '../platforms/platform.ts';
import type { Send } from '../queue/sqs.ts';
import type { Vault } from '../vault/vault.ts';
import { bindToken } from './account-tokens.ts';
import { keepRefreshed } from './keep-refreshed.ts';
import {
  backoffMs,
  decideAfterFailure,
  failureKindOf,
  isWorthAskingAgain,
  type LoginReason,
  nextFailures,
  type RefreshFailureKind,
} from './refresh-failure.ts';
import { announceLogin } from './token-events.ts';

export interface RefreshDependencies {
  readonly tokens: TokenRefreshStore;
  readonly vault: Vault;
  readonly platform: Platform;
  /** The queue for tokens that could not be stored. */
  readonly sendToLifeboat: Send;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: Count;
  /** From 0 to 1, for backoff. */
  readonly chance: () => number;
  /** Longer than everything between the journal's row and the stored tokens, the platform's deadline (12 s) first of all. */
  readonly leaseMs: number;
}

/**
 * What a lease lasts in production: far longer than a refresh, and long enough that a pair sent to the lifeboat is counted
 * there before the account can be taken for one in doubt (SQS's counts may lag by a minute).
 */
export const leaseMs = 120_000;

/** What became of a refresh. With `accessToken`, new tokens are in hand, stored or on their way. */
export type RefreshResult =
  | { readonly kind: 'refreshed'; readonly accessToken: Secret; readonly accessExpiresAt: Date }
  | { readonly kind: 'in_lifeboat'; readonly accessToken: Secret; readonly accessExpiresAt: Date }
  | { readonly kind: 'login_required'; readonly reason: LoginReason }
  /** Tried again later. */
  | { readonly kind: 'failed'; readonly failure: RefreshFailureKind | 'key_service_unavailable' }
  /** The platform refuses us: a matter for the operator. */
  | { readonly kind: 'misconfigured' }
  /** The lease or the tokens are another's by now; nothing was done. */
  | { readonly kind: 'superseded' }
  /** Getting ready took so long that the caller's time is over; nothing was asked, and the account is due as before. */
  | { readonly kind: 'too_late' };

/** Only what broke off this soon is asked again at once: both attempts together stay within the callers' time. */
const askAgainWithinMs = 3_000;

/** How often an attempt may end without an outcome, its worker killed, before its account is not tried again. */
const openAttemptsMax = 2;

/** How soon an account is looked at again when the key service, or our own settings, were at fault. */
const keyServiceWaitMs = 30_000;
const ownFaultWaitMs = 60_000;

/**
 * Refreshes the tokens of an account whose lease is ours, and gives the lease back. Everything needed to ask and to keep
 * the answer is at hand before the platform is asked, which is not begun when `mayAsk` says no by then. Throws
 * `database_unavailable` while nothing has been asked yet; the lease then ends by itself.
 */
export const refreshAccount = async (
  dependencies: RefreshDependencies,
  account: LeasedAccount,
  startedBy: 'sweep' | 'use',
  mayAsk: () => boolean = () => true,
): Promise<RefreshResult> => {
  if (account.openAttempts >= openAttemptsMax) {
    return requireLogin(dependencies, account, undefined, 'refresh_in_doubt');
  }
  let refreshToken: Secret;
  try {
    refreshToken = await openRefreshToken(dependencies.vault, account);
    await dependencies.platform.prepare();
  } catch (error) {
    return settleBeforeAsking(dependencies, account, error);
  }
  if (!mayAsk()) {
    await dependencies.tokens.release(account, account.refreshDueAt);
    return { kind: 'too_late' };
  }
  const first = await attemptRefresh(dependencies, account, refreshToken, startedBy);
  if (first !== 'ask_again') return first;
  const doubtful = { ...account, doubtfulAttempts: account.doubtfulAttempts + 1 };
  const second = await attemptRefresh(dependencies, doubtful, refreshToken, startedBy, 'last');
  return second === 'ask_again' ? { kind: 'failed', failure: 'unanswered' } : second;
};

/** The refresh token in the clear, and the key to seal the next one with in memory. */
const openRefreshToken = async (vault: Vault, account: LeasedAccount): Promise<Secret> => {
  await vault.prepare(account.tenantId);
  const binding = bindToken(account.tenantId, account.id, 'sealed_refresh_token');
  return vault.open(account.sealedRefreshToken, binding);
};

/** Nothing was asked and nothing is written in the journal; whatever it was, the account is not held for it. */
const settleBeforeAsking = async (
  dependencies: RefreshDependencies,
  account: LeasedAccount,
  error: unknown,
): Promise<RefreshResult> => {
  if (isFailure(error, 'database_unavailable')) throw error;
  const { tokens, clock, chance, log } = dependencies;
  log.error('A token refresh could not begin', { accountId: account.id, error: describeError(error) });
  if (isFailure(error, 'key_service_unavailable')) {
    await tokens.release(account, new Date(clock().getTime() + keyServiceWaitMs));
    return { kind: 'failed', failure: 'key_service_unavailable' };
  }
  const known = isFailure(error, 'sealed_token_unreadable') || isFailure(error, 'platform_misconfigured');
  if (known) return settleFailure(dependencies, account, undefined, failureKindOf(error));
  const waitMs = backoffMs('not_sent', account.refreshFailures, chance());
  const again = {
    dueAt: new Date(clock().getTime() + waitMs),
    failures: nextFailures(account.refreshFailures),
    refusals: account.refreshRefusals,
  };
  await tokens.endAttempt(account, undefined, again);
  return { kind: 'failed', failure: 'not_sent' };
};

const attemptRefresh = async (
  dependencies: RefreshDependencies,
  account: LeasedAccount,
  refreshToken: Secret,
  startedBy: 'sweep' | 'use',
  turn: 'first' | 'last' = 'first',
): Promise<RefreshResult | 'ask_again'> => {
  const { tokens, platform, clock, log } = dependencies;
  const attemptId = createId(clock());
  if (!(await beginAttempt(dependencies, account, attemptId, startedBy))) return { kind: 'superseded' };
  const askedAt = clock();
  const asked = performance.now();
  let refreshed: RefreshedTokens;
  try {
    refreshed = await platform.refresh(refreshToken);
    if (refreshed.openId !== account.openId) throw otherAccount();
  } catch (error) {
    const failure = failureKindOf(error);
    const end = { attemptId, ...describePlatformError(error), outcome: outcomeOf(failure) };
    log[failure === 'misconfigured' ? 'error' : 'warn']('A token refresh failed', {
      accountId: account.id,
      failure,
      error: describeError(error),
    });
    if (turn === 'first' && isWorthAskingAgain(error) && performance.now() - asked < askAgainWithinMs) {
      await tokens.noteOutcome(account.tenantId, end);
      return 'ask_again';
    }
    return settleFailure(dependencies, account, end, failure);
  }
  try {
    return await keepRefreshed(dependencies, account, attemptId, refreshed, askedAt);
  } catch (error) {
    // Only sealing comes here. The tokens are lost, and the platform's next word decides, not this.
    log.error('Refreshed tokens could not be sealed', { accountId: account.id, error: describeError(error) });
    const end = { attemptId, outcome: 'unanswered', code: 'not_sealed' } as const;
    return settleFailure(dependencies, account, end, 'unanswered');
  }
};

/** When the database is lost at the journal's row, nothing was sent; where that can still be noted, there is no doubt. */
const beginAttempt = async (
  { tokens, leaseMs: forMs }: RefreshDependencies,
  account: LeasedAccount,
  attemptId: string,
  startedBy: 'sweep' | 'use',
): Promise<boolean> => {
  try {
    return await tokens.beginAttempt(account, attemptId, startedBy, forMs);
  } catch (error) {
    await tokens.noteOutcome(account.tenantId, { attemptId, outcome: 'not_sent' }).catch(() => {});
    throw error;
  }
};

/** Tokens of another creator are not this account's, whatever brought them. */
const otherAccount = (): PlatformError =>
  new PlatformError(
    'permanent',
    'other_open_id',
    'The platform answered with the tokens of another account.',
  );

const describePlatformError = (error: unknown): Pick<AttemptEnd, 'code' | 'logId'> =>
  error instanceof PlatformError ? { code: error.code, logId: error.logId } : {};

const outcomeOf = (failure: RefreshFailureKind): AttemptEnd['outcome'] =>
  failure === 'token_unreadable' ? 'failed' : failure;

const settleFailure = async (
  dependencies: RefreshDependencies,
  account: LeasedAccount,
  end: AttemptEnd | undefined,
  failure: RefreshFailureKind,
): Promise<RefreshResult> => {
  const { tokens, clock, chance } = dependencies;
  const after = decideAfterFailure(failure, account, clock(), chance());
  if (after.verdict === 'require_login') return requireLogin(dependencies, account, end, after.reason);
  if (after.verdict === 'stop') {
    const { refreshFailures, refreshRefusals: refusals } = account;
    const dueAt = new Date(clock().getTime() + ownFaultWaitMs);
    const failures = nextFailures(refreshFailures);
    await tokens.endAttempt(account, end, { dueAt, failures, refusals });
    return { kind: 'misconfigured' };
  }
  await tokens.endAttempt(account, end, { ...after, dueAt: after.at });
  return { kind: 'failed', failure };
};

/** The row itself is asked: only one whose tokens nobody has replaced meanwhile changes its state. */
const requireLogin = async (
  { tokens, clock, log }: RefreshDependencies,
  account: LeasedAccount,
  end: AttemptEnd | undefined,
  reason: LoginReason,
): Promise<RefreshResult> => {
  const announcement = announceLogin(account, reason, clock());
  if (!(await tokens.requireLogin(account, end, reason, announcement))) return { kind: 'superseded' };
  log.warn('An account needs a new login', { accountId: account.id, reason });
  return { kind: 'login_required', reason };
};
