import { type SweepDependencies, sweepTokens } from '../../shared/tokens/sweep.ts';
import type { SweepCounts } from '../../shared/tokens/sweep-tally.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import {
  type ConnectedAccount,
  startTokenWorld,
  type TokenWorld,
  type TokenWorldOptions,
} from './token-world.ts';
import { waitFor } from './wait-for.ts';

const minuteMs = 60_000;
const path = '/v2/oauth/token/';

/** The lease lasts a quarter of the call. */
const leaseMs = 300;
const callMs = 1_200;

/** A world with one account whose access token has ended, and whose token calls take longer than the lease of its workers. */
export interface SlowWorld extends TokenWorld {
  readonly account: ConnectedAccount;
  /** The nth token call, or every one, takes long: TikTok rotates at its beginning or at its end. */
  slowDown(takesEffect: 'first' | 'last', wish?: { nth?: number; times?: number; delayMs?: number }): void;
  count(): ReturnType<TokenWorld['simulator']['control']['countTokenCalls']>;
  sweep(worker?: SweepDependencies): Promise<SweepCounts>;
  use(): Promise<string>;
  /** Begins a sweep and waits until its call has reached TikTok and its lease is over. */
  beginSlowSweep(): Promise<{ readonly sweeping: Promise<SweepCounts> }>;
  untilLeaseEnds(): Promise<unknown>;
}

export const startSlowWorld = async (
  switches: NonNullable<TokenWorldOptions['switches']> = {},
): Promise<SlowWorld> => {
  const world = await startTokenWorld({ switches });
  const [account] = await world.connect();
  if (account === undefined) throw new Error('No account.');
  await world.advance(3 * 60 * minuteMs);
  const { control } = world.simulator;

  const count = () => control.countTokenCalls(account.openId);
  const sweep: SlowWorld['sweep'] = (worker = world.worker({ leaseMs })) =>
    sweepTokens(worker, new Date(world.now().getTime() + minuteMs));
  const untilLeaseEnds = () =>
    waitFor('the end of the lease', async () => !(await world.read(account)).isLeased);

  return {
    ...world,
    account,
    slowDown: (takesEffect, { nth, times, delayMs = callMs } = {}) =>
      void control.addFault({
        match: { path, ...(nth === undefined ? {} : { nth }) },
        times: times ?? null,
        action: { kind: 'delay', delayMs, takesEffect },
      }),
    count,
    sweep,
    use: () =>
      withAccessToken(
        world.worker({ leaseMs }, { login: 'app' }),
        { tenant: account.tenant, accountId: account.id },
        async (token) => token.reveal(),
      ),
    beginSlowSweep: async () => {
      const sweeping = sweep();
      await waitFor('the first call', async () => count().inFlight === 1);
      await untilLeaseEnds();
      return { sweeping };
    },
    untilLeaseEnds,
  };
};
