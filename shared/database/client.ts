import { createConnection } from 'node:net';
import postgres from 'postgres';
import * as z from 'zod';
import { parseStoredJson } from '../core/secret.ts';
import { arrayTypes } from './arrays.ts';
import { provideLanes } from './lane.ts';

/** What a login's secret in Secrets Manager holds, in the form that RDS itself writes. */
const login = z.object({
  username: z.string(),
  password: z.string(),
  host: z.string(),
  port: z.coerce.number(),
  dbname: z.string(),
});

export type Login = z.infer<typeof login>;
export type Sql = postgres.Sql<Record<string, unknown>>;

export interface ConnectOptions {
  readonly tls: 'verify' | 'off';
  /** A Lambda handles one request at a time; more than one connection is for tools and tests. */
  readonly maxConnections?: number;
  /** Asked at each new connection, so that a rotated password is found; the login's own when absent. */
  readonly readPassword?: () => Promise<string>;
  /** Five seconds unless given; 0 for none: a migration may take its time. */
  readonly statementTimeoutMs?: number;
}

/** Reads a login from its secret. Throws without quoting the secret. */
export const parseLogin = (secret: string): Login => {
  const parsed = login.safeParse(parseStoredJson(secret));
  if (!parsed.success)
    throw new Error('The database secret must hold username, password, host, port and dbname.');
  return parsed.data;
};

/**
 * A lazy client: connections for single statements and, beside them, lanes for transactions. Deadlines: 5 s to connect,
 * 5 s for a statement unless told otherwise, and a second more for its answer to arrive, so that a function says what is
 * wrong before its own time is over.
 */
export const connect = (to: Login, options: ConnectOptions): Sql => {
  const max = options.maxConnections ?? 1;
  const statementTimeoutMs = options.statementTimeoutMs ?? 5_000;
  const deadlineMs = statementTimeoutMs === 0 ? 0 : statementTimeoutMs + 1_000;
  const settings = {
    host: to.host,
    port: to.port,
    database: to.dbname,
    username: to.username,
    password: options.readPassword ?? to.password,
    ssl: options.tls === 'verify' ? { rejectUnauthorized: true } : false,
    connect_timeout: 5,
    // The driver writes what is sent together in pieces of a kilobyte, and leaves Nagle's algorithm on: the last piece, mostly
    // the commit, would wait for the server's answer to the first, a round trip more. It reads `host` for the server's name in TLS.
    socket: () =>
      Object.assign(createConnection({ host: to.host, port: to.port, noDelay: true }), { host: to.host }),
    // Whoever meets an outage is told at once; when to try again is the queue's or the caller's to decide.
    backoff: () => 0,
    fetch_types: false,
    types: arrayTypes,
    onnotice: () => {},
    connection: {
      application_name: 'creator-connect',
      statement_timeout: statementTimeoutMs,
      TimeZone: 'UTC',
    },
  };
  const sql = postgres({ ...settings, max, idle_timeout: 60, max_lifetime: 30 * 60 });
  // No clock of ours ends a lane's connection in the middle of a transaction: none is idle there for a minute.
  provideLanes(sql, { max, deadlineMs }, (onclose) =>
    postgres({ ...settings, max: 1, idle_timeout: 60, max_lifetime: null, onclose }),
  );
  return sql;
};
