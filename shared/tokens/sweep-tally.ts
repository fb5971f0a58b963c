import type { Clock } from '../core/clock.ts';
import type { MetricName } from '../core/metrics.ts';
import type { RefreshResult } from './refresh-account.ts';
import type { NotDueReason } from './refresh-due.ts';

/** Why an account that was looked at was not refreshed. */
export type SkipReason =
  | NotDueReason
  /** Its last attempt has no outcome, and tokens that wait to be stored may be its own. */
  | 'lifeboat_pending'
  /** Another worker has it by now, or its tokens are others or none. */
  | 'lease_lost'
  /** The run ended before its turn. */
  | 'stopped';

/** Why a run ended before every due account had its turn. */
export type StopReason = 'time' | 'misconfigured' | 'failures' | 'database_unavailable';

export interface SweepCounts {
  readonly refreshed: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Those that will be tried again. */
  readonly failed: number;
  /** Those whose creators must log in again. */
  readonly reauthRequired: number;
  /** Accounts looked at whose last attempt has no outcome, or whose tokens are in the lifeboat. */
  readonly inDoubt: number;
  readonly inLifeboat: number;
  readonly stoppedBy: StopReason | undefined;
}

/** What a refresh for one caller counts as. */
export const countResult = (result: RefreshResult): Partial<Record<MetricName, number>> => {
  switch (result.kind) {
    case 'refreshed':
      return { TokensRefreshed: 1 };
    case 'in_lifeboat':
      return { TokensRefreshed: 1, TokensInLifeboat: 1 };
    case 'login_required':
      return { AccountsReauthRequired: 1 };
    case 'failed':
      return { RefreshesFailed: 1 };
    case 'misconfigured':
      return { RefreshesFailed: 1, RefreshMisconfigured: 1 };
    case 'superseded':
    case 'too_late':
      return {};
  }
};

/** A run's counts as metrics. */
export const countSweep = (sweep: SweepCounts): Partial<Record<MetricName, number>> => ({
  TokensRefreshed: sweep.refreshed,
  RefreshesFailed: sweep.failed,
  AccountsReauthRequired: sweep.reauthRequired,
  RefreshesInDoubt: sweep.inDoubt,
  RefreshMisconfigured: sweep.stoppedBy === 'misconfigured' ? 1 : 0,
  TokensInLifeboat: sweep.inLifeboat,
});

/** So many in a row that do not succeed speak of the platform or of us, and not of accounts. */
const failuresInRowMax = 10;

/** Counts what happens, and says when a run is over. */
export const createTally = (clock: Clock, startUntil: Date) => {
  const skipped: Partial<Record<SkipReason, number>> = {};
  const counts = { refreshed: 0, failed: 0, reauthRequired: 0, inDoubt: 0, inLifeboat: 0 };
  let failuresInRow = 0;
  let stoppedBy: StopReason | undefined;
  let surprise: { readonly reason: unknown } | undefined;

  const stop = (reason: StopReason): void => {
    stoppedBy ??= reason;
  };
  const skip = (reason: SkipReason, times = 1): void => {
    if (times > 0) skipped[reason] = (skipped[reason] ?? 0) + times;
  };
  const succeed = (): void => {
    counts.refreshed += 1;
    failuresInRow = 0;
  };
  const fail = (count: 'failed' | 'reauthRequired'): void => {
    counts[count] += 1;
    failuresInRow += 1;
    if (failuresInRow >= failuresInRowMax) stop('failures');
  };
  /** What each result adds. */
  const adders: Readonly<Record<Exclude<RefreshResult['kind'], 'login_required'>, () => void>> = {
    refreshed: succeed,
    in_lifeboat: () => {
      succeed();
      counts.inLifeboat += 1;
    },
    failed: () => fail('failed'),
    misconfigured: () => {
      counts.failed += 1;
      stop('misconfigured');
    },
    superseded: () => skip('lease_lost'),
    too_late: () => skip('stopped'),
  };
  return {
    add: (result: RefreshResult): void => {
      if (result.kind !== 'login_required') adders[result.kind]();
      // Decided without asking the platform, it says nothing of it.
      else if (result.reason === 'refresh_in_doubt') counts.reauthRequired += 1;
      else fail('reauthRequired');
    },
    stop,
    skip,
    failed: () => fail('failed'),
    /** A surprise outside of any account, thrown by `read` once everything has ended. */
    fall: (reason: unknown): void => {
      surprise ??= { reason };
      stop('failures');
    },
    foundInDoubt: () => {
      counts.inDoubt += 1;
    },
    isOver: (): boolean => {
      if (stoppedBy === undefined && clock() >= startUntil) stop('time');
      return stoppedBy !== undefined;
    },
    read: (): SweepCounts => {
      if (surprise !== undefined) throw surprise.reason;
      return { ...counts, skipped, stoppedBy };
    },
  };
};

export type Tally = ReturnType<typeof createTally>;
