import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/schedule/rotate-data-keys.ts';
import { createAgedDataKeyStore } from '../../shared/database/aged-data-keys.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { createTokenRowStore } from '../../shared/database/token-rows.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { createVault } from '../../shared/vault/vault.ts';
import { hourMs, minuteMs, sweepOnce } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

/** Keys are old after an hour here, so that each round of traffic meets a rotation. */
const settings = { dataKeyMaxAgeMs: hourMs, heldKeyMaxAgeMs: 5 * minuteMs, heldKeysMax: 100 };

describe('a rotation of data keys under traffic', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  const openFreshVault = () =>
    createVault({
      keyService: world.keyService,
      dataKeyStore: createDataKeyStore(world.database.worker),
      clock: world.now,
      settings,
    });
  const rotate = () => {
    const sql = world.database.open('worker', 1);
    return create({
      agedKeys: createAgedDataKeyStore(sql),
      tokenRows: createTokenRowStore(sql),
      vault: openFreshVault(),
      dataKeyMaxAgeMs: settings.dataKeyMaxAgeMs,
      clock: world.now,
      log: world.log,
    })();
  };
  const isDuring = (work: Promise<unknown>) => {
    const during = { yes: true };
    work
      .catch(() => {})
      .finally(() => {
        during.yes = false;
      });
    return () => during.yes;
  };
  /** Opens every stored token over and over, each time with no key in memory; answers how many it opened. */
  const readThroughout = async (accounts: readonly ConnectedAccount[], mayGoOn: () => boolean) => {
    let opened = 0;
    do {
      const vault = openFreshVault();
      for (const { id, tenant } of accounts) {
        const { sealedAccessToken, sealedRefreshToken } = await world.read({ id, tenant, openId: '' });
        const bind = { purpose: 'oauth_token', tenant, accountId: id } as const;
        if (sealedAccessToken === null || sealedRefreshToken === null) throw new Error('No tokens.');
        await vault.open(sealedAccessToken, { ...bind, column: 'sealed_access_token' });
        await vault.open(sealedRefreshToken, { ...bind, column: 'sealed_refresh_token' });
        opened += 2;
      }
    } while (mayGoOn());
    return opened;
  };
  const useThroughout = async (accounts: readonly ConnectedAccount[], mayGoOn: () => boolean) => {
    const worker = world.worker({}, { login: 'app' });
    let used = 0;
    do {
      for (const { id, tenant, openId } of accounts) {
        const token = await withAccessToken(worker, { tenant, accountId: id }, async (access) =>
          access.reveal(),
        );
        const live = world.simulator.control.readTokens(openId).accessTokens.map((held) => held.token);
        if (!live.includes(token)) throw new Error('A caller was given a token that TikTok does not know.');
        used += 1;
      }
    } while (mayGoOn());
    return used;
  };
  const countStale = async () => {
    const [row] = await world.database.superuser<{ stale: number }[]>`
      select count(*)::int as stale
      from oauth_accounts, unnest(array[sealed_access_token, sealed_refresh_token]) as sealed
      where encode(substring(sealed from 2 for 16), 'hex')::uuid not in (
        select id from data_keys where retired_at is null and tenant_id = oauth_accounts.tenant_id)`;
    return row?.stale;
  };

  test('opens every token throughout, while sweeps refresh and callers use them, and ends with the newest key', async () => {
    const accounts = await world.connect({ count: 300, tenants: 3 });
    const counts = { refreshed: 0, rewrapped: 0, opened: 0, used: 0 };

    for (let round = 0; round < 3; round += 1) {
      await world.advance(95 * minuteMs);
      const sweeping = Promise.all([sweepOnce(world), sweepOnce(world)]);
      const rotating = Promise.all([rotate(), rotate()]);
      const isBusy = isDuring(Promise.all([sweeping, rotating]));
      const [opened, used, ...callers] = await Promise.all([
        readThroughout(accounts, isBusy),
        useThroughout(accounts.slice(0, 100), isBusy),
        useThroughout(accounts.slice(50, 150).toReversed(), isBusy),
      ]);
      const [sweeps, rotations] = [await sweeping, await rotating];
      counts.refreshed += sweeps[0].refreshed + sweeps[1].refreshed;
      counts.rewrapped += rotations[0].rewrapped + rotations[1].rewrapped;
      counts.opened += opened;
      counts.used += used + callers.reduce((sum, one) => sum + one, 0);
      for (const sweep of sweeps) expect(sweep).toMatchObject({ failed: 0, reauthRequired: 0 });
      for (const rotation of rotations) expect(rotation.unreadable).toBe(0);
    }
    // Workers seal under a key that they hold for five minutes after its end.
    await world.advance(5 * minuteMs);
    await rotate();

    expect(counts.refreshed).toBeGreaterThan(0);
    expect(counts.rewrapped).toBeGreaterThan(0);
    expect(counts.opened).toBeGreaterThanOrEqual(3 * 600);
    expect(counts.used).toBeGreaterThanOrEqual(600);
    expect(await countStale()).toBe(0);
    for (const account of accounts) {
      expect(await world.reveal(account)).toEqual(world.current(account));
      expect(world.simulator.control.countTokenCalls(account.openId)).toMatchObject({
        refreshCalls: 3,
        refused: 0,
        maxInFlight: 1,
      });
    }
  });
});
