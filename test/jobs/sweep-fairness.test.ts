import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Platform } from '../../shared/platforms/platform.ts';
import { hourMs, minuteMs, sweepOnce, tokenPath } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

describe('accounts in trouble', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  const countRefreshed = async (accounts: readonly ConnectedAccount[]): Promise<number> => {
    const rows = await world.database.superuser`
      select id from oauth_accounts where token_version > 1 and id = any(${accounts.map(({ id }) => id)})`;
    return rows.length;
  };
  /** Sweeps every five minutes. */
  const sweepFor = async (runs: number): Promise<void> => {
    for (let run = 0; run < runs; run += 1) {
      await sweepOnce(world);
      await world.advance(5 * minuteMs);
    }
  };
  /** 200 accounts that are due first, then 20. */
  const connectBoth = async () => {
    const failing = await world.connect({ count: 200 });
    await world.advance(minuteMs);
    const healthy = await world.connect({ count: 20 });
    await world.advance(91 * minuteMs);
    return { failing, healthy };
  };

  test('that keep failing hold up the others for half an hour at most, though they were due first', async () => {
    const { failing, healthy } = await connectBoth();
    for (const { openId } of failing)
      world.simulator.control.addFault({
        match: { path: tokenPath, openId },
        times: null,
        action: { kind: 'answer', status: 503, code: 'temporarily_unavailable' },
      });

    await sweepFor(6);

    expect(await countRefreshed(healthy)).toBe(20);
    expect(await countRefreshed(failing)).toBe(0);
  });

  test('whose workers ended in the middle come last, one by one, whenever they were due', async () => {
    const doubtful = await world.connect({ count: 5 });
    await world.advance(minuteMs);
    const clear = await world.connect({ count: 30 });
    await world.advance(2 * hourMs);
    for (const { id, tenant } of doubtful)
      await world.database.superuser`
        insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by)
        values (${randomUUID()}, ${tenant}, ${id}, ${randomUUID()}, 1, 'sweep')`;
    world.simulator.control.addFault({
      match: { path: tokenPath },
      times: null,
      action: { kind: 'delay', delayMs: 20 },
    });
    const { platform } = world.worker();
    const known = new Set<string>();
    for (const account of doubtful) known.add((await world.reveal(account)).refresh);
    let inFlight = 0;
    const besideDoubtful: number[] = [];
    const watching: Platform = {
      ...platform,
      refresh: async (token) => {
        if (known.has(token.reveal())) besideDoubtful.push(inFlight);
        inFlight += 1;
        return platform.refresh(token).finally(() => {
          inFlight -= 1;
        });
      },
    };

    const counts = await sweepOnce(world, { platform: watching });

    expect(counts).toMatchObject({ refreshed: 35, inDoubt: 5, failed: 0 });
    expect(besideDoubtful).toEqual([0, 0, 0, 0, 0]);
    const asked = world.simulator.control.listCalls().map(({ openId }) => openId);
    expect(asked.slice(0, 30).toSorted()).toEqual(clear.map(({ openId }) => openId).toSorted());
  });
});
