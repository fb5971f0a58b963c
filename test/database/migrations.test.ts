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

describe('migrations', () => {
  let empty: TestDatabase;
  let migrations: Migration[];

  beforeAll(async () => {
    empty = await createDatabase('template0');
    migrations = await readMigrations('migrations');
  });
  afterAll(() => empty.drop());

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

  const connectOptions = (login: 'app') => {
    const { username, password, host, port, dbname } = loginTo(login, empty.name, readTestServer());
    return { username, password, host, port, database: dbname };
  };
});
