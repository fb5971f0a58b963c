import { connect, type Sql } from '../../shared/database/client.ts';
import { type SweepDependencies, sweepTokens } from '../../shared/tokens/sweep.ts';
import type { SweepCounts } from '../../shared/tokens/sweep-tally.ts';
import { loginTo, readTestServer } from './database.ts';
import {
  type ConnectedAccount,
  startTokenWorld,
  type TokenWorld,
  type TokenWorldOptions,
} from './token-world.ts';
import { waitFor } from './wait-for.ts';
import { openWay, type Way } from './way.ts';

const minuteMs = 60_000;

/** A world with one account that is due, whose worker loses Postgres between TikTok's answer and the update. */
export interface CutWorld extends TokenWorld {
  readonly account: ConnectedAccount;
  readonly way: Way;
  /** A worker whose database is at the end of the way. Its lease is short. */
  farWorker(changes?: Partial<SweepDependencies>): SweepDependencies;
  sweep(worker?: SweepDependencies): Promise<SweepCounts>;
  /** Runs a sweep and cuts the way as soon as TikTok has rotated the token. */
  sweepAndCut(changes?: Partial<SweepDependencies>): Promise<SweepCounts>;
  untilLeasesEnd(): Promise<void>;
  outcomes(): Promise<(string | null)[]>;
}

export const startCutWorld = async (
  switches: NonNullable<TokenWorldOptions['switches']> = {},
): Promise<CutWorld> => {
  const [world, way] = await Promise.all([startTokenWorld({ switches }), openWay(readTestServer().port)]);
  const opened: Sql[] = [];
  const [account] = await world.connect();
  if (account === undefined) throw new Error('No account.');
  await world.advance(91 * minuteMs);

  const farWorker: CutWorld['farWorker'] = (changes = {}) => {
    const login = { ...loginTo('worker', world.database.name, readTestServer()), port: way.port };
    const sql = connect(login, { tls: 'off', maxConnections: 2 });
    opened.push(sql);
    return world.worker({ leaseMs: 400, ...changes }, { sql });
  };
  const sweep: CutWorld['sweep'] = (worker = world.worker()) =>
    sweepTokens(worker, new Date(world.now().getTime() + minuteMs));

  return {
    ...world,
    account,
    way,
    farWorker,
    sweep,
    sweepAndCut: async (changes) => {
      const { control } = world.simulator;
      const fault = control.addFault({
        match: { path: '/v2/oauth/token/', openId: account.openId },
        action: { kind: 'delay', delayMs: 300 },
      });
      const before = control.countTokenCalls(account.openId).refreshed;
      const sweeping = sweep(farWorker(changes));
      await waitFor(
        'the rotation at TikTok',
        async () => control.countTokenCalls(account.openId).refreshed > before,
      );
      await way.cut();
      const counts = await sweeping;
      control.removeFault(fault.id);
      return counts;
    },
    untilLeasesEnd: async () => {
      await waitFor(
        'the end of all leases',
        async () =>
          (
            await world.database
              .superuser`select from oauth_accounts where lease_expires_at > clock_timestamp()`
          ).length === 0,
      );
    },
    outcomes: async () => (await world.attempts(account)).map(({ outcome }) => outcome),
    close: async () => {
      await Promise.all(opened.map((sql) => sql.end({ timeout: 0 })));
      await way.close();
      await world.close();
    },
  };
};
