import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '../../shared/database/client.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { runAlone } from '../../shared/database/transact.ts';
import { createDatabase, loginTo, readTestServer, type TestDatabase } from '../support/database.ts';
import { waitFor } from '../support/wait-for.ts';

/** A way to the database that is cut when the client has sent so many pieces. */
const openWay = async (serverPort: number, cutAfter: () => number) => {
  const server = createServer((client: Socket) => {
    const upstream = dial(serverPort, '127.0.0.1');
    let pieces = 0;
    client.on('data', (bytes) => {
      pieces += 1;
      if (pieces > cutAfter()) {
        client.resetAndDestroy();
        upstream.destroy();
      } else upstream.write(bytes);
    });
    upstream.on('data', (bytes) => client.write(bytes));
    for (const socket of [client, upstream]) socket.on('error', () => {});
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close() };
};

describe('a connection to the database that is cut while it opens', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createDatabase();
  });
  afterEach(() => database.drop());

  // Jest fails a test in which a rejection is left unhandled: in a function, that would end the process.
  test.each([0, 1, 2, 3, 4, 5])(
    'after %s pieces sent is an outage for who asked, harms nothing else, and is made anew',
    async (pieces) => {
      let cutAfter = pieces;
      const server = readTestServer();
      const way = await openWay(server.port, () => cutAfter);
      const sql = connect(loginTo('worker', database.name, { ...server, port: way.port }), {
        tls: 'off',
        maxConnections: 2,
      });

      const settled = await Promise.allSettled([
        runAlone(sql, (own) => own`select 1 as one`),
        queryAs(sql, { tenant: 'tenant-a' }, (own) => own`select 1 as one`),
      ]);
      cutAfter = Number.POSITIVE_INFINITY;
      const after = await waitFor('an answer', () =>
        runAlone(sql, (own) => own`select array['a', 'b'] as list`).catch(() => undefined),
      );

      for (const one of settled)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'database_unavailable' });
      expect([...after]).toEqual([{ list: ['a', 'b'] }]);
      await sql.end({ timeout: 1 });
      way.close();
    },
  );
});
