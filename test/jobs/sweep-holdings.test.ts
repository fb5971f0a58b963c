import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Platform } from '../../shared/platforms/platform.ts';
import { countLeases, hourMs, sweepOnce, tokenPath } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

describe('what one run of the sweep has in hand', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  const connectDue = async (count: number): Promise<ConnectedAccount[]> => {
    const accounts = await world.connect({ count });
    await world.advance(2 * hourMs);
    return accounts;
  };
  const leasesAreOver = () =>
    waitFor('the end of all leases', async () => {
      const live = await world.database
        .superuser`select from oauth_accounts where lease_expires_at > clock_timestamp()`;
      return live.length === 0;
    });
  const expectEachOnce = async (accounts: readonly ConnectedAccount[]) => {
    for (const account of accounts) {
      expect(world.simulator.control.countTokenCalls(account.openId)).toMatchObject({
        refreshCalls: 1,
        maxInFlight: 1,
        refused: 0,
      });
      expect((await world.attempts(account)).map(({ outcome }) => outcome)).toEqual(['refreshed']);
      expect(await world.reveal(account)).toEqual(world.current(account));
    }
    expect(await countLeases(world)).toBe(0);
  };
  const delay = (delayMs: number, openId?: string) =>
    world.simulator.control.addFault({
      match: { path: tokenPath, ...(openId === undefined ? {} : { openId }) },
      times: null,
      action: { kind: 'delay', delayMs },
    });

  test('is never one account twice, though short leases end in hand while the first keys are brought', async () => {
    const accounts = await connectDue(14);
    delay(30);
    let prepared = 0;
    const prepare = async (tenant: string) => {
      prepared += 1;
      if (prepared <= 3) await leasesAreOver();
      return world.vault.prepare(tenant);
    };

    const counts = await sweepOnce(world, { parallel: 3, leaseMs: 400, vault: { ...world.vault, prepare } });

    expect(counts).toMatchObject({ refreshed: 14, failed: 0, reauthRequired: 0, inDoubt: 0 });
    expect(counts.skipped.lease_lost).toBeGreaterThan(0);
    await expectEachOnce(accounts);
  });

  test('is never one account twice, though all that was in hand is claimed again and every other call is slow', async () => {
    const parallel = 12;
    const accounts = await connectDue(2 * parallel);
    for (const [index, { openId }] of accounts.entries()) if (index % 2 === 0) delay(400, openId);
    const { due } = world.worker();
    const claimedAgain = Promise.withResolvers<void>();
    let [claims, prepared] = [0, 0];
    const claimDue: typeof due.claimDue = async (...wish) => {
      const claimed = await due.claimDue(...wish);
      claims += 1;
      if (claims === 2) claimedAgain.resolve();
      return claimed;
    };
    /** The first brings its key so slowly that all leases end, and those after it until they have been claimed again. */
    const prepare = async (tenant: string) => {
      prepared += 1;
      if (prepared === 1) await world.database.superuser`update oauth_accounts set lease_expires_at = now()`;
      else if (prepared <= 1 + parallel) await claimedAgain.promise;
      return world.vault.prepare(tenant);
    };

    const counts = await sweepOnce(world, {
      parallel,
      due: { ...due, claimDue },
      vault: { ...world.vault, prepare },
    });

    expect(counts).toMatchObject({ refreshed: 24, failed: 0, reauthRequired: 0, inDoubt: 0 });
    // What was claimed first, but for the very first account, had lost its lease.
    expect(counts.skipped).toEqual({ lease_lost: 23 });
    await expectEachOnce(accounts);
  });

  /** TikTok, whose calls after the first are held until so many are under way, and how many were at most. */
  const holdUntil = (together: number): { readonly platform: Platform; readonly most: () => number } => {
    const { platform } = world.worker();
    const gate = Promise.withResolvers<void>();
    let [calls, inFlight, most] = [0, 0, 0];
    const holding: Platform = {
      ...platform,
      refresh: async (token) => {
        calls += 1;
        inFlight += 1;
        most = Math.max(most, inFlight);
        if (calls > 1 && inFlight === together) gate.resolve();
        if (calls > 1) await gate.promise;
        return platform.refresh(token).finally(() => {
          inFlight -= 1;
        });
      },
    };
    return { platform: holding, most: () => most };
  };

  test.each([
    [1, 1],
    [4, 1],
    [5, 2],
    [8, 2],
    [20, 5],
    [39, 10],
    [40, 20],
    [60, 20],
  ])('of %d due accounts is at TikTok for %d at a time, and all are refreshed', async (due, together) => {
    await connectDue(due);
    const { platform, most } = holdUntil(together);

    const counts = await sweepOnce(world, { platform });

    expect(counts).toMatchObject({ refreshed: due, failed: 0 });
    expect(most()).toBe(together);
  });
});
