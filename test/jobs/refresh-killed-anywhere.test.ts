import { afterEach, describe, expect, test } from '@jest/globals';
import { type KilledWorld, startKilledWorld, tokenPath } from '../support/killed-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

/** After so many token calls of its own a worker is killed, wherever its refreshes then are. */
const killsAfterCalls = [1, 20];
const minuteMs = 60_000;

describe('workers that are killed anywhere, up to twenty refreshes in their hands', () => {
  let world: KilledWorld;

  afterEach(() => world.close());

  const count = (account?: ConnectedAccount) => world.simulator.control.countTokenCalls(account?.openId);

  /** A run of losses looks like a fault of the platform and ends a sweep; the next one goes on. */
  const sweepAll = () => waitFor('a whole sweep', async () => (await world.sweep()).stoppedBy === undefined);
  const arrange = async (refreshGraceSeconds: number) => {
    world = await startKilledWorld({ refreshGraceSeconds });
    const accounts = await world.connectDue(80);
    world.simulator.control.addFault({
      match: { path: tokenPath },
      times: null,
      action: { kind: 'delay', delayMs: 40 },
    });
    return accounts;
  };
  const killWorker = async (calls: number) => {
    const before = count().refreshCalls;
    const worker = world.start({ task: 'sweep' });
    await waitFor('the calls', async () => count().refreshCalls >= before + calls);
    await worker.kill();
    await world.untilLeasesEnd();
  };

  test('cost only those a login whose answers died with them; all others hold their pair', async () => {
    const accounts = await arrange(0);

    for (const calls of killsAfterCalls) {
      await killWorker(calls);
      await sweepAll();
      await world.advance(91 * minuteMs);
    }
    await sweepAll();

    const lost: ConnectedAccount[] = [];
    for (const account of accounts) {
      const { state, reason, outcomes, told } = await world.standing(account);
      expect(count(account).maxInFlight).toBe(1);
      if (state === 'connected') {
        expect(count(account).refused).toBe(0);
        expect(await world.holdsCurrentPair(account)).toBe(true);
      } else {
        lost.push(account);
        expect([reason, told]).toEqual(['refresh_answer_lost', ['account.reauth_required']]);
        expect(outcomes.slice(-2)).toEqual([null, 'refused']);
      }
    }
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThanOrEqual(20 * killsAfterCalls.length);
  });

  test('twice in a row cost nobody anything, at a TikTok with a period of grace', async () => {
    const accounts = await arrange(300);

    for (const calls of killsAfterCalls) await killWorker(calls);
    const inDoubt = await world.database.superuser`select from refresh_attempts where outcome is null`;
    await sweepAll();

    expect(inDoubt.length).toBeGreaterThan(0);
    expect(count()).toMatchObject({ refused: 0 });
    for (const account of accounts) {
      expect(await world.standing(account)).toMatchObject({ state: 'connected', told: [] });
      expect(await world.holdsCurrentPair(account)).toBe(true);
      expect(count(account).maxInFlight).toBe(1);
    }
  });
});
