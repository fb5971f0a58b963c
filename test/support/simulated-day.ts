import { create as createRotation } from '../../functions/schedule/rotate-data-keys.ts';
import type { FaultAction } from '../../infra/local/tiktok-simulator/fault-book.ts';
import { Failure, isFailure } from '../../shared/core/failure.ts';
import { createAgedDataKeyStore } from '../../shared/database/aged-data-keys.ts';
import type { TokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { createTokenRowStore } from '../../shared/database/token-rows.ts';
import { PlatformError } from '../../shared/platforms/platform.ts';
import { type SweepDependencies, sweepTokens } from '../../shared/tokens/sweep.ts';
import type { SweepCounts } from '../../shared/tokens/sweep-tally.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import type { ConnectedAccount, TokenWorld } from './token-world.ts';

const minuteMs = 60_000;
const stepMs = 5 * minuteMs;
const stepsPerDay = (24 * 60 * minuteMs) / stepMs;
/** Connecting goes on for as long as new tokens are not due, so that the accounts are due at all times of a day. */
const connectSteps = 17;
/** After the faults: longer than the longest backoff. */
const settleSteps = 5;

export interface InjectedFault {
  readonly share: number;
  /** Without limit unless given. */
  readonly times?: number;
  readonly action: FaultAction;
}

export interface DayPlan {
  readonly accounts: number;
  readonly tenants: number;
  readonly faults: readonly InjectedFault[];
  /** Each by two callers at once. */
  readonly usesPerStep: number;
}

export interface Day {
  readonly accounts: readonly ConnectedAccount[];
  readonly sweeps: readonly SweepCounts[];
  /** What callers got: `token`, or the failure's code. */
  readonly uses: ReadonlyMap<string, number>;
  readonly rescues: ReadonlyMap<string, number>;
  readonly rotation: {
    readonly keysReplaced: number;
    readonly rewrapped: number;
    readonly unreadable: number;
  };
  /** The longest time that a connected account had no live access token. */
  readonly longestGapMs: number;
}

const countIn = (counts: Map<string, number>, word: string): void => {
  counts.set(word, (counts.get(word) ?? 0) + 1);
};

/** Every so many saves the database is away: in turn before the change was made, and after, its answer lost. */
const failingSaves = (tokens: TokenRefreshStore, every: number): TokenRefreshStore => {
  let saves = 0;
  return {
    ...tokens,
    saveRefreshed: async (...save) => {
      saves += 1;
      const turn = saves % (2 * every);
      if (turn === every) await tokens.saveRefreshed(...save);
      if (turn === every || turn === 0) throw new Failure('database_unavailable', { detail: 'It is away.' });
      return tokens.saveRefreshed(...save);
    },
  };
};

/** Numbers that look like chance and are the same in every run (a linear congruence, Numerical Recipes' constants). */
const createChance = (): (() => number) => {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const connectOverTime = async (world: TokenWorld, plan: DayPlan): Promise<ConnectedAccount[]> => {
  const accounts: ConnectedAccount[] = [];
  for (let step = 0; step < connectSteps; step += 1) {
    const count = Math.round((plan.accounts * (step + 1)) / connectSteps) - accounts.length;
    accounts.push(...(await world.connect({ count, tenants: plan.tenants })));
    await world.advance(stepMs);
  }
  return accounts;
};

const injectFaults = ({ simulator }: TokenWorld, faults: readonly InjectedFault[]): void => {
  const match = { path: '/v2/oauth/token/', grantType: 'refresh_token' };
  for (const [seed, { share, times, action }] of faults.entries()) {
    simulator.control.addFault({ match, share, seed, action, ...(times === undefined ? {} : { times }) });
  }
};

/** For how long the account that is worst off has had no live access token. */
const readGapMs = async ({ database, now }: TokenWorld): Promise<number> => {
  const [row] = await database.superuser<{ gap: number }[]>`
    select coalesce(extract(epoch from ${now()} - min(access_expires_at)) * 1000, 0)::float8 as gap
    from oauth_accounts where state = 'connected'`;
  return Math.max(0, row?.gap ?? 0);
};

const rotateKeys = (world: TokenWorld, worker: SweepDependencies) => {
  const sql = world.database.worker;
  const rotate = createRotation({
    agedKeys: createAgedDataKeyStore(sql),
    tokenRows: createTokenRowStore(sql),
    vault: worker.vault,
    dataKeyMaxAgeMs: 30 * 24 * 60 * minuteMs,
    clock: worker.clock,
    log: worker.log,
  });
  return rotate();
};

/** What a job of 40 minutes gets: a token that TikTok accepts, or a failure with a name. */
const tryUse = async (worker: SweepDependencies, account: ConnectedAccount): Promise<string> => {
  try {
    return await withAccessToken(
      worker,
      { tenant: account.tenant, accountId: account.id },
      async (token) => {
        await worker.platform.fetchProfile(token, ['user.info.basic']);
        return 'token';
      },
      { lifeNeededMs: 40 * minuteMs, waitMs: 3_000 },
    );
  } catch (error) {
    if (error instanceof PlatformError) return `platform: ${error.code}`;
    if (error instanceof Failure && isFailure(error, error.code)) return error.code;
    throw error;
  }
};

/**
 * A day in steps of five minutes: each with a sweep (every twelfth with two at once), callers meanwhile, and then what is
 * in the lifeboat; in its middle all data keys are old and are rotated while a sweep runs, and once more at the end. Faults strike all day, and
 * end with it; a few sweeps later everything that was open is settled.
 */
export const runDay = async (world: TokenWorld, plan: DayPlan): Promise<Day> => {
  const accounts = await connectOverTime(world, plan);
  injectFaults(world, plan.faults);
  const chance = createChance();
  const sweeper = world.worker({ chance });
  const workers = [
    { ...sweeper, tokens: failingSaves(sweeper.tokens, 150) },
    world.worker({ chance }),
  ] as const;
  const callers = [1, 2].map(() => world.worker({ chance }, { login: 'app' }));
  const sweeps: SweepCounts[] = [];
  const uses = new Map<string, number>();
  const rescues = new Map<string, number>();
  let rotation: Day['rotation'] | undefined;
  let longestGapMs = 0;

  const sweep = async (worker: SweepDependencies): Promise<void> => {
    sweeps.push(await sweepTokens(worker, new Date(world.now().getTime() + 3 * minuteMs)));
  };
  const use = async (): Promise<void> => {
    const account = accounts[Math.floor(chance() * accounts.length)];
    if (account === undefined) return;
    const answers = await Promise.all(callers.map((caller) => tryUse(caller, account)));
    for (const answer of answers) countIn(uses, answer);
  };
  for (let step = 0; step < stepsPerDay + settleSteps; step += 1) {
    if (step === stepsPerDay) world.simulator.control.clearFaults();
    for (const outcome of await world.rescue()) countIn(rescues, String(outcome));
    longestGapMs = Math.max(longestGapMs, await readGapMs(world));
    const work: Promise<void>[] = [sweep(workers[0])];
    if (step % 12 === 0) work.push(sweep(workers[1]));
    for (let turn = 0; turn < plan.usesPerStep; turn += 1) work.push(use());
    if (step === stepsPerDay / 2) {
      await world.database.superuser`update data_keys set created_at = created_at - interval '31 days'`;
      work.push(
        rotateKeys(world, workers[1]).then((counts) => {
          rotation = counts;
        }),
      );
    }
    await Promise.all(work);
    await world.advance(stepMs);
  }
  for (const outcome of await world.rescue()) countIn(rescues, String(outcome));
  // The next run finds what was sealed in the minutes after the first one, under keys that workers still held.
  await rotateKeys(world, workers[1]);
  if (rotation === undefined) throw new Error('The keys were not rotated.');
  return { accounts, sweeps, uses, rescues, rotation, longestGapMs };
};
