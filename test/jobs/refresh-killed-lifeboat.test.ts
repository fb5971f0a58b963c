import { afterEach, describe, expect, test } from '@jest/globals';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import { type KilledWorld, startKilledWorld, tokenPath } from '../support/killed-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';
import type { WorkerProcess } from '../support/worker-process.ts';

const rescued = { state: 'connected', reason: 'connected', version: 2, outcomes: ['rescued'], told: [] };

describe('a worker that lost Postgres after the answer, and is killed', () => {
  let world: KilledWorld;
  let victim: ConnectedAccount;
  let neighbours: ConnectedAccount[];

  const arrange = async (switches: Partial<Switches> = {}) => {
    world = await startKilledWorld(switches);
    [victim, ...neighbours] = await world.connectDue(3);
  };
  afterEach(() => world.close());

  const count = (account = victim) => world.simulator.control.countTokenCalls(account.openId);

  /** Starts a sweep whose first account is rotated at TikTok and then cannot be stored. */
  const sweepWithoutPostgres = async (sqs?: Awaited<ReturnType<KilledWorld['openWay']>>) => {
    world.simulator.control.addFault({
      match: { path: tokenPath, openId: victim.openId },
      action: { kind: 'delay', delayMs: 500 },
    });
    const postgres = await world.openWay('postgres');
    const worker = world.start({ task: 'sweep', postgres, ...(sqs === undefined ? {} : { sqs }) });
    await waitFor('the rotation at TikTok', async () => count().refreshed === 1);
    await postgres.cut();
    return worker;
  };
  const untilInLifeboat = () =>
    waitFor('the lifeboat', async () => (await world.cloud.countLifeboat()) === 1);
  const untilLifeboatIsEmpty = () =>
    waitFor('an empty lifeboat', async () => {
      await world.start({ task: 'rescue' }).result;
      return (await world.cloud.countLifeboat()) === 0;
    });
  /** Kills a worker that waits for the victim's row. */
  const killAtTheRow = async (start: () => WorkerProcess) => {
    await world.database.superuser.begin(async (held) => {
      await held`select from oauth_accounts where id = ${victim.id} for update`;
      const worker = start();
      await world.untilHeldUp();
      await worker.kill();
      await world.endStatementsOfTheDead();
    });
  };
  const expectNeighboursWhole = async () => {
    for (const account of neighbours) {
      expect(await world.holdsCurrentPair(account)).toBe(true);
      expect(count(account)).toMatchObject({ refreshCalls: 1, refused: 0 });
    }
  };

  test('after it sent the lifeboat, has lost nothing', async () => {
    await arrange();
    const sqs = await world.openWay('aws');
    sqs.dropAnswers();
    const worker = await sweepWithoutPostgres(sqs);
    await untilInLifeboat();

    await worker.kill();
    await untilLifeboatIsEmpty();
    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect(await world.standing(victim)).toEqual(rescued);
    expect(await world.holdsCurrentPair(victim)).toBe(true);
    expect([later.refreshed, later.inDoubt, count().refreshCalls]).toEqual([2, 0, 1]);
    await expectNeighboursWhole();
  });

  test('before it could send the lifeboat, costs that one account its login, with the reason', async () => {
    await arrange();
    const sqs = await world.openWay('aws');
    sqs.hold();
    const worker = await sweepWithoutPostgres(sqs);
    await waitFor('a worker at the lifeboat', async () => sqs.isHolding());

    await worker.kill();
    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect(later).toMatchObject({ refreshed: 2, inDoubt: 1, reauthRequired: 1 });
    expect(await world.standing(victim)).toEqual({
      state: 'reauth_required',
      reason: 'refresh_answer_lost',
      version: 1,
      outcomes: [null, 'refused'],
      told: ['account.reauth_required'],
    });
    await expectNeighboursWhole();
  });

  test('before it could send the lifeboat, at a TikTok with a period of grace, costs nothing', async () => {
    await arrange({ refreshGraceSeconds: 300 });
    const sqs = await world.openWay('aws');
    sqs.hold();
    const worker = await sweepWithoutPostgres(sqs);
    await waitFor('a worker at the lifeboat', async () => sqs.isHolding());

    await worker.kill();
    await world.untilLeasesEnd();
    const later = await world.sweep();

    expect(later).toMatchObject({ refreshed: 3, inDoubt: 1 });
    expect(await world.standing(victim)).toEqual({ ...rescued, outcomes: [null, 'refreshed'] });
    expect(await world.holdsCurrentPair(victim)).toBe(true);
    await expectNeighboursWhole();
  });

  test('has its lifeboat rescued by the next consumer, when one is killed before it stores', async () => {
    await arrange();
    const worker = await sweepWithoutPostgres();
    await untilInLifeboat();
    await worker.kill();

    await killAtTheRow(() => world.start({ task: 'rescue' }));
    const between = await world.standing(victim);
    await untilLifeboatIsEmpty();

    expect(between).toMatchObject({ version: 1, outcomes: [null] });
    expect(await world.standing(victim)).toEqual(rescued);
    expect(await world.holdsCurrentPair(victim)).toBe(true);
    expect(count().refreshCalls).toBe(1);
  });

  test('has its lifeboat applied once, when a consumer is killed after it stored', async () => {
    await arrange();
    const worker = await sweepWithoutPostgres();
    await untilInLifeboat();
    await worker.kill();
    const postgres = await world.openWay('postgres');
    postgres.dropAnswersFromCommit();
    const consumer = world.start({ task: 'rescue', postgres });
    await waitFor('the stored tokens', async () => (await world.read(victim)).tokenVersion === 2);

    await consumer.kill();
    const left = await world.cloud.countLifeboat();
    await untilLifeboatIsEmpty();

    expect(left).toBe(1);
    expect(await world.standing(victim)).toEqual(rescued);
    expect(await world.holdsCurrentPair(victim)).toBe(true);
  });
});

describe('a caller that is killed while it renews a token for its own job', () => {
  let world: KilledWorld;

  afterEach(() => world.close());

  test('leaves an account in doubt, which the next sweep settles, although its token lives for a while', async () => {
    world = await startKilledWorld();
    const [account] = await world.connect({ count: 1 });
    if (account === undefined) throw new Error('No account.');
    await world.advance(60 * 60_000);
    world.simulator.control.addFault({
      match: { path: tokenPath, openId: account.openId },
      action: { kind: 'hang' },
    });
    const caller = world.start({ task: 'use', account, lifeNeededMs: 80 * 60_000 });
    await waitFor(
      'the call',
      async () => world.simulator.control.countTokenCalls(account.openId).struck === 1,
    );

    await caller.kill();
    await world.untilLeasesEnd();
    const sweep = await world.sweep();

    expect(sweep).toMatchObject({ refreshed: 1, inDoubt: 1 });
    expect(await world.standing(account)).toEqual({ ...rescued, outcomes: [null, 'refreshed'] });
    expect(await world.holdsCurrentPair(account)).toBe(true);
  });
});
