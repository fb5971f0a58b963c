import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sql } from '../../shared/database/client.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { transact } from '../../shared/database/transact.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { waitFor } from '../support/wait-for.ts';

const unavailable = { code: 'database_unavailable' };

describe.each([1, 3])('a client of at most %s connections', (maxConnections) => {
  let postgres: OwnPostgres;
  let superuser: Sql;
  let app: Sql;

  beforeAll(async () => {
    postgres = await startOwnPostgres();
    superuser = postgres.openSuperuser();
    app = postgres.open('app', maxConnections);
  });
  afterAll(() => postgres.stop());

  const ask = async (tenant = 'a') => {
    const rows = await queryAs<{ tenant: string }>(
      app,
      { tenant },
      (own) => own`select current_setting('creator_connect.tenant') as tenant`,
    );
    return rows[0]?.tenant;
  };
  const terminate = () =>
    superuser`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'`;
  const untilBusy = async () => {
    while (
      (
        await superuser`select from pg_stat_activity where usename = 'app' and state = 'active' and query like '%pg_sleep%'`
      ).length === 0
    );
  };

  test('answers many callers at once, each with its own tenant', async () => {
    const tenants = Array.from({ length: 200 }, (_, index) => `tenant-${index}`);

    const answers = await Promise.all(tenants.map(ask));

    expect(answers).toEqual(tenants);
  });

  test('survives statements that fail, alone and among others', async () => {
    const fail = () => queryAs(app, { tenant: 'a' }, (own) => own`select 1 / 0 as x`);

    const settled = await Promise.allSettled([fail(), ask(), fail(), ask('b'), fail()]);

    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual([
      '22012',
      'a',
      '22012',
      'b',
      '22012',
    ]);
    expect(await ask('c')).toBe('c');
  });

  test('whose connection ends during a statement fails that one alone', async () => {
    const slow = queryAs(app, { tenant: 'a' }, (own) => own`select pg_sleep(20)::text as x`);
    const failed = expect(slow).rejects.toMatchObject(unavailable);
    await untilBusy();

    await terminate();

    await failed;
    // All of its connections were ended, and it may learn of the idle ones a moment later.
    expect(await waitFor('an answer', () => ask().catch(() => undefined))).toBe('a');
    expect([await ask(), await ask()]).toEqual(['a', 'a']);
  });

  test('whose connection ends between two statements runs no second one outside the transaction', async () => {
    const worker = postgres.open('worker', maxConnections);
    let reached = 0;

    const work = transact(worker, async (sql, run) => {
      const [row] = await run(sql<{ pid: number }[]>`select pg_backend_pid() as pid`);
      await superuser`select pg_terminate_backend(${row?.pid ?? 0})`;
      while ((await superuser`select from pg_stat_activity where pid = ${row?.pid ?? 0}`).length > 0);
      reached += 1;
      await run(sql`insert into outbox values (gen_random_uuid(), 'a', 'x', gen_random_uuid(), '{}', now())`);
    });

    await expect(work).rejects.toMatchObject(unavailable);
    const rows = await superuser`select 1 from outbox`;
    expect([reached, rows.length]).toEqual([1, 0]);
    expect(await transact(worker, async (sql, run) => [...(await run(sql`select 1 as x`))])).toEqual([
      { x: 1 },
    ]);
  });

  test('whose work throws keeps nothing of it, and goes on', async () => {
    const worker = postgres.open('worker', maxConnections);

    const work = transact(worker, async (sql, run) => {
      await run(sql`insert into outbox values (gen_random_uuid(), 'a', 'x', gen_random_uuid(), '{}', now())`);
      throw new Error('thought better of it');
    });

    await expect(work).rejects.toThrow('thought better of it');
    expect((await superuser`select 1 from outbox`).length).toBe(0);
    expect(await transact(worker, async (sql, run) => (await run(sql`select 1 as x`)).length)).toBe(1);
  });

  test('fails at once while the server is down, however many ask, and recovers by itself', async () => {
    await ask();
    await postgres.server.stop();
    const down = await Promise.allSettled(Array.from({ length: 20 }, () => ask()));
    const again = await Promise.allSettled(Array.from({ length: 20 }, () => ask()));

    await postgres.server.start();

    const reasons = [...down, ...again].map((one) =>
      one.status === 'rejected' ? one.reason.code : one.value,
    );
    expect(new Set(reasons)).toEqual(new Set(['database_unavailable']));
    expect(await Promise.all(Array.from({ length: 20 }, () => ask()))).toEqual(Array(20).fill('a'));
  });

  test('whose server is killed in the middle of many statements recovers by itself', async () => {
    const slow = Array.from({ length: 5 }, () =>
      queryAs(app, { tenant: 'a' }, (own) => own`select pg_sleep(20)::text as x`),
    );
    const settled = Promise.allSettled(slow);
    await untilBusy();

    await postgres.server.kill();

    const reasons = (await settled).map((one) => (one.status === 'rejected' ? one.reason.code : 'answered'));
    await postgres.server.start();
    expect(new Set(reasons)).toEqual(new Set(['database_unavailable']));
    expect([await ask(), await ask('b')]).toEqual(['a', 'b']);
  });
});
