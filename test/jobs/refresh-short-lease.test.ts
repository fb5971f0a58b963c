import { afterEach, describe, expect, test } from '@jest/globals';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import { type SlowWorld, startSlowWorld } from '../support/slow-world.ts';
import { waitFor } from '../support/wait-for.ts';

const minuteMs = 60_000;
const both = ['first', 'last'] as const;

/** What TikTok may do with old tokens. */
const manners: Readonly<Record<string, readonly Partial<Switches>[]>> = {
  'ends old refresh tokens': [{}, { oldAccessToken: 'dies' }, { refreshReuse: 'ends-grant' }],
  'lets old refresh tokens live': [
    { refreshRotation: 'lenient' },
    { refreshRotation: 'lenient', oldAccessToken: 'dies' },
    { refreshGraceSeconds: 60 },
  ],
};
const cases = Object.keys(manners).flatMap((manner) => both.map((takesEffect) => ({ manner, takesEffect })));

describe('a token call that takes longer than the lease', () => {
  let worlds: SlowWorld[] = [];

  const start = async (switches: Partial<Switches> = {}): Promise<SlowWorld> => {
    const world = await startSlowWorld(switches);
    worlds.push(world);
    return world;
  };
  afterEach(async () => {
    await Promise.all(worlds.map((world) => world.close()));
    worlds = [];
  });

  const isGrantAlive = ({ simulator, account }: SlowWorld) =>
    simulator.control.readTokens(account.openId).refreshTokens.length > 0;

  /** Whatever was done: the account holds TikTok's pair and goes on, or TikTok has ended the grant and the creator is asked. */
  const expectSettled = async (world: SlowWorld) => {
    world.simulator.control.clearFaults();
    await world.untilLeaseEnds();
    await world.rescue();
    await world.advance(100 * minuteMs);
    await world.sweep(world.worker());
    const { state } = await world.read(world.account);
    expect(world.lifeboat).toEqual([]);
    expect(state).toBe(isGrantAlive(world) ? 'connected' : 'reauth_required');
    if (state === 'connected')
      expect(await world.reveal(world.account)).toEqual(world.current(world.account));
  };

  /** Two sweeps, the second of which begins when the first has lost its lease. */
  const sweepTwice = async (switches: Partial<Switches>, takesEffect: 'first' | 'last') => {
    const world = await start(switches);
    world.slowDown(takesEffect);
    const { sweeping } = await world.beginSlowSweep();
    await Promise.all([sweeping, world.sweep()]);
    return { world, version: (await world.read(world.account)).tokenVersion };
  };

  test.each(cases)(
    'by two sweeps, at a TikTok that $manner, with the effect $takesEffect, is stored once and ends with its pair or its word',
    async ({ manner, takesEffect }) => {
      const swept = await Promise.all((manners[manner] ?? []).map((one) => sweepTwice(one, takesEffect)));

      expect(swept.map(({ version }) => version)).toEqual([2, 2, 2]);
      for (const { world } of swept) {
        expect(world.count().refreshCalls).toBe(2);
        await expectSettled(world);
      }
    },
  );

  test.each(both)(
    'by a sweep, with the effect %s, is not made again for callers meanwhile',
    async (takesEffect) => {
      const world = await start();
      world.slowDown(takesEffect);
      const { sweeping } = await world.beginSlowSweep();

      const used = await Promise.allSettled([world.use(), world.use(), world.use()]);
      await sweeping;

      expect(world.count()).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
      for (const one of used) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'token_refresh_pending' });
        else expect(one.value).toBe(world.current(world.account).access);
      }
      await expectSettled(world);
    },
  );

  test('by ten callers at once, is made by one of them, who gets its token', async () => {
    const world = await start();
    world.slowDown('last');

    const used = await Promise.allSettled(Array.from({ length: 10 }, world.use));

    expect(world.count()).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
    const values = used.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(new Set(values)).toEqual(new Set([world.current(world.account).access]));
    await expectSettled(world);
  });

  test('by three sweeps one after the other, gives the account up, and its late pair brings it back', async () => {
    const world = await start();
    world.slowDown('first', { times: 1, delayMs: 2_000 });
    world.slowDown('last', { times: 1, delayMs: 2_000 });
    const { sweeping } = await world.beginSlowSweep();
    const second = world.sweep();
    await waitFor('the second call', async () => world.count().refreshCalls === 2);
    await world.untilLeaseEnds();

    const third = await world.sweep();
    const given = await world.read(world.account);
    await Promise.all([sweeping, second]);

    expect([third.reauthRequired, given.stateReason]).toEqual([1, 'refresh_in_doubt']);
    expect((await world.told(world.account)).toSorted()).toEqual([
      'account.connected',
      'account.reauth_required',
      'account.recovered',
    ]);
    await expectSettled(world);
  });
});
