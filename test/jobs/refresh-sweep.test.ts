import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SweepDependencies } from '../../shared/tokens/sweep.ts';
import { sweepTokens } from '../../shared/tokens/sweep.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import {
  connectOne,
  countLeases,
  dayMs,
  hourMs,
  minuteMs,
  sweepOnce,
  tokenPath,
} from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

describe('the refresh sweep', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  const sweep = (changes: Partial<SweepDependencies> = {}) => sweepOnce(world, changes);
  const countDue = () => world.worker().due.countDue(world.now());
  const callsOf = ({ openId }: ConnectedAccount) => world.simulator.control.countTokenCalls(openId);

  test('refreshes what is due, once, and nothing of what is not', async () => {
    const due = await world.connect({ count: 30, tenants: 3 });
    await world.advance(91 * minuteMs);
    const fresh = await world.connect({ count: 5 });

    const counts = [await sweep(), await sweep()];

    expect(counts).toMatchObject([
      { refreshed: 30, failed: 0, reauthRequired: 0, skipped: {} },
      { refreshed: 0, failed: 0 },
    ]);
    for (const account of due) {
      expect(await world.reveal(account)).toEqual(world.current(account));
      expect(await world.attempts(account)).toEqual([
        { outcome: 'refreshed', startedBy: 'sweep', version: 1 },
      ]);
    }
    for (const account of fresh) expect((await world.read(account)).tokenVersion).toBe(1);
    expect(world.simulator.control.countTokenCalls()).toMatchObject({ refreshCalls: 30, refused: 0 });
  });

  test.each([2, 5])('%s at once on 200 due accounts never meet on one', async (sweeps) => {
    const accounts = await world.connect({ count: 200, tenants: 4 });
    await world.advance(2 * hourMs);
    world.simulator.control.addFault({
      match: { path: tokenPath },
      times: null,
      action: { kind: 'delay', delayMs: 10 },
    });
    const until = new Date(world.now().getTime() + minuteMs);

    const counts = await Promise.all(
      Array.from({ length: sweeps }, () => sweepTokens(world.worker(), until)),
    );

    expect(counts.reduce((sum, { refreshed }) => sum + refreshed, 0)).toBe(200);
    for (const one of counts)
      expect(one).toMatchObject({ failed: 0, reauthRequired: 0, skipped: {}, stoppedBy: undefined });
    // One that comes late on a busy machine may find nothing left to do.
    expect(counts.filter(({ refreshed }) => refreshed > 0).length).toBeGreaterThan(1);
    expect(world.simulator.control.countTokenCalls()).toMatchObject({ refreshCalls: 200, refused: 0 });
    for (const account of accounts) {
      expect(callsOf(account)).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
      expect(await world.reveal(account)).toEqual(world.current(account));
    }
    expect(await countLeases(world)).toBe(0);
  });

  test('stops when its time is over, gives back what it had claimed, and leaves the rest due', async () => {
    await world.connect({ count: 120, tenants: 3 });
    await world.advance(2 * hourMs);
    const { platform } = world.worker();
    let asked = 0;
    const slow = {
      ...platform,
      refresh: async (token: Parameters<typeof platform.refresh>[0]) => {
        asked += 1;
        if (asked === 40) await world.advance(2 * minuteMs);
        return platform.refresh(token);
      },
    };

    const first = await sweep({ platform: slow });
    const left = await countDue();
    const leases = await countLeases(world);
    const second = await sweep();

    expect(first.stoppedBy).toBe('time');
    expect(first.refreshed).toBeGreaterThanOrEqual(40);
    expect(first.refreshed).toBeLessThan(60);
    expect(first.skipped['stopped']).toBeGreaterThan(0);
    expect([left, leases]).toEqual([120 - first.refreshed, 0]);
    expect(second).toMatchObject({ refreshed: left, skipped: {}, stoppedBy: undefined });
    expect(world.simulator.control.countTokenCalls()).toMatchObject({ refreshCalls: 120, refused: 0 });
  });

  test('without time it claims nothing and asks nothing', async () => {
    await world.connect({ count: 3 });
    await world.advance(2 * hourMs);

    const counts = await sweepTokens(world.worker(), world.now());

    expect(counts).toMatchObject({ refreshed: 0, skipped: {}, stoppedBy: 'time' });
    expect(world.simulator.control.countTokenCalls().refreshCalls).toBe(0);
    expect([await countDue(), await countLeases(world)]).toEqual([3, 0]);
  });

  test('takes those due first and those due last in turn, so that many in trouble do not stand before all others', async () => {
    const early = await world.connect({ count: 5 });
    await world.advance(10 * minuteMs);
    const late = await world.connect({ count: 5 });
    await world.advance(2 * hourMs);

    await sweep({ parallel: 1 });

    const order = world.simulator.control
      .listCalls()
      .filter(({ path }) => path === tokenPath)
      .map(({ openId }) => openId);
    const openIds = (accounts: ConnectedAccount[]) => new Set(accounts.map(({ openId }) => openId));
    const every = (place: number) => new Set(order.filter((_, index) => index % 2 === place));
    expect(order).toHaveLength(10);
    expect([every(0), every(1)]).toEqual([openIds(early), openIds(late)]);
  });

  test('says of each account that it passed over why, and when it will look again', async () => {
    const unused = await world.connect({ count: 3 });
    await world.advance(31 * dayMs);
    const early = await world.connect({ count: 2 });
    await world.database.superuser`
      update oauth_accounts set refresh_due_at = ${world.now()} where id = any(${early.map(({ id }) => id)})`;

    const counts = [await sweep(), await sweep()];

    expect(counts).toMatchObject([
      { refreshed: 0, skipped: { unused: 3, not_due: 2 } },
      { refreshed: 0, skipped: {} },
    ]);
    expect(counts[0]?.skipped).toEqual({ unused: 3, not_due: 2 });
    for (const account of unused) {
      const { connectedAt, refreshDueAt } = await world.read(account);
      expect(refreshDueAt.getTime() - connectedAt.getTime()).toBe(90 * dayMs);
    }
    for (const account of early) {
      const { connectedAt, refreshDueAt } = await world.read(account);
      expect(refreshDueAt.getTime() - connectedAt.getTime()).toBe(90 * minuteMs);
    }
    expect([world.simulator.control.countTokenCalls().refreshCalls, await countLeases(world)]).toEqual([
      0, 0,
    ]);
  });

  test('leaves an account alone whose lease another took, and one whose tokens may be in the lifeboat', async () => {
    const [lost, doubtful] = await world.connect({ count: 2 });
    if (lost === undefined || doubtful === undefined) throw new Error('No accounts.');
    await world.advance(2 * hourMs);
    await world.database.superuser`
      insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by)
      values (${randomUUID()}, ${doubtful.tenant}, ${doubtful.id}, ${randomUUID()}, 1, 'sweep')`;
    const worker = world.worker({ isLifeboatEmpty: async () => false });
    const vault = {
      ...worker.vault,
      prepare: async (tenant: string) => {
        await world.database.superuser`
          update oauth_accounts set lease_id = ${randomUUID()} where id = ${lost.id}`;
        return worker.vault.prepare(tenant);
      },
    };

    const counts = await sweepTokens({ ...worker, vault }, new Date(world.now().getTime() + minuteMs));

    expect(counts.skipped).toEqual({ lease_lost: 1, lifeboat_pending: 1 });
    expect(counts).toMatchObject({ refreshed: 0, failed: 0, inDoubt: 1 });
    expect(world.simulator.control.countTokenCalls().refreshCalls).toBe(0);
    expect(await world.attempts(doubtful)).toMatchObject([{ outcome: null }]);
  });

  test('refreshes an account that nobody uses at half the life of its refresh token, and not before', async () => {
    const account = await connectOne(world);
    const refreshedOnDays: number[] = [];
    for (let day = 1; day <= 181; day += 1) {
      await world.advance(dayMs);
      const { refreshed } = await sweep();
      if (refreshed > 0) refreshedOnDays.push(day);
    }

    const inUse = Array.from({ length: 29 }, (_, index) => index + 1);
    expect(refreshedOnDays).toEqual([...inUse, 29 + 90]);
    expect((await world.reveal(account)).refresh).toBe(world.current(account).refresh);
    expect((await world.read(account)).state).toBe('connected');
  });

  test('keeps an account again from its next use on', async () => {
    const account = await connectOne(world);
    await world.advance(91 * dayMs);
    await sweep();
    const live = await world.reveal(account);
    const due = [(await world.read(account)).refreshDueAt];
    await world.advance(10 * minuteMs);
    const name = { tenant: account.tenant, accountId: account.id };

    const used = await withAccessToken(world.worker(), name, async (token) => token.reveal());

    due.push((await world.read(account)).refreshDueAt);
    await world.advance(81 * minuteMs);
    expect(used).toBe(live.access);
    expect(due.map((at) => at.getTime() > world.now().getTime())).toEqual([true, false]);
    expect(await sweep()).toMatchObject({ refreshed: 1, skipped: {} });
  });
});
