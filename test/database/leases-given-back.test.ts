import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createAccountStore, createProfileStore } from '../../shared/database/accounts.ts';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import { createEventStore } from '../../shared/database/events.ts';
import type { LeasedAccount } from '../../shared/database/token-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { clearTables } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { endGrant, insertDue, laterBy, lease, readTokenRow, rowTime } from '../support/refresh-rows.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

describe('a lease that is given back', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => clearTables(database.superuser));
  afterAll(() => database.drop());

  const tokens = () => createTokenRefreshStore(database.worker);
  const due = () => createDueAccountStore(database.worker);
  const claimDue = (limit = 100) => due().claimDue(randomUUID(), minuteMs, rowTime, limit, 'clear');
  const readRow = (id: string) => readTokenRow(database.superuser, id);
  const insertMany = (count: number) =>
    Promise.all(Array.from({ length: count }, () => insertDue(database.superuser)));

  test('after a look has the time of the next one, to the millisecond, in either login', async () => {
    const dueAt = laterBy(123_457);
    for (const login of [database.worker, database.app]) {
      const account = await lease(login, await insertDue(database.superuser));

      await createTokenRefreshStore(login).release(account, dueAt);

      expect(await readRow(account.id)).toMatchObject({ lease: null, held: null, dueAt });
    }
  });

  test('after a look leaves its neighbours’ leases, and one that is another’s by now, as they are', async () => {
    const [mine, neighbour] = [
      await lease(database.worker, await insertDue(database.superuser), -1),
      await lease(database.worker, await insertDue(database.superuser)),
    ];
    const other = await lease(database.worker, mine.id);

    await tokens().release(mine, laterBy(dayMs));

    expect(await readRow(mine.id)).toMatchObject({ lease: other.leaseId, dueAt: other.refreshDueAt });
    expect(await readRow(neighbour.id)).toMatchObject({ lease: neighbour.leaseId });
  });

  test('after a look does not undo a use that was noted meanwhile: the account is looked at when the use wants it', async () => {
    const account = await lease(database.worker, await insertDue(database.superuser));
    const [usedAt, wanted] = [laterBy(2 * minuteMs), laterBy(-30 * minuteMs)];
    await tokens().markUsed(account, usedAt, wanted);

    await tokens().release(account, laterBy(80 * dayMs));

    expect(await readRow(account.id)).toMatchObject({ lease: null, dueAt: wanted, usedAt });
  });

  test('after a look does not undo that TikTok refused the access token meanwhile: the account stays due', async () => {
    const id = await insertDue(database.superuser);
    await database.superuser`update oauth_accounts set access_expires_at = ${laterBy(dayMs)} where id = ${id}`;
    const account = await lease(database.worker, id);
    await createProfileStore(database.worker).endAccess(account, rowTime);

    await tokens().release(account, laterBy(80 * dayMs));

    expect(await readRow(account.id)).toMatchObject({ lease: null, dueAt: account.refreshDueAt });
    expect(await claimDue()).toMatchObject([{ id: account.id, accessExpiresAt: rowTime }]);
  });

  test('without a turn leaves every account of every tenant due at the time it had', async () => {
    for (const tenant of ['tenant-a', 'tenant-b', 'tenant-c'])
      for (const ago of [3, 2]) await insertDue(database.superuser, { tenant, dueAt: laterBy(-ago) });
    const claimed = await claimDue();

    await due().giveBack(claimed);

    const again = await claimDue();
    expect(claimed).toHaveLength(6);
    expect(again.map(({ id, refreshDueAt }) => [id, refreshDueAt]).toSorted()).toEqual(
      claimed.map(({ id, refreshDueAt }) => [id, refreshDueAt]).toSorted(),
    );
  });

  test('without a turn is one’s own: another’s lease, an ended account and nobody’s stay as they are', async () => {
    const [lost, over, held] = await insertMany(3);
    if (lost === undefined || over === undefined || held === undefined) throw new Error('No accounts.');
    const stale = await lease(database.worker, lost, -1);
    const other = await lease(database.worker, lost);
    const ended = await lease(database.worker, over);
    await endGrant(database.app, over);
    const mine = await lease(database.worker, held);
    const before = await readRow(over);

    await due().giveBack([stale, ended, mine]);
    await due().giveBack([]);

    expect(await readRow(lost)).toMatchObject({ lease: other.leaseId, held: true });
    expect(await readRow(over)).toEqual({ ...before, lease: null, held: null });
    expect(await readRow(held)).toMatchObject({ lease: null, held: null });
  });

  test('with leases of several claims is given back in one statement', async () => {
    await insertMany(12);
    const claimed = [...(await claimDue(4)), ...(await claimDue(4)), ...(await claimDue(4))];

    await due().giveBack(claimed);

    expect(new Set(claimed.map(({ leaseId }) => leaseId)).size).toBe(3);
    expect(await due().countDue(rowTime)).toBe(12);
  });

  const shuffle = <T>(values: readonly T[]): T[] =>
    values
      .map((value) => ({ value, place: Math.random() }))
      .sort((one, other) => one.place - other.place)
      .map(({ value }) => value);

  test('and webhooks that lock the same 40 accounts do not meet in a deadlock, in forty rounds', async () => {
    const ids = await insertMany(40);
    const accounts = createAccountStore(database.worker);
    const found = await Promise.all(ids.map((id) => accounts.find('tenant-a', id)));
    const openIds = found.map((account) => account?.openId ?? 'nobody');
    const events = createEventStore(database.open('worker', 1));
    const sweeps = createDueAccountStore(database.open('worker', 1));
    let [locked, given] = [0, 0];
    const lockAll = () =>
      events.transact(async (transaction) => {
        locked += (await transaction.lockAccounts('tiktok', shuffle(openIds))).length;
      });
    const bothWait = async () => {
      const waiting = await database.superuser`
        select from pg_stat_activity
        where datname = ${database.name} and usename = 'worker' and wait_event_type = 'Lock'`;
      return waiting.length === 2;
    };

    for (let round = 0; round < 40; round += 1) {
      const claimed: LeasedAccount[] = await sweeps.claimDue(randomUUID(), minuteMs, rowTime, 40, 'clear');
      // One account is held until both have got as far as they can, so that each stands in the other's way.
      const both = await database.superuser.begin(async (sql) => {
        await sql`select from oauth_accounts where id = ${ids[round % 40] ?? ''} for update`;
        let ended = 0;
        const noteEnd = () => {
          ended += 1;
        };
        const begun = Promise.allSettled([
          lockAll().finally(noteEnd),
          sweeps.giveBack(shuffle(claimed)).finally(noteEnd),
        ]);
        // Whoever has ended, by a deadline of a busy machine even, waits for nothing more; nor does the round, for ever.
        for (let looks = 0; looks < 500 && ended === 0 && !(await bothWait()); looks += 1) await pause(2);
        return { begun };
      });
      expect((await both.begun).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
      given += claimed.length;
    }

    expect([locked, given]).toEqual([1_600, 1_600]);
    expect(await due().countDue(rowTime)).toBe(40);
  }, 60_000);
});
