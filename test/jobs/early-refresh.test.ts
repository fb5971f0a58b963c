import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { connectOne, minuteMs, secondMs, sweepOnce, tokenPath } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

/** A long job, which needs more of a 2-hour token than is left of it, though no sweep would renew it for another 50 minutes. */
const lifeNeededMs = 85 * minuteMs;
const intoItsLifeMs = 40 * minuteMs;

describe('a refresh that a caller needs earlier than the sweep would, and that fails', () => {
  let world: TokenWorld;
  let account: ConnectedAccount;

  beforeEach(async () => {
    world = await startTokenWorld();
    account = await connectOne(world);
    await world.advance(intoItsLifeMs);
  });
  afterEach(() => world.close());

  const use = () =>
    withAccessToken(
      world.worker({ chance: () => 0 }, { login: 'app' }),
      { tenant: account.tenant, accountId: account.id },
      async (token) => token.reveal(),
      { lifeNeededMs },
    );
  const failNext = (times: number) =>
    world.simulator.control.addFault({
      match: { path: tokenPath },
      times,
      action: { kind: 'answer', status: 503, code: 'temporarily_unavailable' },
    });
  const calls = () => world.simulator.control.countTokenCalls(account.openId).refreshCalls;

  test('once, is tried again by the next sweep, though the tokens are not due, and serves the job', async () => {
    failNext(1);
    await expect(use()).rejects.toMatchObject({ code: 'platform_unavailable' });
    await world.advance(minuteMs);

    const counts = await sweepOnce(world);
    const got = await use();

    expect(counts).toMatchObject({ refreshed: 1, skipped: {} });
    expect([got, calls()]).toEqual([world.current(account).access, 2]);
    expect(await world.read(account)).toMatchObject({ refreshFailures: 0, tokenVersion: 2 });
  });

  test('is never locked out for longer than its backoff, however often sweeps look meanwhile', async () => {
    failNext(3);
    const waits: unknown[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      const refused = await use().catch((error: unknown) => error);
      await sweepOnce(world);
      waits.push(Reflect.get(Object(refused), 'code'));
      const { refreshDueAt } = await world.read(account);
      expect(refreshDueAt.getTime() - world.now().getTime()).toBeLessThanOrEqual(4 * minuteMs);
      await world.advance(refreshDueAt.getTime() - world.now().getTime());
    }

    const got = await use();

    expect(waits).toEqual(Array(3).fill('platform_unavailable'));
    expect([got, calls()]).toEqual([world.current(account).access, 4]);
  });

  test('is not tried by a sweep before its time', async () => {
    failNext(1);
    await use().catch(() => {});
    await world.advance(minuteMs - secondMs);

    const counts = await sweepOnce(world);

    expect([counts.refreshed, calls()]).toEqual([0, 1]);
  });

  test('is no reason for sweeps to renew early once it has succeeded', async () => {
    failNext(1);
    await use().catch(() => {});
    await world.advance(minuteMs);
    await use();

    const counts = [await sweepOnce(world)];
    await world.advance(80 * minuteMs);
    counts.push(await sweepOnce(world));

    expect(counts).toMatchObject([{ refreshed: 0 }, { refreshed: 0 }]);
    expect(calls()).toBe(2);
  });
});
