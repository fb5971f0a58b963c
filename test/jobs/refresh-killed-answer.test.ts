import { afterEach, describe, expect, test } from '@jest/globals';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import { startVictimWorld, type VictimWorld } from '../support/victim-world.ts';

const healed = { state: 'connected', reason: 'connected', told: [] };
const answerLost = {
  state: 'reauth_required',
  reason: 'refresh_answer_lost',
  told: ['account.reauth_required'],
};

describe('a worker that is killed after TikTok rotated the token', () => {
  let started: VictimWorld | undefined;

  const start = async (...wish: Parameters<typeof startVictimWorld>): Promise<VictimWorld> => {
    started = await startVictimWorld(...wish);
    return started;
  };
  afterEach(async () => started?.close());

  test('after its call took effect, costs that one account its login, with the reason, and the CRM is told once', async () => {
    const world = await start('second');
    const { victim } = world;
    world.strike({ kind: 'hang', takesEffect: true });
    const worker = world.start({ task: 'sweep' });
    await world.untilCalled('refreshed');
    await world.untilNeighboursAreDone();

    await worker.kill();
    await world.untilLeasesEnd();
    const sweeps = [await world.sweep(), await world.sweep()];

    expect(sweeps).toMatchObject([
      { refreshed: 0, inDoubt: 1, reauthRequired: 1 },
      { refreshed: 0, inDoubt: 0, reauthRequired: 0 },
    ]);
    expect(await world.standing(victim)).toEqual({ ...answerLost, version: 1, outcomes: [null, 'refused'] });
    expect(world.count()).toMatchObject({ refreshCalls: 2, refreshed: 1, refused: 1, maxInFlight: 1 });
    expect(await world.findTouched()).toBeUndefined();
  });

  test.each<[string, Partial<Switches>]>([
    ['lets the old token live', { refreshRotation: 'lenient' }],
    ['grants a period of grace', { refreshGraceSeconds: 300 }],
  ])('after its call took effect, at a TikTok that %s, costs nobody anything', async (_manner, switches) => {
    const world = await start('second', switches);
    const { victim } = world;
    world.strike({ kind: 'hang', takesEffect: true });
    const worker = world.start({ task: 'sweep' });
    await world.untilCalled('refreshed');
    await world.untilNeighboursAreDone();

    await worker.kill();
    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect(later).toMatchObject({ refreshed: 1, inDoubt: 1, failed: 0, reauthRequired: 0 });
    expect(await world.standing(victim)).toEqual({ ...healed, version: 2, outcomes: [null, 'refreshed'] });
    expect(await world.holdsCurrentPair(victim)).toBe(true);
    expect(await world.findTouched()).toBeUndefined();
  });

  test('with the answer in hand and not stored, costs that one account its login, with the reason', async () => {
    const world = await start('second');
    const { victim } = world;
    world.strike({ kind: 'delay', delayMs: 500 });
    const { superuser } = world.database;
    const worker = world.start({ task: 'sweep' });
    await world.untilCalled('refreshed');
    await superuser.begin(async (held) => {
      await held`select from oauth_accounts where id = ${victim.id} for update`;
      await world.untilHeldUp();
      await world.untilNeighboursAreDone();
      await worker.kill();
      await world.endStatementsOfTheDead();
    });

    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect(later).toMatchObject({ inDoubt: 1, reauthRequired: 1 });
    expect(await world.standing(victim)).toEqual({ ...answerLost, version: 1, outcomes: [null, 'refused'] });
    expect(await world.findTouched()).toBeUndefined();
  });

  test('just after the tokens were stored, has lost nothing, and they are not refreshed again', async () => {
    const world = await start('first');
    const { victim, neighbours } = world;
    world.strike({ kind: 'delay', delayMs: 500 });
    const postgres = await world.openWay('postgres');
    const worker = world.start({ task: 'sweep', postgres });
    await world.untilCalled('refreshed');
    postgres.dropAnswersFromCommit();
    await world.untilVersion(victim, 2);

    await worker.kill();
    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect(later).toMatchObject({ refreshed: 4, inDoubt: 0 });
    expect(await world.findTouched([victim, ...neighbours])).toBeUndefined();
  });
});
