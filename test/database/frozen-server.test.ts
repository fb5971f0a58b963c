import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, type Sql } from '../../shared/database/client.ts';
import { isOutage } from '../../shared/database/outage.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { runAlone } from '../../shared/database/transact.ts';
import { createDatabase, loginTo, readTestServer, type TestDatabase } from '../support/database.ts';

/** A way to Postgres on which everything stops without a word, as behind a failed router or in a frozen server. */
const openWay = async (port: number) => {
  const sockets = new Set<Socket>();
  let frozen = false;
  const server: Server = createServer((client) => {
    const upstream = openSocket(port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => frozen || to.write(bytes));
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    freeze: (on: boolean) => {
      frozen = on;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

describe('a database that has frozen', () => {
  let database: TestDatabase;
  let way: Awaited<ReturnType<typeof openWay>>;
  let sql: Sql;

  beforeAll(async () => {
    database = await createDatabase();
    way = await openWay(readTestServer().port);
    const login = { ...loginTo('app', database.name, readTestServer()), port: way.port };
    sql = connect(login, { tls: 'off', maxConnections: 1, statementTimeoutMs: 300 });
  });
  afterAll(async () => {
    await sql.end({ timeout: 0 });
    way.close();
    await database.drop();
  });

  const ask = () => queryAs<{ one: number }>(sql, { tenant: 'a' }, (own) => own`select 1 as one`);

  test('is told as an outage before a function runs out of time, and is used again once it answers', async () => {
    await ask();
    way.freeze(true);

    await expect(ask()).rejects.toMatchObject({ code: 'database_unavailable' });
    way.freeze(false);
    const rows = await ask();

    expect(rows).toEqual([{ one: 1 }]);
  });

  test('a statement that reaches its deadline speaks of the moment, not of the statement', async () => {
    const failing = runAlone(sql, (own) => own`select pg_sleep(2)`);

    expect(await failing.catch(isOutage)).toBe(true);
  });
});
