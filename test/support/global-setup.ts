import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { type Postgres, startPostgres } from '../../infra/local/postgres.ts';
import { connect } from '../../shared/database/client.ts';
import { migrate, readMigrations } from '../../shared/database/migrate.ts';
import { loginTo, master, passwords, type TestServer } from './database.ts';
import { chooseFastFolder } from './fast-folder.ts';

interface Running {
  readonly server: Postgres;
  readonly folder: string;
}

declare global {
  var creatorConnectPostgres: Running | undefined;
}

/**
 * One real Postgres for the run, with a migrated database `template` that each test file copies. The migrations run as
 * a login without superuser rights, as on RDS.
 */
const setUp = async (): Promise<void> => {
  const folder = await mkdtemp(join(await chooseFastFolder(), 'creator-connect-run-'));
  const server = await startPostgres({
    port: 0,
    dataDir: join(folder, 'postgres'),
    durable: false,
    ephemeral: true,
  });
  globalThis.creatorConnectPostgres = { server, folder };
  process.env['TEST_RUN_FOLDER'] = folder;
  const superuser = postgres(server.superuserUrl, { max: 1, onnotice: () => {} });
  await superuser.unsafe(`create role ${master} login createrole createdb password '${passwords[master]}'`);
  await superuser.unsafe(`create database template owner ${master}`);
  await superuser.end();
  const testServer: TestServer = { port: server.port, superuserUrl: server.superuserUrl };
  process.env['TEST_POSTGRES'] = JSON.stringify(testServer);
  const sql = connect(loginTo(master, 'template', testServer), { tls: 'off', statementTimeoutMs: 0 });
  await migrate(sql, await readMigrations('migrations'), [
    { username: 'app', password: passwords.app },
    { username: 'worker', password: passwords.worker },
  ]);
  await sql.end();
};

/** Ends what `setUp` started. */
export const tearDown = async (): Promise<void> => {
  const running = globalThis.creatorConnectPostgres;
  await running?.server.stop();
  if (running !== undefined) await rm(running.folder, { recursive: true, force: true });
};

export default setUp;
