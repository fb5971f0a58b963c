import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../infra/local/tiktok-simulator/fault-book.ts';
import {
  answerNext,
  connectOne,
  countLeases,
  hourMs,
  minuteMs,
  sweepOnce,
  tokenPath,
} from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

describe('a refresh that fails', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  const failAlways = (action: FaultAction, openId?: string) =>
    world.simulator.control.addFault({
      match: { path: tokenPath, ...(openId === undefined ? {} : { openId }) },
      times: null,
      action,
    });
  const passUntilDue = async (account: ConnectedAccount): Promise<number> => {
    const waitMs = (await world.read(account)).refreshDueAt.getTime() - world.now().getTime();
    await world.advance(waitMs);
    return waitMs;
  };
  /** Sweeps so often, each time when the account is due again; answers with the waits between, in minutes. */
  const collectWaits = async (account: ConnectedAccount, sweeps: number, chance: number) => {
    const waits: number[] = [];
    for (let nth = 0; nth < sweeps; nth += 1) {
      await sweepOnce(world, { chance: () => chance });
      if ((await world.read(account)).state !== 'connected') break;
      waits.push((await passUntilDue(account)) / minuteMs);
    }
    return waits;
  };

  const doubling = [1, 2, 4, 8, 15, 15];
  const passing: [string, FaultAction, string, number[]][] = [
    ['503', { kind: 'answer', status: 503, code: 'temporarily_unavailable' }, 'unavailable', doubling],
    ['500', { kind: 'answer', status: 500, code: 'server_error' }, 'unavailable', doubling],
    ["a gateway's 502", { kind: 'html' }, 'unanswered', doubling],
    ['429', { kind: 'rate-limit' }, 'throttled', [2, 4, 8, 15, 15, 15]],
  ];

  test.each(passing)(
    'with %s is tried again later and later, at most every 15 minutes, and costs nobody a login',
    async (_what, action, outcome, waits) => {
      const account = await connectOne(world);
      await world.advance(2 * hourMs);
      failAlways(action);

      const found = await collectWaits(account, 6, 0);

      expect(found).toEqual(waits);
      expect(await world.read(account)).toMatchObject({ state: 'connected', refreshFailures: 6 });
      expect((await world.attempts(account)).map((attempt) => attempt.outcome)).toEqual(
        Array.from({ length: 6 }, () => outcome),
      );
    },
  );

  test('is tried again at times that chance spreads over half of the wait', async () => {
    const account = await connectOne(world);
    await world.advance(2 * hourMs);
    failAlways({ kind: 'answer', status: 503, code: 'temporarily_unavailable' });

    const [soonest, half, latest] = [
      await collectWaits(account, 1, 1),
      await collectWaits(account, 1, 0.5),
      await collectWaits(account, 1, 0),
    ];

    expect([soonest, half, latest]).toEqual([[0.5], [1.5], [4]]);
  });

  test('is not tried before its time, and forgotten once it succeeds', async () => {
    const account = await connectOne(world);
    await world.advance(2 * hourMs);
    failAlways({ kind: 'answer', status: 503, code: 'temporarily_unavailable' });
    await collectWaits(account, 3, 0);
    world.simulator.control.clearFaults();

    await world.advance(-1);
    const early = await sweepOnce(world);
    await world.advance(1);
    const late = await sweepOnce(world);

    expect([early.refreshed, late.refreshed]).toEqual([0, 1]);
    expect(await world.read(account)).toMatchObject({ refreshFailures: 0, refreshRefusals: 0 });
    await world.advance(2 * hourMs);
    failAlways({ kind: 'answer', status: 503, code: 'temporarily_unavailable' });
    expect(await collectWaits(account, 1, 0)).toEqual([1]);
  });

  test.each([
    ['without jitter', 0],
    ['with all of it', 1],
  ])(
    'because TikTok refuses this one request ends in a new login after five, over ten hours, %s',
    async (_how, chance) => {
      const [account, neighbour] = await world.connect({ count: 2 });
      if (account === undefined || neighbour === undefined) throw new Error('No accounts.');
      await world.advance(2 * hourMs);
      failAlways({ kind: 'answer', status: 400, code: 'invalid_request' }, account.openId);

      const waits = await collectWaits(account, 10, chance);

      expect(await world.read(account)).toMatchObject({
        state: 'reauth_required',
        stateReason: 'refresh_keeps_failing',
        tokenVersion: 1,
      });
      expect(waits).toHaveLength(4);
      expect(await world.attempts(account)).toHaveLength(5);
      expect((await world.read(neighbour)).state).toBe('connected');
      expect(await world.told(account)).toEqual(['account.connected', 'account.reauth_required']);
      expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(10 * 60);
    },
  );

  test('because its token does not open is no call to TikTok, and after five tries a new login', async () => {
    const [account, neighbour] = await world.connect({ count: 2 });
    if (account === undefined || neighbour === undefined) throw new Error('No accounts.');
    await world.advance(2 * hourMs);
    await world.database.superuser`
      update oauth_accounts
      set sealed_refresh_token = set_byte(sealed_refresh_token, 40, 255 - get_byte(sealed_refresh_token, 40))
      where id = ${account.id}`;

    const waits = await collectWaits(account, 10, 0);

    expect(waits).toHaveLength(4);
    expect(await world.read(account)).toMatchObject({
      state: 'reauth_required',
      stateReason: 'token_unreadable',
    });
    expect(world.simulator.control.countTokenCalls(account.openId).refreshCalls).toBe(0);
    expect(await world.attempts(account)).toEqual([]);
    expect((await world.read(neighbour)).state).toBe('connected');
  });

  test.each([
    ['401', 401],
    ['403', 403],
    ['404', 404],
  ])(
    'because a gateway in front of TikTok answers %s with a page of its own costs no account its login, however long',
    async (_what, status) => {
      const account = await connectOne(world);
      await world.advance(2 * hourMs);
      failAlways({ kind: 'html', status });

      await collectWaits(account, 12, 0);
      world.simulator.control.clearFaults();
      await sweepOnce(world);

      expect((await world.read(account)).state).toBe('connected');
      expect(await world.reveal(account)).toEqual(world.current(account));
    },
  );

  const expectAboutTen = (count: number): void => {
    expect(count).toBeGreaterThanOrEqual(10);
    expect(count).toBeLessThanOrEqual(30);
  };

  test('ten times in a row stops the run, and the rest stays due', async () => {
    await world.connect({ count: 100 });
    await world.advance(2 * hourMs);
    failAlways({ kind: 'answer', status: 503, code: 'temporarily_unavailable' });

    const counts = await sweepOnce(world);

    expect(counts).toMatchObject({ refreshed: 0, stoppedBy: 'failures' });
    expectAboutTen(counts.failed);
    expect(world.simulator.control.countTokenCalls().refreshCalls).toBe(counts.failed);
    expect(await countLeases(world)).toBe(0);
    expect(await world.worker().due.countDue(world.now())).toBe(100 - counts.failed);
  });

  test('with a success now and then does not stop the run', async () => {
    for (let nth = 0; nth < 60; nth += 1) {
      const { openId } = await connectOne(world);
      if (nth % 2 === 0) failAlways({ kind: 'answer', status: 503, code: 'temporarily_unavailable' }, openId);
      await world.advance(1);
    }
    await world.advance(2 * hourMs);

    const counts = await sweepOnce(world, { parallel: 1 });

    expect(counts).toMatchObject({ refreshed: 30, failed: 30, stoppedBy: undefined });
  });

  test('because TikTok ended grant after grant stops the run as well', async () => {
    await world.connect({ count: 100 });
    await world.advance(2 * hourMs);
    answerNext(world, '{"error":"invalid_grant","error_description":"","log_id":"l"}', null);

    const counts = await sweepOnce(world);

    expect(counts).toMatchObject({ refreshed: 0, failed: 0, stoppedBy: 'failures' });
    expectAboutTen(counts.reauthRequired);
    expect(await world.worker().due.countDue(world.now())).toBe(100 - counts.reauthRequired);
  });

  test('for want of the key service is no call, no failure of the account, and soon tried again', async () => {
    const accounts = await world.connect({ count: 30, tenants: 2 });
    await world.advance(2 * hourMs);
    world.keyService.downFor.add('tenant-0').add('tenant-1');

    const down = await sweepOnce(world);
    world.keyService.downFor.clear();
    await world.advance(minuteMs);
    const up = await sweepOnce(world);

    expect(down).toMatchObject({ refreshed: 0, stoppedBy: 'failures' });
    expect(up).toMatchObject({ refreshed: 30, failed: 0 });
    for (const account of accounts) {
      expect(await world.attempts(account)).toHaveLength(1);
      expect(await world.reveal(account)).toEqual(world.current(account));
    }
  });
});
