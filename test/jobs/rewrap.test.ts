import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../shared/core/secret.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { createTokenRowStore, type TokenRow, type TokenRowStore } from '../../shared/database/token-rows.ts';
import { bindToken, sealTokens } from '../../shared/tokens/account-tokens.ts';
import { rewrapTokens } from '../../shared/tokens/rewrap.ts';
import { readDataKeyId } from '../../shared/vault/sealed-token.ts';
import { createVault, type Vault } from '../../shared/vault/vault.ts';
import { clearTables, insertAccount } from '../support/accounts.ts';
import { collectLog } from '../support/collected-log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createFakeKeyService } from '../support/vault-fakes.ts';

const dayMs = 86_400_000;
const start = new Date('2026-11-01T00:00:00Z');

describe('rewrapping', () => {
  let database: TestDatabase;
  let now: Date;
  let vault: Vault;
  let keyService: ReturnType<typeof createFakeKeyService>;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(async () => {
    await clearTables(database.superuser);
    now = start;
    keyService = createFakeKeyService();
    vault = openVault();
  });
  afterAll(() => database.drop());

  const seal = (tenant: string, id: string, text: string) =>
    sealTokens(vault, tenant, id, {
      openId: id,
      accessToken: new Secret(`act.${text}`),
      refreshToken: new Secret(`rft.${text}`),
      accessExpiresInSeconds: 1,
      refreshExpiresInSeconds: 1,
      grantedScopes: [],
    });
  const connectMany = async (count: number): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => randomUUID()).sort();
    for (const [index, id] of ids.entries()) {
      const tenant = `tenant-${index % 3}`;
      await insertAccount(database.superuser, { id, tenant, openId: id, ...(await seal(tenant, id, id)) });
    }
    return ids;
  };
  const openVault = () =>
    createVault({
      keyService,
      dataKeyStore: createDataKeyStore(database.worker),
      clock: () => now,
      settings: { dataKeyMaxAgeMs: 30 * dayMs, heldKeyMaxAgeMs: 300_000, heldKeysMax: 100 },
    });
  const tenants = ['tenant-0', 'tenant-1', 'tenant-2'];
  /** Time passes, and each tenant's key is replaced, as a rotation does before it rewraps. */
  const replaceDataKeys = async () => {
    now = new Date(start.getTime() + 31 * dayMs);
    for (const tenant of tenants) await vault.prepare(tenant);
  };
  const dependencies = (tokenRows: TokenRowStore = createTokenRowStore(database.worker)) => ({
    tokenRows,
    vault,
    clock: () => now,
    log: collectLog(),
  });
  const later = () => new Date(now.getTime() + 60_000);
  const readAll = () => database.superuser<TokenRow[]>`
    select id, tenant_id as "tenantId", token_version as "tokenVersion",
      sealed_access_token as "sealedAccessToken", sealed_refresh_token as "sealedRefreshToken"
    from oauth_accounts order by id`;
  const openAll = async (): Promise<Record<string, string[]>> => {
    const rows = await readAll();
    const opened = rows.map(async ({ id, tenantId, sealedAccessToken, sealedRefreshToken }) => {
      const access = await vault.open(sealedAccessToken, bindToken(tenantId, id, 'sealed_access_token'));
      const refresh = await vault.open(sealedRefreshToken, bindToken(tenantId, id, 'sealed_refresh_token'));
      return [id, [access.reveal(), refresh.reveal()]] satisfies [string, string[]];
    });
    return Object.fromEntries<string[]>(await Promise.all(opened));
  };
  const expectAll = (ids: readonly string[]) =>
    Object.fromEntries(ids.map((id) => [id, [`act.${id}`, `rft.${id}`]]));
  const keysInUse = async () => {
    const rows = await readAll();
    return new Set(
      rows.flatMap((row) => [readDataKeyId(row.sealedAccessToken), readDataKeyId(row.sealedRefreshToken)]),
    );
  };

  test('moves every token of every tenant to the newest data key, and nothing when it runs again', async () => {
    const ids = await connectMany(250);
    const before = await keysInUse();
    await replaceDataKeys();

    const counts = [await rewrapTokens(dependencies(), later()), await rewrapTokens(dependencies(), later())];

    const after = await keysInUse();
    const none = { superseded: 0, unreadable: [], unreadableTenants: [], cursor: undefined };
    expect(counts).toEqual([
      { rewrapped: 250, ...none },
      { rewrapped: 0, ...none },
    ]);
    expect([before.size, after.size, [...before].filter((key) => after.has(key)).length]).toEqual([3, 3, 0]);
    expect(await openAll()).toEqual(expectAll(ids));
  });

  test('leaves the version as it is, so that a refresh under way finds the one it saw', async () => {
    await connectMany(3);
    await replaceDataKeys();

    await rewrapTokens(dependencies(), later());

    expect((await readAll()).map((row) => row.tokenVersion)).toEqual([1, 1, 1]);
  });

  test('without time left it does nothing, and goes on from its cursor when it has some', async () => {
    const ids = await connectMany(150);
    await replaceDataKeys();
    let looks = 0;
    // It looks once before the page and once before each row.
    const impatient = { ...dependencies(), clock: () => (looks++ <= 100 ? now : later()) };

    const none = await rewrapTokens(dependencies(), now);
    const first = await rewrapTokens(impatient, later());
    const second = await rewrapTokens(dependencies(), later(), first.cursor);

    expect(none).toMatchObject({ rewrapped: 0, cursor: undefined });
    expect([first.rewrapped, first.cursor]).toEqual([100, ids[99]]);
    expect([second.rewrapped, second.cursor]).toEqual([50, undefined]);
    expect(await openAll()).toEqual(expectAll(ids));
  });

  test.each([1, 60, 149])(
    'killed after %s rows, it is finished by the next run and no token is lost',
    async (rows) => {
      const ids = await connectMany(150);
      await replaceDataKeys();
      const store = createTokenRowStore(database.worker);
      let written = 0;
      const dying: TokenRowStore = {
        ...store,
        replaceSealed: async (row) => {
          if (written === rows) throw new Error('killed');
          written += 1;
          return store.replaceSealed(row);
        },
      };
      await expect(rewrapTokens(dependencies(dying), later())).rejects.toThrow('killed');
      const between = await openAll();

      const counts = await rewrapTokens(dependencies(), later());

      expect(between).toEqual(expectAll(ids));
      expect(counts).toMatchObject({ rewrapped: 150 - rows, superseded: 0 });
      expect(await openAll()).toEqual(expectAll(ids));
    },
  );

  test('a connection made anew meanwhile wins, and every token opens at every moment', async () => {
    const ids = await connectMany(60);
    await replaceDataKeys();
    const store = createTokenRowStore(database.worker);
    const reconnect = async (id: string, tenant: string) => {
      const sealed = await seal(tenant, id, `new ${id}`);
      await database.superuser`
        update oauth_accounts
        set token_version = token_version + 1, sealed_access_token = ${Buffer.from(sealed.sealedAccessToken)},
          sealed_refresh_token = ${Buffer.from(sealed.sealedRefreshToken)}
        where id = ${id}`;
    };
    let writes = 0;
    const raced: TokenRowStore = {
      ...store,
      replaceSealed: async (row) => {
        writes += 1;
        if (writes % 3 === 0) await reconnect(row.id, row.tenantId);
        const stored = await store.replaceSealed(row);
        if (writes % 3 === 1) await reconnect(row.id, row.tenantId);
        await openAll();
        return stored;
      },
    };

    const counts = await rewrapTokens(dependencies(raced), later());

    const opened = await openAll();
    expect([counts.rewrapped, counts.superseded]).toEqual([40, 20]);
    expect(ids.map((id) => opened[id]?.[0])).toEqual(
      ids.map((id, index) => (index % 3 === 1 ? `act.${id}` : `act.new ${id}`)),
    );
  });

  test('an account whose token does not open is reported and skipped', async () => {
    const ids = await connectMany(5);
    const [, broken = ''] = ids;
    await database.superuser`
      update oauth_accounts set sealed_refresh_token = set_byte(sealed_refresh_token, 40, 0) where id = ${broken}`;
    await database.superuser`update oauth_accounts set sealed_access_token = 'x' where id = ${ids[3] ?? ''}`;
    await replaceDataKeys();

    const counts = await rewrapTokens(dependencies(), later());

    expect(counts).toMatchObject({ rewrapped: 3, unreadable: [broken, ids[3]], cursor: undefined });
    expect(counts.unreadableTenants.toSorted()).toEqual(['tenant-0', 'tenant-1']);
  });

  test('while the key service is down it stops and changes nothing', async () => {
    const ids = await connectMany(5);
    await replaceDataKeys();
    for (const tenant of tenants) keyService.downFor.add(tenant);

    const run = rewrapTokens({ ...dependencies(), vault: openVault() }, later());

    await expect(run).rejects.toMatchObject({ code: 'key_service_unavailable' });
    keyService.downFor.clear();
    expect(await openAll()).toEqual(expectAll(ids));
  });
});
