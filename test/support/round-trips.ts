import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { connect, type Sql } from '../../shared/database/client.ts';
import { type LoginName, loginTo, readTestServer } from './database.ts';

export interface CountedDatabase {
  readonly sql: Sql;
  /** How often `work` waited for the server: what was sent together counts once. */
  count(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

const answersLateByMs = 5;

/** A database at the end of a way that counts: each time a client speaks after the server did is one round trip. */
export const openCountedDatabase = async (login: LoginName, dbname: string): Promise<CountedDatabase> => {
  const { port: serverPort } = readTestServer();
  const sockets = new Set<Socket>();
  let trips = 0;
  const server = createServer((client) => {
    const upstream = connectTcp(serverPort, '127.0.0.1');
    let serverSpoke = true;
    client.on('data', (bytes) => {
      if (serverSpoke) trips += 1;
      serverSpoke = false;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      // Late enough that whatever is sent without waiting for it is on its way by then.
      setTimeout(() => {
        serverSpoke = true;
        if (client.writable) client.write(bytes);
      }, answersLateByMs);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The way has no port.');
  const sql = connect(
    { ...loginTo(login, dbname, readTestServer()), port: address.port },
    { tls: 'off', maxConnections: 1 },
  );
  return {
    sql,
    count: async (work) => {
      const before = trips;
      await work();
      return trips - before;
    },
    close: async () => {
      await sql.end({ timeout: 1 });
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
