import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../../infra/local/postgres.ts';
import { connect, type Sql } from '../../../shared/database/client.ts';
import { migrate, readMigrations } from '../../../shared/database/migrate.ts';
import { type LoginName, loginTo, master, passwords } from '../database.ts';

export interface DurablePostgres {
  /** A client as a function has it. */
  open(login: LoginName, maxConnections?: number): Sql;
  /** Passes every policy. */
  readonly superuser: Sql;
  /** Commits are flushed to disk, or not, on connections opened from now on. */
  flushCommits(flush: boolean): Promise<void>;
  stop(): Promise<void>;
}

const name = 'bench';

/** A migrated server that flushes commits to disk and counts statements, as RDS does. */
export const startDurablePostgres = async (): Promise<DurablePostgres> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-postgres-'));
  const server = await startPostgres({ port: 0, dataDir: join(folder, 'data'), durable: true });
  const opened: Sql[] = [];
  const keep = (sql: Sql): Sql => {
    opened.push(sql);
    return sql;
  };
  const openRoot = (dbname: string): Sql => {
    const { username, password } = new URL(server.superuserUrl);
    return keep(
      connect({ username, password, host: '127.0.0.1', port: server.port, dbname }, { tls: 'off' }),
    );
  };
  const open: DurablePostgres['open'] = (login, maxConnections = 1) =>
    keep(connect(loginTo(login, name, server), { tls: 'off', maxConnections }));

  const first = openRoot('postgres');
  await first.unsafe(`create role ${master} login createrole createdb password '${passwords.master}'`);
  await first.unsafe(`create database ${name} owner ${master}`);
  await first.unsafe(`alter system set shared_preload_libraries = 'pg_stat_statements'`);
  await first.end();
  await server.stop();
  await server.start();
  await migrate(open('master'), await readMigrations('migrations'), [
    { username: 'app', password: passwords.app },
    { username: 'worker', password: passwords.worker },
  ]);
  const superuser = openRoot(name);
  await superuser`create extension pg_stat_statements`;
  return {
    open,
    superuser,
    flushCommits: async (flush) => {
      await superuser.unsafe(`alter database ${name} set synchronous_commit = ${flush ? 'on' : 'off'}`);
    },
    stop: async () => {
      await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
