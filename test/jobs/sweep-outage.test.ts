import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import { openUnreachableDatabase } from '../support/outages.ts';
import { hourMs, sweepOnce } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a sweep that loses its database', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  /** No login but the superuser's gets in any more, and those that are in are put out. */
  const cutDatabase = async (): Promise<void> => {
    const { name, superuser } = world.database;
    await superuser.unsafe(`alter database ${name} connection limit 0`);
    await superuser`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and usename in ('app', 'worker')`;
  };
  const restoreDatabase = async (): Promise<void> => {
    await world.database.superuser.unsafe(`alter database ${world.database.name} connection limit -1`);
    // Each of the pool's connections was lost, and whoever takes one first finds out.
    const { due } = world.worker({}, { sql: world.database.worker });
    await waitFor('the pool to be whole', async () => {
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => due.countDue(world.now())));
      return asked.every(({ status }) => status === 'fulfilled');
    });
  };
  /** TikTok, at whose nth answer something happens first. */
  const atAnswer = (nth: number, happening: () => Promise<void>): Platform => {
    const { platform } = world.worker();
    let answers = 0;
    return {
      ...platform,
      refresh: async (token) => {
        const refreshed = await platform.refresh(token);
        answers += 1;
        if (answers === nth) await happening();
        return refreshed;
      },
    };
  };
  const leasesAreOver = () =>
    waitFor('the leases to end', async () => {
      const live = await world.database.superuser`
        select id from oauth_accounts where lease_expires_at > clock_timestamp()`;
      return live.length === 0;
    });
  const expectWhole = async (accounts: readonly ConnectedAccount[]): Promise<void> => {
    for (const account of accounts) {
      expect(await world.reveal(account)).toEqual(world.current(account));
      expect(world.simulator.control.countTokenCalls(account.openId)).toMatchObject({
        refreshCalls: 1,
        refused: 0,
      });
      expect((await world.read(account)).state).toBe('connected');
    }
  };

  test('before its first claim fails as such, and asks TikTok nothing', async () => {
    await world.connect({ count: 3 });
    await world.advance(2 * hourMs);

    const swept = sweepOnce(world, { due: createDueAccountStore(openUnreachableDatabase()) });

    await expect(swept).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(world.simulator.control.countTokenCalls().refreshCalls).toBe(0);
  });

  test('in the middle stops, loses no token that TikTok gave, and the next sweep ends the work', async () => {
    const accounts = await world.connect({ count: 80, tenants: 4 });
    await world.advance(2 * hourMs);

    const cut = await sweepOnce(world, { platform: atAnswer(30, cutDatabase), leaseMs: 2_000 });
    const asked = world.simulator.control.countTokenCalls().refreshCalls;
    await restoreDatabase();
    const rescued = await world.rescue();
    await leasesAreOver();
    const next = await sweepOnce(world);

    expect(cut.stoppedBy).toBe('database_unavailable');
    expect(cut).toMatchObject({ failed: 0, reauthRequired: 0, refreshed: asked });
    expect(asked).toBeLessThan(80);
    expect(cut.inLifeboat).toBeGreaterThan(0);
    expect(rescued).toEqual(Array.from({ length: cut.inLifeboat }, () => 'stored'));
    expect(next).toMatchObject({ refreshed: 80 - asked, failed: 0, reauthRequired: 0 });
    await expectWhole(accounts);
  });

  test('and the lifeboat with it keeps what it could store nowhere in doubt, and heals where TikTok allows it', async () => {
    world.simulator.control.patchSwitches({ refreshRotation: 'lenient' });
    const accounts = await world.connect({ count: 40, tenants: 2 });
    await world.advance(2 * hourMs);
    const cut = await sweepOnce(world, {
      platform: atAnswer(10, cutDatabase),
      leaseMs: 1_000,
      sendToLifeboat: async () => {
        throw new Error('The queue is away too.');
      },
    });
    await restoreDatabase();
    await leasesAreOver();

    const next = await sweepOnce(world);

    expect(cut).toMatchObject({ stoppedBy: 'database_unavailable', inLifeboat: 0, reauthRequired: 0 });
    expect(cut.failed).toBeGreaterThan(0);
    expect(next).toMatchObject({ inDoubt: cut.failed, failed: 0, reauthRequired: 0 });
    for (const account of accounts) expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test('at its very first answer has that one in the lifeboat, and leaves the rest to the next run', async () => {
    const accounts = await world.connect({ count: 20 });
    await world.advance(2 * hourMs);
    const swept = sweepOnce(world, { platform: atAnswer(1, cutDatabase), leaseMs: 1_000, parallel: 1 });
    const first = await swept;
    await restoreDatabase();
    await world.rescue();
    await leasesAreOver();

    const second = await sweepOnce(world);

    expect([first.refreshed, second.refreshed]).toEqual([1, 19]);
    await expectWhole(accounts);
  });
});
