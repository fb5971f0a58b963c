import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { type Postgres, startPostgres } from '../../infra/local/postgres.ts';
import { connect, type Sql } from '../../shared/database/client.ts';
import { migrate, readMigrations } from '../../shared/database/migrate.ts';
import { type LoginName, loginTo, master, passwords } from './database.ts';

export interface OwnPostgres {
  readonly server: Postgres;
  open(login: LoginName, maxConnections?: number): Sql;
  /** Passes every policy. */
  openSuperuser(): Sql;
  stop(): Promise<void>;
}

/** A migrated server of a test's own, for stopping and killing. */
export const startOwnPostgres = async (): Promise<OwnPostgres> => {
  const folder = await mkdtemp(join(tmpdir(), 'own-postgres-'));
  const server = await startPostgres({ port: 0, dataDir: join(folder, 'data'), durable: false });
  const opened: Sql[] = [];
  const keep = (sql: Sql): Sql => {
    opened.push(sql);
    return sql;
  };
  const open = (login: LoginName, maxConnections = 1) =>
    keep(connect(loginTo(login, 'own', server), { tls: 'off', maxConnections }));
  const openSuperuser = (database = 'own') => {
    const url = new URL(server.superuserUrl);
    url.pathname = `/${database}`;
    return keep(postgres(url.href, { max: 2, onnotice: () => {}, backoff: () => 0 }));
  };
  const superuser = openSuperuser('postgres');
  await superuser.unsafe(`create role ${master} login createrole createdb password '${passwords[master]}'`);
  await superuser.unsafe(`create database own owner ${master}`);
  await migrate(open('master'), await readMigrations('migrations'), [
    { username: 'app', password: passwords.app },
    { username: 'worker', password: passwords.worker },
  ]);
  return {
    server,
    open,
    openSuperuser,
    stop: async () => {
      await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
