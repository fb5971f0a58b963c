import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Login, Sql } from './client.ts';
import { useLane } from './lane.ts';

export interface Migration {
  readonly version: string;
  readonly sql: string;
  readonly checksum: string;
}

export interface MigrationResult {
  /** The versions that this run applied, in order. */
  readonly applied: string[];
  /** The version the database now has. */
  readonly current: string;
}

/** Reads the numbered SQL files of a folder, in order. Throws when a number is missing or twice there. */
export const readMigrations = async (folder: string): Promise<Migration[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const version = name.slice(0, -'.sql'.length);
      if (!version.startsWith(`${String(index + 1).padStart(3, '0')}_`)) {
        throw new Error(`Migration ${name} is out of order: number ${index + 1} is expected there.`);
      }
      const sql = await readFile(join(folder, name), 'utf8');
      return {
        version,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
};

/**
 * A SCRAM-SHA-256 verifier (RFC 5803, as Postgres stores it), so that the password itself never stands in a statement,
 * where a log would keep it.
 */
const scramVerifier = (password: string): string => {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`;
};

/** Only our own two names come here; anything else would need quoting. */
const plainName = (name: string): string => {
  if (!/^[a-z_]{1,30}$/.test(name)) throw new Error(`"${name}" is not a name for a login.`);
  return name;
};

/** Postgres takes no parameters in these statements; a plain name and a verifier hold no quote. */
const setLogin = async (sql: Sql, login: Pick<Login, 'username' | 'password'>) => {
  const name = plainName(login.username);
  const exists = await sql`select 1 from pg_roles where rolname = ${name}`;
  if (exists.length === 0) await sql.unsafe(`create role ${name} login noinherit`);
  await sql.unsafe(`alter role ${name} login password '${scramVerifier(login.password)}'`);
};

const refuseChanged = (migration: Migration, checksum: string) => {
  if (checksum !== migration.checksum) {
    throw new Error(
      `Migration ${migration.version} was changed after it had been applied. Restore it and write a new migration.`,
    );
  }
};

/**
 * Brings the database to the newest migration, each in its own transaction, and sets the logins' passwords. Safe to
 * start twice and at once: a session lock lets one runner work while the others wait and then find nothing to do.
 */
export const migrate = (
  sql: Sql,
  migrations: readonly Migration[],
  logins: readonly Pick<Login, 'username' | 'password'>[],
): Promise<MigrationResult> =>
  useLane(sql, async ({ sql: connection }) => migrateOn(connection, migrations, logins));

const migrateOn = async (
  connection: Sql,
  migrations: readonly Migration[],
  logins: readonly Pick<Login, 'username' | 'password'>[],
): Promise<MigrationResult> => {
  const applied: string[] = [];
  try {
    await connection`select pg_advisory_lock(hashtext('creator_connect.migrate'))`;
    for (const login of logins) await setLogin(connection, login);
    await connection`
      create table if not exists schema_migrations (
        version text primary key,
        checksum text not null,
        applied_at timestamptz not null default now()
      )`;
    const done = await connection<
      { version: string; checksum: string }[]
    >`select version, checksum from schema_migrations`;
    const checksums = new Map(done.map((row) => [row.version, row.checksum]));
    for (const migration of migrations) {
      const checksum = checksums.get(migration.version);
      if (checksum !== undefined) {
        refuseChanged(migration, checksum);
        continue;
      }
      await applyMigration(connection, migration);
      applied.push(migration.version);
    }
    return { applied, current: migrations.at(-1)?.version ?? '' };
  } finally {
    await connection`select pg_advisory_unlock(hashtext('creator_connect.migrate'))`.catch(() => {});
  }
};

const applyMigration = async (connection: Sql, migration: Migration) => {
  await connection`begin`;
  try {
    await connection.unsafe(migration.sql);
    await connection`insert into schema_migrations (version, checksum) values (${migration.version}, ${migration.checksum})`;
    await connection`commit`;
  } catch (error) {
    await connection`rollback`;
    throw new Error(`Migration ${migration.version} failed and changed nothing.`, { cause: error });
  }
};
