import { isFailure } from '../core/failure.ts';
import { describeError } from '../core/log.ts';
import type { DueAccountStore } from '../database/due-accounts.ts';
import type { LeasedAccount } from '../database/token-accounts.ts';
import { createSupply, type Supply } from './due-supply.ts';
import { type RefreshDependencies, refreshAccount } from './refresh-account.ts';
import { type RefreshPolicy, refreshDue, refreshPolicy } from './refresh-due.ts';
import { createTally, type SkipReason, type SweepCounts, type Tally } from './sweep-tally.ts';

export interface SweepDependencies extends RefreshDependencies {
  readonly due: DueAccountStore;
  /** Whether no refreshed tokens wait to be stored; throws while that cannot be told. */
  readonly isLifeboatEmpty: () => Promise<boolean>;
  readonly policy?: RefreshPolicy;
  /** How many refreshes are in flight at a time; 20 unless given. */
  readonly parallel?: number;
}

const defaultParallel = 20;
/** Of few due accounts, so many follow each other for each that is in flight. */
const accountsPerWorker = 4;
/** How soon an account in doubt is looked at again while the lifeboat is not empty. */
const lifeboatWaitMs = 60_000;

/** An account in doubt waits while its tokens may be in the lifeboat: using the old ones could end the new. */
const mayBeInLifeboat = async (
  { isLifeboatEmpty, log }: SweepDependencies,
  account: LeasedAccount,
): Promise<boolean> => {
  if (account.openAttempts === 0) return false;
  try {
    return !(await isLifeboatEmpty());
  } catch (error) {
    log.warn('The lifeboat cannot be looked into', { error: describeError(error) });
    return true;
  }
};

const sweepOne = async (
  dependencies: SweepDependencies,
  tally: Tally,
  account: LeasedAccount,
): Promise<void> => {
  const { tokens, clock, policy = refreshPolicy } = dependencies;
  const pass = async (reason: SkipReason, dueAt: Date): Promise<void> => {
    tally.skip(reason);
    await tokens.release(account, dueAt);
  };
  const times = { ...account, issuedAt: account.tokenIssuedAt };
  const decision = refreshDue(times, clock(), policy);
  const isInDoubt = account.openAttempts > 0;
  // A caller may have begun before the tokens were due by the policy, and failed: whoever needs them next waits for this.
  const isBegun = isInDoubt || account.refreshFailures > 0;
  if (!decision.due && !isBegun) return pass(decision.reason, decision.lookAgainAt);
  if (isInDoubt) tally.foundInDoubt();
  if (await mayBeInLifeboat(dependencies, account)) {
    return pass('lifeboat_pending', new Date(clock().getTime() + lifeboatWaitMs));
  }
  tally.add(await refreshAccount(dependencies, account, 'sweep', () => !tally.isOver()));
};

/** One account's surprise is not the others'. Without the database nothing can go on. */
const sweepSafely = async (
  dependencies: SweepDependencies,
  tally: Tally,
  account: LeasedAccount,
): Promise<void> => {
  try {
    await sweepOne(dependencies, tally, account);
  } catch (error) {
    if (isFailure(error, 'database_unavailable')) return tally.stop('database_unavailable');
    dependencies.log.error('A token refresh failed by surprise', {
      accountId: account.id,
      error: describeError(error),
    });
    tally.failed();
  }
};

/** Works through what the supply holds, so many at a time, until it is empty or the run is over. */
const workThrough = async (
  dependencies: SweepDependencies,
  tally: Tally,
  supply: Supply,
  parallel: number,
): Promise<void> => {
  const work = async (): Promise<void> => {
    try {
      while (!tally.isOver()) {
        const account = await supply.take();
        if (account === undefined) return;
        await sweepSafely(dependencies, tally, account);
      }
    } catch (error) {
      if (!isFailure(error, 'database_unavailable')) throw error;
      tally.stop('database_unavailable');
    }
  };
  // All of them end before anything else does: a function that returns with calls in flight loses their answers.
  const ended = await Promise.allSettled(Array.from({ length: parallel }, work));
  for (const one of ended) if (one.status === 'rejected') tally.fall(one.reason);
};

/** What was claimed and had no turn is free again. Should this fail, the leases end by themselves. */
const giveBack = async ({ due, log }: SweepDependencies, tally: Tally, supply: Supply): Promise<void> => {
  const rest = await supply.rest();
  tally.skip('stopped', rest.length);
  await due
    .giveBack(rest)
    .catch((error: unknown) => log.warn('Leases could not be given back', { error: describeError(error) }));
};

/**
 * Refreshes due accounts of all tenants and begins none after `startUntil`; what is left is the next run's. Any number of
 * sweeps may run at once. The first refresh goes alone, so that a wrong client secret costs one call; and few go together
 * when few are due, since a worker that is killed may cost the grant of each account in flight. Accounts in doubt come
 * last and one by one: should one of them be what ends workers, it takes no other along. Throws `database_unavailable`
 * when not even the first accounts could be claimed, and a surprise once all calls in flight have ended.
 */
export const sweepTokens = async (
  dependencies: SweepDependencies,
  startUntil: Date,
): Promise<SweepCounts> => {
  const { clock, parallel: parallelMax = defaultParallel } = dependencies;
  const tally = createTally(clock, startUntil);
  const clear = createSupply(dependencies, 2 * parallelMax, 'clear');
  const inDoubt = createSupply(dependencies, 1, 'in_doubt');

  const waiting = await dependencies.due.countDue(clock());
  const parallel =
    waiting >= 2 * parallelMax ? parallelMax : Math.max(1, Math.ceil(waiting / accountsPerWorker));
  const scout = tally.isOver() ? undefined : await clear.take();
  if (scout !== undefined) await sweepSafely(dependencies, tally, scout);
  await workThrough(dependencies, tally, clear, parallel);
  await workThrough(dependencies, tally, inDoubt, 1);

  await giveBack(dependencies, tally, clear);
  await giveBack(dependencies, tally, inDoubt);
  return tally.read();
};
