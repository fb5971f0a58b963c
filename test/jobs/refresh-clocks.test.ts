import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../shared/platforms/platform.ts';
import { type SweepDependencies, sweepTokens } from '../../shared/tokens/sweep.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { startTokenWorld, type TokenWorld } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

const minuteMs = 60_000;
const offMs = 10 * minuteMs;
const path = '/v2/oauth/token/';

describe('a worker whose clock is ten minutes off', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  const offBy = (ms: number, changes: Partial<SweepDependencies> = {}) =>
    world.worker({ clock: () => new Date(world.now().getTime() + ms), ...changes });
  const sweep = (worker: SweepDependencies) =>
    sweepTokens(worker, new Date(worker.clock().getTime() + minuteMs));
  const count = (openId?: string) => world.simulator.control.countTokenCalls(openId);
  const connectOne = async () => {
    const [account] = await world.connect();
    if (account === undefined) throw new Error('No account.');
    return account;
  };

  test.each([
    ['ahead', offMs],
    ['behind', -offMs],
  ])('%s, sweeps beside one whose clock is right, and no account is refreshed twice', async (_way, ms) => {
    const accounts = await world.connect({ count: 60, tenants: 3 });
    await world.advance(101 * minuteMs);

    const swept = await Promise.all([sweep(offBy(ms)), sweep(world.worker())]);
    const again = await Promise.all([sweep(offBy(ms)), sweep(world.worker())]);

    expect(swept.reduce((sum, { refreshed }) => sum + refreshed, 0)).toBe(60);
    expect(again).toMatchObject([{ refreshed: 0 }, { refreshed: 0 }]);
    expect(count()).toMatchObject({ refreshCalls: 60, refused: 0 });
    for (const account of accounts) {
      expect(count(account.openId)).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
      expect(await world.reveal(account)).toEqual(world.current(account));
    }
  });

  test.each([
    ['ahead', offMs],
    ['behind', -offMs],
  ])('%s, takes no lease that another holds', async (_way, ms) => {
    const account = await connectOne();
    await world.advance(3 * 60 * minuteMs);
    world.simulator.control.addFault({
      match: { path },
      times: null,
      action: { kind: 'delay', delayMs: 800 },
    });
    const holder = sweep(world.worker({ leaseMs: 30_000 }));
    await waitFor('the call', async () => count().inFlight === 1);

    const thief = await sweep(offBy(ms));
    const used = await withAccessToken(
      offBy(ms),
      { tenant: account.tenant, accountId: account.id },
      async (token) => token.reveal(),
    );
    await holder;

    expect(thief).toMatchObject({ refreshed: 0, skipped: {} });
    expect(used).toBe(world.current(account).access);
    expect(count()).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
  });

  test.each([
    ['ahead', offMs],
    ['behind', -offMs],
  ])('%s, holds a lease for as long as any other', async (_way, ms) => {
    await connectOne();
    await world.advance(3 * 60 * minuteMs);
    world.simulator.control.addFault({
      match: { path },
      times: null,
      action: { kind: 'delay', delayMs: 800 },
    });
    const holder = sweep(offBy(ms, { leaseMs: 30_000 }));
    await waitFor('the call', async () => count().inFlight === 1);

    const other = await sweep(world.worker());
    const mine = await holder;

    expect([other.refreshed, mine.refreshed]).toEqual([0, 1]);
    expect(count()).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
  });

  test('behind, believes a dead token alive, and is helped by one refresh, however many ask', async () => {
    const account = await connectOne();
    await world.advance(2 * 60 * minuteMs + 5 * minuteMs);
    const callers = Array.from({ length: 10 }, () =>
      world.worker(
        { clock: () => new Date(world.now().getTime() - offMs) },
        { sql: world.database.open('app', 1) },
      ),
    );
    const readProfile = (worker: SweepDependencies) =>
      withAccessToken(
        worker,
        { tenant: account.tenant, accountId: account.id },
        (token, { grantedScopes }) => worker.platform.fetchProfile(token, grantedScopes),
        { lifeNeededMs: 0 },
      );
    const dead = await world.reveal(account);

    const profiles = await Promise.all(callers.map(readProfile));

    expect(profiles.length).toBe(10);
    expect(count()).toMatchObject({ refreshCalls: 1, refused: 0, maxInFlight: 1 });
    expect(await world.reveal(account)).toEqual(world.current(account));
    expect(world.current(account).access).not.toBe(dead.access);
  });

  test('ahead, stores an end that is too late, and its token is renewed once when TikTok says so', async () => {
    const account = await connectOne();
    await world.advance(3 * 60 * minuteMs);
    await sweep(offBy(offMs));
    const stored = await world.read(account);
    // The token has ended five minutes ago, and by what is stored lives for another five.
    await world.advance(2 * 60 * minuteMs + 5 * minuteMs);
    const refusals: unknown[] = [];
    const worker = world.worker({}, { login: 'app' });

    await withAccessToken(
      worker,
      { tenant: account.tenant, accountId: account.id },
      async (token, { grantedScopes }) => {
        try {
          return await worker.platform.fetchProfile(token, grantedScopes);
        } catch (error) {
          refusals.push(error);
          throw error;
        }
      },
    );

    expect(stored.accessExpiresAt > world.now()).toBe(true);
    expect(refusals).toEqual([expect.any(PlatformError)]);
    expect(count()).toMatchObject({ refreshCalls: 2, refused: 0 });
    expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test.each([
    ['ahead', offMs],
    ['behind', -offMs],
  ])(
    '%s, takes turns with one whose clock is right for a day, and refreshes no more often for it',
    async (_way, ms) => {
      const account = await connectOne();

      for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
        await world.advance(10 * minuteMs);
        await sweep(minutes % 20 === 0 ? offBy(ms) : world.worker());
      }

      // Every 90 minutes, at the earliest every 70: 16 or at most 20.
      const { refreshCalls, refused } = count(account.openId);
      expect([refused, refreshCalls >= 13, refreshCalls <= 20]).toEqual([0, true, true]);
      expect(await world.read(account)).toMatchObject({ state: 'connected' });
      expect(await world.reveal(account)).toEqual(world.current(account));
    },
  );
});
