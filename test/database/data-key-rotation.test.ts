import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccountState } from '../../shared/database/accounts.ts';
import { createAgedDataKeyStore } from '../../shared/database/aged-data-keys.ts';
import { createTokenRowStore } from '../../shared/database/token-rows.ts';
import { clearTables, insertAccount } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { endGrant, laterBy, readTokenRow, rowTime } from '../support/refresh-rows.ts';

const dayMs = 86_400_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() => clearTables(database.superuser));
afterAll(() => database.drop());

const keys = () => createAgedDataKeyStore(database.worker);
const rows = () => createTokenRowStore(database.worker);

const insertKey = async (wish: { tenant?: string; createdAt?: Date; retiredAt?: Date } = {}) => {
  const id = randomUUID();
  const { tenant = 'tenant-a', createdAt = rowTime, retiredAt = null } = wish;
  await database.superuser`insert into data_keys values (${id}, ${tenant}, 'wrapped', ${createdAt}, ${retiredAt})`;
  return id;
};
/** As a sealed token begins: its version, and the id of its key. */
const sealedUnder = (keyId: string): Buffer =>
  Buffer.concat([Buffer.of(1), Buffer.from(keyId.replaceAll('-', ''), 'hex'), Buffer.from('ciphertext')]);
const insertSealed = (
  accessKey: string,
  refreshKey: string,
  wish: { tenant?: string; state?: AccountState } = {},
) =>
  insertAccount(database.superuser, {
    openId: randomUUID(),
    sealedAccessToken: sealedUnder(accessKey),
    sealedRefreshToken: sealedUnder(refreshKey),
    ...wish,
  });
const keysLeft = async () => (await database.superuser`select id from data_keys`).map((row) => row['id']);

describe('data keys by age', () => {
  test('are found by the tenants whose active key is old, the oldest first, and no retired one', async () => {
    await insertKey({ tenant: 'young', createdAt: laterBy(1) });
    await insertKey({ tenant: 'old' });
    await insertKey({ tenant: 'older', createdAt: laterBy(-1) });
    await insertKey({ tenant: 'gone', createdAt: laterBy(-9), retiredAt: rowTime });

    expect(await keys().findTenants(rowTime, 10)).toEqual(['older', 'old']);
    expect(await keys().findTenants(rowTime, 1)).toEqual(['older']);
  });

  test('are deleted when they were retired by then, of whatever age, and neither later ones nor active ones', async () => {
    await insertKey({ retiredAt: rowTime });
    await insertKey({ retiredAt: laterBy(-dayMs), createdAt: laterBy(-9 * dayMs) });
    await insertKey({ tenant: 'tenant-b', retiredAt: rowTime });
    const kept = [
      await insertKey({ createdAt: laterBy(-900 * dayMs) }),
      await insertKey({ retiredAt: laterBy(1) }),
      await insertKey({ tenant: 'tenant-b' }),
    ];

    const deleted = await keys().deleteRetired(rowTime, []);

    expect(deleted).toBe(3);
    expect((await keysLeft()).toSorted()).toEqual(kept.toSorted());
    expect(await keys().deleteRetired(rowTime, [])).toBe(0);
  });

  test.each(['tenant-b', 'a, "b" {c}', '', "o'hara\\", 'näme'])(
    'are all kept for a tenant that is excepted (%j), and for no other',
    async (excepted) => {
      // A tenant without a name has no keys, and excepting it excepts nobody.
      const kept = excepted === '' ? [] : [await insertKey({ tenant: excepted, retiredAt: rowTime })];
      await insertKey({ tenant: 'tenant-a', retiredAt: rowTime });
      await insertKey({ tenant: 'tenant-c', retiredAt: rowTime });

      const deleted = await keys().deleteRetired(rowTime, [excepted, 'tenant-of-nobody']);

      expect([deleted, await keysLeft()]).toEqual([2, kept]);
    },
  );

  test('that two runs delete at once are gone, each counted once, and neither run fails', async () => {
    await Promise.all(Array.from({ length: 20 }, () => insertKey({ retiredAt: rowTime })));
    const runs = [database.open('worker', 1), database.open('worker', 1)].map(createAgedDataKeyStore);

    const deleted = await Promise.all(runs.map((store) => store.deleteRetired(rowTime, [])));

    expect(deleted.reduce((sum, one) => sum + one, 0)).toBe(20);
    expect(await keysLeft()).toEqual([]);
  });
});

describe('tokens to rewrap', () => {
  test('are those of which one at least is not under its tenant’s active key', async () => {
    const [active, old] = [await insertKey(), await insertKey({ retiredAt: rowTime })];
    const foreign = await insertKey({ tenant: 'tenant-b' });
    await insertSealed(active, active);
    const stale = [
      await insertSealed(old, active),
      await insertSealed(active, old),
      await insertSealed(foreign, foreign),
      await insertSealed(old, old, { state: 'reauth_required' }),
      await insertSealed(active, active, { tenant: 'without-a-key' }),
    ];
    await insertSealed(old, old, { state: 'disconnected' });

    const page = await rows().findStale(undefined, 100);

    expect(page.cursor).toBeUndefined();
    expect(page.rows.map(({ id }) => id)).toEqual(stale.toSorted());
  });

  test('come page by page in order of id, pages without any included, and each account is looked at once', async () => {
    const [active, old] = [await insertKey(), await insertKey({ retiredAt: rowTime })];
    const ids: string[] = [];
    for (let index = 0; index < 23; index += 1) ids.push(await insertSealed(active, active));
    const last = ids.toSorted().at(-1) ?? '';
    await database.superuser`update oauth_accounts set sealed_access_token = ${sealedUnder(old)} where id = ${last}`;

    const found: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await rows().findStale(cursor, 5);
      found.push(page.rows.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(found).toEqual([[], [], [], [], [last]]);
  });

  test('are replaced at the same version, and not when a refresh or a disconnect came between', async () => {
    const [active, old] = [await insertKey(), await insertKey({ retiredAt: rowTime })];
    const ids = [await insertSealed(old, old), await insertSealed(old, old), await insertSealed(old, old)];
    const found = (await rows().findStale(undefined, 10)).rows;
    await database.superuser`update oauth_accounts set token_version = 2 where id = ${ids[1] ?? ''}`;
    await endGrant(database.app, ids[2] ?? '');

    const replaced = await Promise.all(
      ids.map((id) =>
        rows().replaceSealed({
          id,
          tenantId: 'tenant-a',
          tokenVersion: 1,
          sealedAccessToken: sealedUnder(active),
          sealedRefreshToken: sealedUnder(active),
        }),
      ),
    );

    expect(found).toHaveLength(3);
    expect(replaced).toEqual([true, false, false]);
    const [row] = await database.superuser`
      select sealed_access_token as access, token_version as version from oauth_accounts where id = ${ids[0] ?? ''}`;
    expect(row).toEqual({ access: sealedUnder(active), version: 1 });
    expect(await readTokenRow(database.superuser, ids[2] ?? '')).toMatchObject({
      state: 'disconnected',
      access: null,
    });
  });
});
