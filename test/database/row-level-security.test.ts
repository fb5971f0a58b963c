import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sql } from '../../shared/database/client.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { insertAccount } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const tenantTables = ['oauth_accounts', 'authorization_attempts', 'data_keys', 'refresh_attempts'] as const;
const writeOnlyTables = ['outbox', 'audit_log'] as const;

describe('row-level security', () => {
  let database: TestDatabase;
  const stateHash = createHash('sha256').update('state of tenant a').digest();

  const insertRows = async (tenant: string, hash: Buffer) => {
    const { superuser } = database;
    await insertAccount(superuser, { tenant, openId: `creator of ${tenant}` });
    await superuser`
      insert into authorization_attempts values (${hash}, ${randomBytes(32)}, ${tenant}, 'u', 'tiktok', '/', '{}', now(), now() + '1 hour')`;
    await superuser`insert into data_keys values (${randomUUID()}, ${tenant}, ${randomBytes(8)}, now())`;
    await superuser`
      insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by)
      values (${randomUUID()}, ${tenant}, ${randomUUID()}, ${randomUUID()}, 1, 'use')`;
    await superuser`insert into outbox values (${randomUUID()}, ${tenant}, 'x', ${randomUUID()}, '{}', now())`;
    await superuser`insert into audit_log values (${randomUUID()}, ${tenant}, 'x', 'x', null, '{}', now())`;
  };
  const insertEvent = (superuser: Sql) => superuser`
    insert into webhook_events (dedupe_key, platform, received_at, body) values (${randomBytes(32)}, 'tiktok', now(), '')`;

  beforeAll(async () => {
    database = await createDatabase();
    await insertRows('tenant-a', stateHash);
    await insertRows('tenant-b', randomBytes(32));
    await insertEvent(database.superuser);
  });
  afterAll(() => database.drop());

  const tenantsSeen = async (tenant: string, table: string): Promise<string[]> => {
    const rows = await queryAs<{ tenant_id: string }>(
      database.app,
      { tenant },
      (own) => own`select tenant_id from ${own(table)}`,
    );
    return rows.map((row) => row.tenant_id);
  };

  test('is on and forced for every table but the list of migrations', async () => {
    const open = await database.superuser`
      select relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'
        and not (relrowsecurity and relforcerowsecurity)`;

    expect(open.map((row) => row['relname'])).toEqual(['schema_migrations']);
  });

  test.each(tenantTables)('a tenant sees its own rows of %s and no other', async (table) => {
    expect([await tenantsSeen('tenant-a', table), await tenantsSeen('tenant-b', table)]).toEqual([
      ['tenant-a'],
      ['tenant-b'],
    ]);
  });

  test.each(tenantTables)(
    'without a tenant, and with an empty or unknown one, nobody sees a row of %s',
    async (table) => {
      const { app } = database;

      const seen = [
        (await app`select tenant_id from ${app(table)}`).length,
        (await tenantsSeen('', table)).length,
        (await tenantsSeen('tenant-c', table)).length,
        (await tenantsSeen('tenant-_', table)).length,
      ];

      expect(seen).toEqual([0, 0, 0, 0]);
    },
  );

  test.each(writeOnlyTables)('%s cannot be read by any login of ours', async (table) => {
    const asApp = queryAs(
      database.app,
      { tenant: 'tenant-a' },
      (own) => own`select 1 as x from ${own(table)}`,
    );
    const asWorker = database.worker`select 1 from ${database.worker(table)}`;

    await expect(asApp).rejects.toMatchObject({ code: '42501' });
    await expect(asWorker).rejects.toMatchObject({ code: '42501' });
  });

  const denied = { code: '42501' };

  test.each([
    ['update', 'outbox'],
    ['update', 'audit_log'],
    ['delete', 'outbox'],
    ['delete', 'audit_log'],
    ['delete', 'oauth_accounts'],
    ['truncate', 'oauth_accounts'],
    ['update', 'schema_migrations'],
  ])('no login of ours may %s %s', async (action, table) => {
    const statement =
      {
        update: `update ${table} set ${table === 'schema_migrations' ? 'version' : 'id'} = null`,
        delete: `delete from ${table}`,
        truncate: `truncate ${table}`,
      }[action] ?? '';

    for (const sql of [database.app, database.worker])
      await expect(sql.unsafe(statement)).rejects.toMatchObject(denied);
  });

  test.each(['data_keys', 'refresh_attempts', 'authorization_attempts'])(
    'the app login may not delete from %s, whatever tenant it sets',
    async (table) => {
      const deleting = queryAs(
        database.app,
        { tenant: 'tenant-a' },
        (own) => own`delete from ${own(table)} where tenant_id = 'tenant-a'`,
      );

      await expect(deleting).rejects.toMatchObject(denied);
      await expect(database.app.unsafe(`truncate ${table}`)).rejects.toMatchObject(denied);
    },
  );

  test.each(['data_keys', 'refresh_attempts'])(
    'the worker may delete from %s, of any tenant',
    async (table) => {
      const deleted = await database.worker.begin(async (sql) => {
        const rows = await sql`delete from ${sql(table)} returning tenant_id`;
        await sql`rollback`;
        return rows;
      });

      expect(deleted.map((row) => row['tenant_id']).toSorted()).toEqual(['tenant-a', 'tenant-b']);
    },
  );

  test('a tenant ends its own attempts in the journal and no other’s', async () => {
    const ended = await queryAs<{ tenant_id: string }>(
      database.app,
      { tenant: 'tenant-a' },
      (own) => own`update refresh_attempts set log_id = 'x' returning tenant_id`,
    );

    const marked = await database.superuser`select tenant_id from refresh_attempts where log_id = 'x'`;
    expect([...ended]).toEqual([{ tenant_id: 'tenant-a' }]);
    expect([...marked]).toEqual([{ tenant_id: 'tenant-a' }]);
  });

  test('the app login cannot touch webhook events, whatever tenant it sets', async () => {
    const { app } = database;

    for (const statement of [
      'select 1 from webhook_events',
      'delete from webhook_events',
      'update webhook_events set error = null',
    ])
      await expect(app.unsafe(statement)).rejects.toMatchObject(denied);
  });

  test.each([
    [
      'oauth_accounts',
      `insert into oauth_accounts select gen_random_uuid(), 'tenant-b', user_id, platform, 'new', display_name, username, avatar_url, profile_fetched_at, requested_scopes, granted_scopes, sealed_access_token, sealed_refresh_token, token_issued_at, access_expires_at, refresh_expires_at, token_version, state, state_reason, state_changed_at, connected_at from oauth_accounts`,
    ],
    [
      'authorization_attempts',
      `insert into authorization_attempts select 'x', binding_hash, 'tenant-b', user_id, platform, return_to, requested_scopes, started_at, expires_at from authorization_attempts`,
    ],
    [
      'data_keys',
      `insert into data_keys select gen_random_uuid(), 'tenant-b', wrapped, created_at, now() from data_keys`,
    ],
    [
      'refresh_attempts',
      `insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by) select gen_random_uuid(), 'tenant-b', account_id, lease_id, 1, 'use' from refresh_attempts`,
    ],
    [
      'outbox',
      `insert into outbox values (gen_random_uuid(), 'tenant-b', 'x', gen_random_uuid(), '{}', now())`,
    ],
    [
      'audit_log',
      `insert into audit_log values (gen_random_uuid(), 'tenant-b', 'x', 'x', null, '{}', now())`,
    ],
  ])('a tenant cannot insert a row of %s for another', async (_, statement) => {
    const insert = queryAs(database.app, { tenant: 'tenant-a' }, (own) => own.unsafe(statement));

    await expect(insert).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining('row-level security'),
    });
  });

  test("a tenant cannot give a row away, nor change or take another tenant's", async () => {
    const update = (text: string) =>
      queryAs<{ id: string }>(database.app, { tenant: 'tenant-a' }, (own) => own.unsafe(text));

    await expect(update(`update oauth_accounts set tenant_id = 'tenant-b'`)).rejects.toMatchObject(denied);
    const foreign = await update(
      `update oauth_accounts set user_id = 'x', tenant_id = 'tenant-a' where tenant_id = 'tenant-b' returning id`,
    );

    const rows = await database.superuser`select tenant_id, user_id from oauth_accounts order by tenant_id`;
    expect([...foreign]).toEqual([]);
    expect([...rows]).toEqual([
      { tenant_id: 'tenant-a', user_id: 'user-a' },
      { tenant_id: 'tenant-b', user_id: 'user-a' },
    ]);
  });

  test('who holds a state sees the one attempt of it, and none without it', async () => {
    const see = (hash: Uint8Array) =>
      queryAs<{ tenant_id: string }>(
        database.app,
        { stateHash: hash },
        (own) => own`select tenant_id from authorization_attempts`,
      );

    const seen = [await see(stateHash), await see(randomBytes(32)), await see(new Uint8Array())];

    expect(seen.map((rows) => [...rows])).toEqual([[{ tenant_id: 'tenant-a' }], [], []]);
  });

  test('who holds a state sees no row of any other table', async () => {
    const seen = await Promise.all(
      ['oauth_accounts', 'data_keys', 'refresh_attempts'].map((table) =>
        queryAs(database.app, { stateHash }, (own) => own`select 1 as x from ${own(table)}`),
      ),
    );

    expect(seen.map((rows) => rows.length)).toEqual([0, 0, 0]);
  });

  test.each(['tenant_id', 'user_id', 'return_to', 'binding_hash', 'expires_at', 'state_hash'])(
    'who holds a state cannot change its %s',
    async (column) => {
      const change = queryAs(
        database.app,
        { stateHash },
        (own) => own`update authorization_attempts set ${own(column)} = ${own(column)}`,
      );

      await expect(change).rejects.toMatchObject(denied);
    },
  );

  test('a setting ends with its transaction, also on the same connection and after a failure', async () => {
    const app = database.open('app', 1);
    const pidOf = async () =>
      (
        await queryAs<{ pid: number }>(app, { tenant: 'none' }, (own) => own`select pg_backend_pid() as pid`)
      )[0]?.pid;
    const seenBy = (visibility: { tenant: string } | { stateHash: Uint8Array }) =>
      queryAs(app, visibility, (own) => own`select 1 as x from authorization_attempts`);
    const before = await pidOf();
    await seenBy({ tenant: 'tenant-a' });
    await seenBy({ stateHash });
    await queryAs(app, { tenant: 'tenant-a' }, (own) => own`select 1 / 0 as x`).catch(() => {});

    const settings = await queryAs(
      app,
      { stateHash: randomBytes(32) },
      (own) => own`select coalesce(current_setting('creator_connect.tenant', true), '') as tenant`,
    );

    expect([...settings]).toEqual([{ tenant: '' }]);
    expect((await seenBy({ tenant: 'none' })).length).toBe(0);
    expect(await pidOf()).toBe(before);
  });

  test.each([...tenantTables, 'webhook_events'])('even the owner of %s sees no row', async (table) => {
    const rows = await database.master`select 1 from ${database.master(table)}`;

    expect(rows.length).toBe(0);
  });

  test('the worker sees every tenant', async () => {
    const rows = await database.worker`select tenant_id from oauth_accounts order by tenant_id`;

    expect(rows.map((row) => row['tenant_id'])).toEqual(['tenant-a', 'tenant-b']);
  });

  test('neither login may pass the policies or become another', async () => {
    for (const sql of [database.app, database.worker]) {
      await expect(sql`set role master`).rejects.toMatchObject(denied);
      await expect(sql`alter table oauth_accounts disable row level security`).rejects.toMatchObject(denied);
      await expect(sql`create table x (y int)`).rejects.toMatchObject(denied);
    }
  });
});
