import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { connect, type Login, type Sql } from '../../shared/database/client.ts';

export interface TestServer {
  readonly port: number;
  readonly superuserUrl: string;
}

/** The login that RDS would call its master. */
export const master = 'master';
export const passwords = { master: 'test-master', app: 'test-app', worker: 'test-worker' } as const;

export type LoginName = keyof typeof passwords;

export const loginTo = (name: LoginName, dbname: string, server: TestServer): Login => ({
  username: name,
  password: passwords[name],
  host: '127.0.0.1',
  port: server.port,
  dbname,
});

export const readTestServer = (): TestServer =>
  JSON.parse(process.env['TEST_POSTGRES'] ?? '{}') as TestServer;

export interface TestDatabase {
  readonly name: string;
  /** HTTP functions' login: sees one tenant at a time. */
  readonly app: Sql;
  /** The queues' and schedules' login. */
  readonly worker: Sql;
  readonly master: Sql;
  /** Passes every policy: for looking at what is really there. */
  readonly superuser: Sql;
  open(login: LoginName, maxConnections?: number): Sql;
  drop(): Promise<void>;
}

/** A test file's own copy of the migrated template. */
export const createDatabase = async (template = 'template'): Promise<TestDatabase> => {
  const server = readTestServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server.superuserUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template ${template} strategy file_copy owner ${master}`);
  const opened: Sql[] = [];
  const keep = (sql: Sql): Sql => {
    opened.push(sql);
    return sql;
  };
  const open = (login: LoginName, maxConnections = 4) =>
    keep(connect(loginTo(login, name, server), { tls: 'off', maxConnections }));
  return {
    name,
    app: open('app'),
    worker: open('worker'),
    master: open('master'),
    superuser: keep(connect(superuserLogin(server, name), { tls: 'off', maxConnections: 2 })),
    open,
    drop: async () => {
      await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })));
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
};

const superuserLogin = (server: TestServer, dbname: string): Login => {
  const { username, password } = new URL(server.superuserUrl);
  return { username, password, host: '127.0.0.1', port: server.port, dbname };
};
