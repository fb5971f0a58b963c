import { createSender } from '../../shared/queue/sqs.ts';
import { sweepTokens } from '../../shared/tokens/sweep.ts';
import type { SweepCounts } from '../../shared/tokens/sweep-tally.ts';
import { readTestServer } from './database.ts';
import { startTokenCloud, type TokenCloud } from './token-cloud.ts';
import {
  type ConnectedAccount,
  startTokenWorld,
  type TokenWorld,
  type TokenWorldOptions,
} from './token-world.ts';
import { waitFor } from './wait-for.ts';
import { openWay, type Way } from './way.ts';
import { startWorkerProcess, type WorkerProcess, type WorkerWish } from './worker-process.ts';

export const tokenPath = '/v2/oauth/token/';

/** How an account stands, as far as a refresh that was cut off can touch it. */
export interface Standing {
  readonly state: string;
  readonly reason: string;
  readonly version: number;
  readonly outcomes: (string | null)[];
  readonly told: string[];
}

/** A world whose workers are processes, which are cut off in the middle: with keys and lifeboat over HTTP, and ways that can be disturbed. */
export interface KilledWorld extends TokenWorld {
  readonly cloud: TokenCloud;
  /** Accounts that are due now; the first is due before all others, and so is refreshed first and alone. */
  connectDue(count: number): Promise<[ConnectedAccount, ...ConnectedAccount[]]>;
  start(wish: WorkerWish): WorkerProcess;
  openWay(to: 'postgres' | 'aws'): Promise<Way>;
  /** Waits until no lease is held any more. */
  untilLeasesEnd(): Promise<void>;
  /** A sweep of this process, with an ordinary lease. */
  sweep(): Promise<SweepCounts>;
  standing(account: ConnectedAccount): Promise<Standing>;
  /** Whether TikTok holds the stored pair as its newest. */
  holdsCurrentPair(account: ConnectedAccount): Promise<boolean>;
  /** Waits until a worker's statement waits for a lock that the test holds. */
  untilHeldUp(): Promise<void>;
  /** Ends what the database still does for workers that are gone. */
  endStatementsOfTheDead(): Promise<void>;
}

const minuteMs = 60_000;

export const startKilledWorld = async (
  switches: NonNullable<TokenWorldOptions['switches']> = {},
): Promise<KilledWorld> => {
  const cloud = await startTokenCloud();
  const world = await startTokenWorld({ switches, keyService: cloud.keyService });
  const { superuser } = world.database;
  const processes: WorkerProcess[] = [];
  const ways: Way[] = [];
  const { tokens, due, ...rest } = world.worker({
    sendToLifeboat: createSender(cloud.sqs, cloud.lifeboatUrl),
    isLifeboatEmpty: async () => (await cloud.countLifeboat()) === 0,
  });

  const findHeldUp = () =>
    superuser<{ pid: number }[]>`
      select pid from pg_stat_activity
      where datname = current_database() and usename = 'worker' and wait_event_type = 'Lock'`;

  return {
    ...world,
    cloud,
    connectDue: async (count) => {
      const [first, ...others] = await world.connect({ count });
      if (first === undefined) throw new Error('No account.');
      await world.advance(91 * minuteMs);
      await superuser`
        update oauth_accounts set refresh_due_at = refresh_due_at - interval '1 minute' where id = ${first.id}`;
      return [first, ...others];
    },
    start: (wish) => {
      const started = startWorkerProcess(world, cloud, wish);
      processes.push(started);
      return started;
    },
    openWay: async (to) => {
      const way = await openWay(
        to === 'postgres' ? readTestServer().port : Number(new URL(cloud.aws.url).port),
      );
      ways.push(way);
      return way;
    },
    untilLeasesEnd: async () => {
      await waitFor(
        'the end of all leases',
        async () =>
          (await superuser`select from oauth_accounts where lease_expires_at > clock_timestamp()`).length ===
          0,
      );
    },
    sweep: () => sweepTokens({ tokens, due, ...rest }, new Date(world.now().getTime() + minuteMs)),
    standing: async (account) => {
      const { state, stateReason, tokenVersion } = await world.read(account);
      const outcomes = (await world.attempts(account)).map(({ outcome }) => outcome);
      const told = (await world.told(account)).filter((type) => type !== 'account.connected');
      return { state, reason: stateReason, version: tokenVersion, outcomes, told };
    },
    holdsCurrentPair: async (account) => {
      const [stored, current] = [await world.reveal(account), world.current(account)];
      return stored.access === current.access && stored.refresh === current.refresh;
    },
    untilHeldUp: async () => {
      await waitFor('a worker that waits for a lock', async () => (await findHeldUp()).length > 0);
    },
    endStatementsOfTheDead: async () => {
      for (const { pid } of await findHeldUp()) await superuser`select pg_terminate_backend(${pid})`;
      await waitFor('the end of their statements', async () => (await findHeldUp()).length === 0);
    },
    close: async () => {
      await Promise.all(processes.map((one) => one.kill()));
      await world.close();
      await Promise.all([...ways.map((way) => way.close()), cloud.close()]);
    },
  };
};
