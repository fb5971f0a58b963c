import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect, type Sql } from '../../shared/database/client.ts';
import { runAlone } from '../../shared/database/transact.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import { sweepTokens } from '../../shared/tokens/sweep.ts';
import { loginTo, readTestServer } from '../support/database.ts';
import { hourMs, minuteMs } from '../support/token-sweeps.ts';
import { startTokenWorld, type TokenWorld } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';
import { openWay, type Way } from '../support/way.ts';

const together = 20;
const connections = 4;
const statementTimeoutMs = 300;

describe('a database that falls silent while refreshed tokens are in hand', () => {
  let world: TokenWorld;
  let way: Way;
  const opened: Sql[] = [];

  beforeEach(async () => {
    [world, way] = await Promise.all([startTokenWorld(), openWay(readTestServer().port)]);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((sql) => sql.end({ timeout: 0 })));
    await way.close();
    await world.close();
  });

  const openFar = (maxConnections: number): Sql => {
    const login = { ...loginTo('worker', world.database.name, readTestServer()), port: way.port };
    const sql = connect(login, { tls: 'off', maxConnections, statementTimeoutMs });
    opened.push(sql);
    return sql;
  };
  /** One statement after the other, each on a connection that is free, until so many have run into their deadline. */
  const reachDeadlines = async (times: number): Promise<void> => {
    const sql = openFar(1);
    for (let nth = 0; nth < times; nth += 1) {
      const failure: unknown = await runAlone(sql, (own) => own`select 1`).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'database_unavailable' });
    }
  };
  /** TikTok, whose answers after the first are held until 20 are there; then the database falls silent. */
  const silenceAtAnswers = (silence: () => void): Platform => {
    const { platform } = world.worker();
    const gate = Promise.withResolvers<void>();
    let answers = 0;
    return {
      ...platform,
      refresh: async (token) => {
        const refreshed = await platform.refresh(token);
        answers += 1;
        if (answers === 1 + together) {
          silence();
          gate.resolve();
        }
        if (answers > 1) await gate.promise;
        return refreshed;
      },
    };
  };

  test('20 at a time on four connections, keeps none of them waiting for its neighbours: all are in the lifeboat by the time that three statements in a row have failed elsewhere', async () => {
    const accounts = await world.connect({ count: 60, tenants: 3 });
    await world.advance(2 * hourMs);
    let isOver = false;
    const silent = Promise.withResolvers<void>();
    const platform = silenceAtAnswers(() => {
      way.hold();
      isOver = true;
      silent.resolve();
    });
    // The run's time is over at that moment, so that nothing else is begun.
    const clock = () => new Date(world.now().getTime() + (isOver ? minuteMs : 0));
    const worker = world.worker({ platform, clock }, { sql: openFar(connections) });
    const inLifeboat = () => world.lifeboat.length;

    const sweeping = sweepTokens(worker, new Date(world.now().getTime() + minuteMs));
    await silent.promise;
    await reachDeadlines(3);
    const kept = inLifeboat();
    const counts = await sweeping;
    way.letThrough();

    expect(kept).toBe(together);
    expect(counts).toMatchObject({
      refreshed: 1 + together,
      inLifeboat: together,
      failed: 0,
      reauthRequired: 0,
    });
    await world.database.superuser`update oauth_accounts set lease_id = null, lease_expires_at = null`;
    await waitFor('the rescue of all', async () => {
      await world.rescue();
      return world.lifeboat.length === 0;
    });
    for (const account of accounts)
      expect((await world.reveal(account)).refresh).toBe(world.current(account).refresh);
  });
});
