import { afterEach, describe, expect, test } from '@jest/globals';
import { startVictimWorld, type VictimWorld } from '../support/victim-world.ts';
import { waitFor } from '../support/wait-for.ts';

const healed = { state: 'connected', reason: 'connected', told: [] };

describe('a worker that is killed before TikTok has done anything', () => {
  let started: VictimWorld | undefined;

  const start = async (...wish: Parameters<typeof startVictimWorld>): Promise<VictimWorld> => {
    started = await startVictimWorld(...wish);
    return started;
  };
  afterEach(async () => started?.close());

  test('after the claim and before the journal, has called nobody, and the next sweep refreshes all', async () => {
    const world = await start('first');
    const { victim, neighbours } = world;
    const kms = await world.openWay('aws');
    kms.hold();
    const worker = world.start({ task: 'sweep', kms });
    await waitFor('a worker that waits for its key', async () => kms.isHolding());

    await worker.kill();
    const atOnce = await world.sweep();
    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect([atOnce, later]).toMatchObject([
      { refreshed: 0, inDoubt: 0 },
      { refreshed: 5, inDoubt: 0 },
    ]);
    expect(await world.findTouched([victim, ...neighbours])).toBeUndefined();
  });

  test('while it writes the journal, has called nobody, and the next sweep refreshes all', async () => {
    const world = await start('first');
    const { victim, neighbours } = world;
    const { superuser } = world.database;
    await superuser.begin(async (held) => {
      await held`lock table refresh_attempts in exclusive mode`;
      const worker = world.start({ task: 'sweep' });
      await world.untilHeldUp();
      await worker.kill();
      await world.endStatementsOfTheDead();
    });

    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect(later).toMatchObject({ refreshed: 5, inDoubt: 0 });
    expect(await world.findTouched([victim, ...neighbours])).toBeUndefined();
  });

  test('before its call takes effect, leaves one account in doubt, which the next sweep refreshes', async () => {
    const world = await start('second');
    const { victim } = world;
    world.strike({ kind: 'hang' });
    const worker = world.start({ task: 'sweep' });
    await world.untilCalled('struck');
    await world.untilNeighboursAreDone();

    await worker.kill();
    const atOnce = await world.sweep();
    const inDoubt = await world.standing(victim);
    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect(inDoubt).toEqual({ ...healed, version: 1, outcomes: [null] });
    expect([atOnce, later]).toMatchObject([
      { refreshed: 0, inDoubt: 0 },
      { refreshed: 1, inDoubt: 1, failed: 0 },
    ]);
    expect(await world.standing(victim)).toEqual({ ...healed, version: 2, outcomes: [null, 'refreshed'] });
    expect(await world.holdsCurrentPair(victim)).toBe(true);
    expect(await world.findTouched()).toBeUndefined();
  });

  test('twice, leaves an account that is not tried a third time, and its reason says so', async () => {
    const world = await start('second');
    const { victim } = world;
    for (const nth of [1, 2]) {
      world.strike({ kind: 'hang' });
      const worker = world.start({ task: 'sweep' });
      await world.untilCalled('struck', nth);
      await world.untilNeighboursAreDone();
      await worker.kill();
      await world.untilLeasesEnd();
    }

    const sweeps = [await world.sweep(), await world.sweep()];

    expect(sweeps).toMatchObject([
      { reauthRequired: 1, inDoubt: 1 },
      { reauthRequired: 0, inDoubt: 0 },
    ]);
    expect(await world.standing(victim)).toEqual({
      state: 'reauth_required',
      reason: 'refresh_in_doubt',
      version: 1,
      outcomes: [null, null],
      told: ['account.reauth_required'],
    });
    expect(world.count()).toMatchObject({ refreshCalls: 2, refused: 0, maxInFlight: 1 });
    expect(await world.findTouched()).toBeUndefined();
  });
});
