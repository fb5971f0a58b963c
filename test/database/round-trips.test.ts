import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { routes } from '../../shared/contract/routes.ts';
import { usesDatabase } from '../../shared/contract/rows.ts';
import { consumers, schedules } from '../../shared/contract/workers.ts';
import { connect, type Sql } from '../../shared/database/client.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { transact } from '../../shared/database/transact.ts';
import { createDatabase, loginTo, readTestServer, type TestDatabase } from '../support/database.ts';
import { mostRoundTrips } from '../support/round-trip-bounds.ts';
import { openJobScenarios } from '../support/round-trip-jobs.ts';
import { openRouteScenarios } from '../support/round-trip-routes.ts';
import { countRoundTrips, type RoundTrips } from '../support/round-trip-scenarios.ts';
import { type CountedWire, openCountedWire } from '../support/round-trip-wire.ts';

describe('round trips to the database are counted at the socket', () => {
  let database: TestDatabase;
  let wire: CountedWire;
  let sql: Sql;

  beforeAll(async () => {
    database = await createDatabase();
    wire = await openCountedWire(readTestServer().port);
    const to = loginTo('app', database.name, { ...readTestServer(), port: wire.port });
    sql = connect(to, { tls: 'off', maxConnections: 2 });
    // Twice at once, for two lanes that are warm.
    await Promise.all([ask('a'), ask('a')]);
    await wait('a');
  });
  afterAll(async () => {
    await sql.end({ timeout: 1 });
    await wire.close();
    await database.drop();
  });

  const ask = (text: string) =>
    queryAs<{ text: string }>(sql, { tenant: 'a' }, (own) => own`select ${text}::text as text`);
  const wait = (text: string) =>
    transact(sql, async (own, run) => void (await run(own`select ${text}::text as text`)));

  test('what leaves together is one, with each of its statements', async () => {
    const { roundTrips, statements, isWarm } = await wire.measure(async () => void (await ask('b')));

    expect([roundTrips, isWarm]).toEqual([1, true]);
    expect(statements).toEqual([
      'begin',
      expect.stringContaining('set_config'),
      expect.stringContaining('$1::text as text'),
      'commit',
    ]);
  });

  test('what leaves together is one also when it is more than the driver writes at a time', async () => {
    const { roundTrips } = await wire.measure(async () => void (await ask('b'.repeat(2_000))));

    expect(roundTrips).toBe(1);
  });

  test('what waits for an answer each time is one more each time', async () => {
    const inTransaction = await wire.measure(() => wait('b'));
    const twice = await wire.measure(async () => {
      await ask('b');
      await ask('c');
    });

    expect([inTransaction.roundTrips, twice.roundTrips]).toEqual([3, 2]);
  });

  test('what is under way side by side is one', async () => {
    const { roundTrips } = await wire.measure(async () => void (await Promise.all([ask('b'), ask('c')])));

    expect(roundTrips).toBe(1);
  });

  test('a statement that is new to a connection is not taken for a warm one', async () => {
    const fresh = () => queryAs(sql, { tenant: 'a' }, (own) => own`select ${1}::integer + 1 as two`);

    const { isWarm, roundTrips } = await wire.measure(async () => void (await fresh()));

    expect(isWarm).toBe(false);
    expect(roundTrips).toBeGreaterThan(1);
  });
});

describe('the database’s part in each operation', () => {
  /** What has a bench of its own, or runs once in hours. */
  const uncounted = [
    'rescue-tokens',
    'refresh-tokens',
    'refresh-profiles',
    'rotate-data-keys',
    'purge-expired',
  ];
  let counted: readonly RoundTrips[];
  beforeAll(async () => {
    counted = await countRoundTrips(openRouteScenarios, openJobScenarios);
  }, 120_000);

  test('is counted of every route, and of every job of publishing, that reaches the database', () => {
    const known = new Set(counted.map(({ operationId }) => operationId));

    const expected = [...routes, ...consumers, ...schedules]
      .filter((row) => usesDatabase(row))
      .map(({ operationId }) => operationId)
      .filter((operationId) => !uncounted.includes(operationId));

    expect([...known].toSorted()).toEqual(expected.toSorted());
  });

  test('is no longer than it was measured to be', () => {
    const measured = Object.fromEntries(counted.map(({ name, roundTrips }) => [name, roundTrips]));

    const beyond = counted.filter(({ name, roundTrips }) => roundTrips > (mostRoundTrips[name] ?? 0));

    expect(beyond).toEqual([]);
    expect(Object.keys(measured).toSorted()).toEqual(Object.keys(mostRoundTrips).toSorted());
  });

  test('never includes a question for the tenant’s data key, nor KMS, while the key is held', () => {
    const asking = counted.filter(({ calls }) => calls.kms > 0).map(({ name }) => name);

    // Its account is due an hour and a half after the key was last held.
    expect(asking).toEqual(['run-token-refresh, one due']);
  });
});
