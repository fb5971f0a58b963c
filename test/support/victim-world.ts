import type { ActiveFault, FaultRule } from '../../infra/local/tiktok-simulator/fault-book.ts';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import { type KilledWorld, startKilledWorld, tokenPath } from './killed-world.ts';
import type { ConnectedAccount, TokenWorld } from './token-world.ts';
import { waitFor } from './wait-for.ts';

type Counts = ReturnType<TokenWorld['simulator']['control']['countTokenCalls']>;

/** A world in which five accounts are due, one of which is to be caught in the middle of its refresh. */
export interface VictimWorld extends KilledWorld {
  readonly victim: ConnectedAccount;
  readonly neighbours: readonly ConnectedAccount[];
  /** Lets something happen to the victim's next token call. */
  strike(action: FaultRule['action']): ActiveFault;
  count(account?: ConnectedAccount): Counts;
  untilCalled(what: 'struck' | 'refreshed', times?: number): Promise<unknown>;
  untilVersion(account: ConnectedAccount, version: number): Promise<unknown>;
  untilNeighboursAreDone(): Promise<unknown>;
  /** What is to be seen of accounts that nothing happened to; undefined when it is. */
  findTouched(accounts?: readonly ConnectedAccount[]): Promise<object | undefined>;
}

const untouched = JSON.stringify({
  state: 'connected',
  reason: 'connected',
  version: 2,
  outcomes: ['refreshed'],
  told: [],
});

/** The victim is the first account, which is refreshed alone, or the second, which is refreshed together with the others. */
export const startVictimWorld = async (
  place: 'first' | 'second',
  switches: Partial<Switches> = {},
): Promise<VictimWorld> => {
  const world = await startKilledWorld(switches);
  const [first, second, ...rest] = await world.connectDue(5);
  if (second === undefined) throw new Error('No second account.');
  const [victim, neighbour] = place === 'first' ? [first, second] : [second, first];
  const neighbours = [neighbour, ...rest];
  const { control } = world.simulator;

  const count = (account = victim) => control.countTokenCalls(account.openId);
  const untilVersion = (account: ConnectedAccount, version: number) =>
    waitFor('the stored tokens', async () => (await world.read(account)).tokenVersion === version);

  return {
    ...world,
    victim,
    neighbours,
    strike: (action) => control.addFault({ match: { path: tokenPath, openId: victim.openId }, action }),
    count,
    untilCalled: (what, times = 1) =>
      waitFor(`the call of the victim: ${what}`, async () => count()[what] === times),
    untilVersion,
    untilNeighboursAreDone: () => Promise.all(neighbours.map((one) => untilVersion(one, 2))),
    findTouched: async (accounts = neighbours) => {
      for (const account of accounts) {
        const standing = await world.standing(account);
        const calls = count(account);
        const holdsPair = await world.holdsCurrentPair(account);
        const wasAskedOnce = calls.refreshCalls === 1 && calls.refused === 0 && calls.maxInFlight === 1;
        if (JSON.stringify(standing) !== untouched || !wasAskedOnce || !holdsPair) {
          return { standing, calls, holdsPair };
        }
      }
      return undefined;
    },
  };
};
