import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import postgres from 'postgres';
import { connect } from '../../shared/database/client.ts';
import { type Migration, migrate, readMigrations } from '../../shared/database/migrate.ts';
import {
  createDatabase,
  loginTo,
  master,
  passwords,
  readTestServer,
  type TestDatabase,
} from '../support/database.ts';

const logins = [
  { username: 'app', password: passwords.app },
  { username: 'worker', password: passwords.worker },
];

/** Accounts as the schema before 004 holds them: tokens of two hours, of 24 hours, and none. */
const accountsOf003 = `
  insert into oauth_accounts (
    id, tenant_id, user_id, platform, open_id, requested_scopes, granted_scopes, sealed_access_token,
    sealed_refresh_token, token_issued_at, access_expires_at, refresh_expires_at, state, state_reason,
    state_changed_at, connected_at
  )
  select gen_random_uuid(), 'tenant-' || open_id, 'u', 'tiktok', open_id, '{}', '{}',
    case when state <> 'revoked' then 'x'::bytea end, case when state <> 'revoked' then 'x'::bytea end,
    '2026-11-20 12:00Z', '2026-11-20 12:00Z'::timestamptz + lives::interval, '2027-05-01Z', state, state,
    '2026-11-01Z', '2026-11-01Z'
  from (values
    ('a-connected', 'connected', '2 hours'), ('b-of-24-hours', 'connected', '24 hours'),
    ('c-reauth', 'reauth_required', '2 hours'), ('d-revoked', 'revoked', '2 hours')
  ) as old (open_id, state, lives)`;

describe('migrations', () => {
  let empty: TestDatabase;
  let migrations: Migration[];

  beforeAll(async () => {
    empty = await createDatabase('template0');
    migrations = await readMigrations('migrations');
  });
  afterAll(() => Promise.all([empty, ...others].map((database) => database.drop())));
  const others: TestDatabase[] = [];
  const createOwn = async (template?: string): Promise<TestDatabase> => {
    const database = await createDatabase(template);
    others.push(database);
    return database;
  };

  const runner = () =>
    connect(loginTo(master, empty.name, readTestServer()), { tls: 'off', statementTimeoutMs: 0 });

  test('run from nothing by two runners at once, each file is applied by exactly one of them', async () => {
    const runners = [runner(), runner()];

    const results = await Promise.all(runners.map((sql) => migrate(sql, migrations, logins)));

    await Promise.all(runners.map((sql) => sql.end()));
    expect(results.flatMap((result) => result.applied).sort()).toEqual(migrations.map((one) => one.version));
    expect(results.map((result) => result.current)).toEqual(results.map(() => migrations.at(-1)?.version));
  });

  test('run again, nothing is applied and nothing changes', async () => {
    const sql = runner();

    const result = await migrate(sql, migrations, logins);

    await sql.end();
    expect(result.applied).toEqual([]);
  });

  test('a migration that was changed after it had been applied is refused', async () => {
    const sql = runner();
    const changed = migrations.map((one, index) => (index === 0 ? { ...one, checksum: 'other' } : one));

    const run = migrate(sql, changed, logins);

    await expect(run).rejects.toThrow('was changed after it had been applied');
    await sql.end();
  });

  test('a migration that fails half-way changes nothing, and the next run applies it', async () => {
    const sql = runner();
    const next = { version: '999_next', checksum: 'a', sql: 'create table half (id int); select 1 / 0;' };
    const mended = { ...next, checksum: 'b', sql: 'create table half (id int);' };

    const failing = migrate(sql, [...migrations, next], logins);
    await expect(failing).rejects.toThrow('changed nothing');
    const result = await migrate(sql, [...migrations, mended], logins);

    await sql.end();
    expect(result.applied).toEqual(['999_next']);
  });

  test('the logins get the passwords they are given, and no superuser rights', async () => {
    const app = postgres({ ...connectOptions('app'), max: 1 });

    const rows =
      await app`select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`;

    await app.end();
    expect(rows[0]).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false });
  });

  test('every table and every index of ours carries a comment on the query it serves', async () => {
    const silent = await empty.superuser`
      select relname
      from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')
        and obj_description(oid, 'pg_class') is null
        and relname not in ('schema_migrations', 'half')
        and not exists (select from pg_constraint where conname = relname and contype = 'p')`;

    expect(silent.map((row) => row['relname'])).toEqual([]);
  });

  test('004 finds accounts of before and makes each due at once: the sweep looks at it and sets its next look', async () => {
    const older = await createOwn('template0');
    const sql = connect(loginTo(master, older.name, readTestServer()), { tls: 'off', statementTimeoutMs: 0 });
    await migrate(sql, migrations.slice(0, 3), logins);
    await older.superuser.unsafe(accountsOf003);
    const readPlaces = () => older.superuser`select open_id, ctid from oauth_accounts order by open_id`;
    const before = [...(await readPlaces())];

    await migrate(sql, migrations, logins);

    const rows = await older.superuser`
      select open_id, last_used_at = refresh_due_at and now() - refresh_due_at between '0' and interval '1 minute' as fresh,
        lease_id, notice_days, refresh_failures, refresh_refusals
      from oauth_accounts order by open_id`;
    const untouched = {
      fresh: true,
      lease_id: null,
      notice_days: null,
      refresh_failures: 0,
      refresh_refusals: 0,
    };
    expect([...rows]).toEqual(
      ['a-connected', 'b-of-24-hours', 'c-reauth', 'd-revoked'].map((open_id) => ({ open_id, ...untouched })),
    );
    // No row was written anew, so that a table of any size is migrated at once.
    expect([...(await readPlaces())]).toEqual(before);
    await sql.end();
  });

  test('the code of before 004 still connects an account on the schema of today, until it is gone', async () => {
    const database = await createOwn();

    await database.superuser.unsafe(accountsOf003);

    const rows = await database.superuser`select from oauth_accounts`;
    expect(rows.length).toBe(4);
  });

  const connectOptions = (login: 'app') => {
    const { username, password, host, port, dbname } = loginTo(login, empty.name, readTestServer());
    return { username, password, host, port, database: dbname };
  };
});
