import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type KilledWorld, startKilledWorld, tokenPath } from '../support/killed-world.ts';
import { type SlowWorld, startSlowWorld } from '../support/slow-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a refresh that another one overtakes', () => {
  let world: SlowWorld;

  beforeEach(async () => {
    world = await startSlowWorld();
  });
  afterEach(() => world.close());

  test('brings its late pair into the row, after the other was refused', async () => {
    world.slowDown('first', { times: 1 });
    const { sweeping } = await world.beginSlowSweep();

    const second = await world.sweep();
    const given = await world.read(world.account);
    const late = await sweeping;

    expect([second.reauthRequired, given.state, given.stateReason]).toEqual([
      1,
      'reauth_required',
      'refresh_answer_lost',
    ]);
    expect(late.refreshed).toBe(1);
    expect(await world.read(world.account)).toMatchObject({ state: 'connected', tokenVersion: 2 });
    expect(await world.reveal(world.account)).toEqual(world.current(world.account));
    expect((await world.told(world.account)).toSorted()).toEqual([
      'account.connected',
      'account.reauth_required',
      'account.recovered',
    ]);
  });

  test('is fenced while the other holds the lease: its pair waits in the lifeboat', async () => {
    world.slowDown('first', { times: 1 });
    world.slowDown('last', { times: 1, delayMs: 2_500 });
    const { sweeping } = await world.beginSlowSweep();
    const second = world.sweep(world.worker({ leaseMs: 20_000 }));
    const late = await sweeping;

    const fenced = await world.rescue();
    await second;
    const stored = await world.rescue();

    expect([late.inLifeboat, fenced, stored]).toEqual([1, ['fenced'], ['stored']]);
    expect(await world.read(world.account)).toMatchObject({ state: 'connected', tokenVersion: 2 });
    expect(await world.reveal(world.account)).toEqual(world.current(world.account));
  });
});

describe('a worker that freezes for longer than its lease', () => {
  let world: KilledWorld;
  let account: ConnectedAccount;

  const arrange = async (count: number) => {
    world = await startKilledWorld();
    [account] = await world.connectDue(count);
  };
  afterEach(() => world.close());

  const calls = (of = account) => world.simulator.control.countTokenCalls(of.openId);

  test('before it asks, asks no more when it wakes', async () => {
    await arrange(3);
    const kms = await world.openWay('aws');
    kms.hold();
    const worker = world.start({ task: 'sweep', kms });
    await waitFor('a worker that waits for its key', async () => kms.isHolding());
    worker.freeze();
    await world.untilLeasesEnd();
    const meanwhile = await world.sweep();

    worker.thaw();
    kms.letThrough();
    const counts = await worker.result;

    expect(meanwhile.refreshed).toBe(3);
    expect(counts).toMatchObject({ refreshed: 0, failed: 0, skipped: { lease_lost: 3 } });
    expect(world.simulator.control.countTokenCalls()).toMatchObject({ refreshCalls: 3, refused: 0 });
    expect(await world.standing(account)).toMatchObject({ version: 2, outcomes: ['refreshed'] });
    expect(await world.holdsCurrentPair(account)).toBe(true);
  });

  test('before it asks, asks no more either while another is asking', async () => {
    await arrange(1);
    world.simulator.control.addFault({
      match: { path: tokenPath },
      times: null,
      action: { kind: 'delay', delayMs: 2_000 },
    });
    const kms = await world.openWay('aws');
    kms.hold();
    const worker = world.start({ task: 'sweep', kms });
    await waitFor('a worker that waits for its key', async () => kms.isHolding());
    await world.untilLeasesEnd();
    const other = world.sweep();
    await waitFor('the other call', async () => calls().inFlight === 1);

    kms.letThrough();
    const counts = await worker.result;
    const stillInFlight = calls().inFlight;
    await other;

    expect(counts).toMatchObject({ refreshed: 0, failed: 0, skipped: { lease_lost: 1 } });
    expect([stillInFlight, calls().refreshCalls, calls().maxInFlight]).toEqual([1, 1, 1]);
    expect(await world.holdsCurrentPair(account)).toBe(true);
  });

  test('with an answer on its way, stores it when it wakes, though the account was given up meanwhile', async () => {
    await arrange(1);
    world.simulator.control.addFault({
      match: { path: tokenPath },
      action: { kind: 'delay', delayMs: 400 },
    });
    const worker = world.start({ task: 'sweep' });
    await waitFor('the rotation at TikTok', async () => calls().refreshed === 1);
    worker.freeze();
    await world.untilLeasesEnd();
    const meanwhile = await world.sweep();
    const given = await world.standing(account);

    worker.thaw();
    const counts = await worker.result;

    expect(meanwhile.reauthRequired).toBe(1);
    expect([given.state, given.reason]).toEqual(['reauth_required', 'refresh_answer_lost']);
    expect(counts).toMatchObject({ refreshed: 1 });
    expect(await world.standing(account)).toMatchObject({ state: 'connected', version: 2 });
    expect(await world.holdsCurrentPair(account)).toBe(true);
    expect(calls().maxInFlight).toBe(1);
  });
});
