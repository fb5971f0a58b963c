import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { clearTables } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import {
  beginAttempt,
  endGrant,
  insertDue,
  laterBy,
  lease,
  readJournal,
  readTokenRow,
  rowTime,
} from '../support/refresh-rows.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

describe('the lease of an account', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => clearTables(database.superuser));
  afterAll(() => database.drop());

  const tokens = () => createTokenRefreshStore(database.app);
  const due = () => createDueAccountStore(database.worker);
  const see = async (id: string) => {
    const account = await tokens().read('tenant-a', id);
    if (account === undefined) throw new Error('It is not there.');
    return account;
  };
  const claimDue = (limit = 100, now = rowTime, leaseMs = minuteMs) =>
    due().claimDue(randomUUID(), leaseMs, now, limit, 'clear');
  const idsOf = (accounts: readonly { readonly id: string }[]) => accounts.map(({ id }) => id);

  test('goes to one of twenty callers who want it at once', async () => {
    const seen = await see(await insertDue(database.superuser));
    const callers = Array.from({ length: 20 }, () => createTokenRefreshStore(database.open('app', 1)));

    const claimed = await Promise.all(
      callers.map((store) => store.claim(seen, randomUUID(), minuteMs, rowTime)),
    );

    const winners = claimed.filter((account) => account !== undefined);
    expect(winners).toHaveLength(1);
    expect((await readTokenRow(database.superuser, seen.id))['lease']).toBe(winners[0]?.leaseId);
  });

  test('goes to one of twenty sweeps, for each of 200 accounts that they claim at once', async () => {
    for (let index = 0; index < 200; index += 1) await insertDue(database.superuser);
    const sweeps = Array.from({ length: 20 }, () => createDueAccountStore(database.open('worker', 1)));

    const claimed = await Promise.all(
      sweeps.map((store) => store.claimDue(randomUUID(), minuteMs, rowTime, 20, 'clear')),
    );
    const rest = await claimDue(300);

    const ids = idsOf([...claimed.flat(), ...rest]);
    expect(ids).toHaveLength(200);
    expect(new Set(ids).size).toBe(200);
  });

  test('is not waited for by a sweep while somebody works on the row: the others are taken at once', async () => {
    const [busy, free] = [await insertDue(database.superuser), await insertDue(database.superuser)];

    const claimed = await database.superuser.begin(async (sql) => {
      await sql`select from oauth_accounts where id = ${busy} for update`;
      return idsOf(await claimDue());
    });

    expect(claimed).toEqual([free]);
  });

  test('goes to those due first and those due last, in halves, and to no more than asked for', async () => {
    const ids: string[] = [];
    for (const ago of [5, 4, 3, 2, 1])
      ids.push(await insertDue(database.superuser, { dueAt: laterBy(-ago * minuteMs) }));
    const [first, second, third, fourth, fifth] = ids;

    expect(idsOf(await claimDue(3))).toEqual([first, second, fifth]);
    expect(idsOf(await claimDue(1))).toEqual([third]);
    expect(idsOf(await claimDue(10))).toEqual([fourth]);
  });

  test('of one that has failed comes in its turn by time alone: others do not wait behind it', async () => {
    const healthy = await insertDue(database.superuser, { dueAt: laterBy(-2 * minuteMs) });
    const failed = await insertDue(database.superuser, { dueAt: laterBy(-minuteMs) });
    const early = await insertDue(database.superuser, { dueAt: laterBy(-dayMs) });
    await database.superuser`update oauth_accounts set refresh_failures = 3 where id in (${early}, ${failed})`;

    expect(idsOf(await claimDue(2))).toEqual([early, healthy]);
    expect(idsOf(await claimDue(2))).toEqual([failed]);
  });

  test('is not for a sweep to take of accounts that are not due, not connected, or held by another', async () => {
    await insertDue(database.superuser, { dueAt: laterBy(1) });
    for (const state of ['reauth_required', 'revoked', 'disconnected'] as const)
      await insertDue(database.superuser, { state });
    await lease(database.app, await insertDue(database.superuser));

    expect(await claimDue()).toEqual([]);
    expect(await due().countDue(rowTime)).toBe(0);
  });

  test('has its end by the database’s clock: a worker whose own is a year ahead takes none', async () => {
    const { leaseId, ...seen } = await lease(database.app, await insertDue(database.superuser));
    const yearAhead = laterBy(365 * dayMs);

    const [byUse, bySweep] = [
      await tokens().claim(seen, randomUUID(), minuteMs, yearAhead),
      await claimDue(100, yearAhead),
    ];

    expect([byUse, bySweep]).toEqual([undefined, []]);
    expect((await readTokenRow(database.superuser, seen.id))['lease']).toBe(leaseId);
    expect(await see(seen.id)).toMatchObject({ isLeased: true });
  });

  test('that has ended is anybody’s, also for a worker whose clock is a year behind', async () => {
    const held = await lease(database.app, await insertDue(database.superuser), -1);

    const next = await tokens().claim(held, randomUUID(), minuteMs, laterBy(-365 * dayMs));

    expect(next?.leaseId).toEqual(expect.any(String));
    expect(next?.leaseId).not.toBe(held.leaseId);
  });

  test('is refused for tokens replaced or refused meanwhile, another tenant’s account, and a state that is over', async () => {
    const seen = await see(await insertDue(database.superuser));
    const over = await see(await insertDue(database.superuser, { state: 'reauth_required' }));
    const claim = (differs: object) =>
      tokens().claim({ ...seen, ...differs }, randomUUID(), minuteMs, rowTime);

    const refused = [
      await claim({ tokenVersion: 2 }),
      await claim({ refreshFailures: 1 }),
      await claim({ tenantId: 'tenant-b' }),
      await claim({ id: over.id }),
      await claim({ id: randomUUID() }),
    ];

    expect(refused).toEqual(Array(5).fill(undefined));
    expect(await readTokenRow(database.superuser, seen.id)).toMatchObject({ lease: null });
  });

  test.each([undefined, 'lifeboat'] as const)(
    'of an account in doubt is the sweep’s alone (%s): a caller makes it due and notes the use',
    async (outcome) => {
      const id = await insertDue(database.superuser, { dueAt: laterBy(dayMs) });
      const { account, attemptId } = await beginAttempt(database.app, id, -1);
      if (outcome !== undefined) await tokens().noteOutcome('tenant-a', { attemptId, outcome });

      const claimed = await tokens().claim(account, randomUUID(), minuteMs, laterBy(5));

      expect(claimed).toBeUndefined();
      expect(await readTokenRow(database.superuser, id)).toMatchObject({
        lease: account.leaseId,
        dueAt: rowTime,
        usedAt: laterBy(5),
      });
      expect(await claimDue()).toEqual([]);
      const inDoubt = await due().claimDue(randomUUID(), minuteMs, rowTime, 1, 'in_doubt');
      expect(inDoubt).toMatchObject([{ id, openAttempts: 1, doubtfulAttempts: 1 }]);
    },
  );

  test.each(['unavailable', 'unanswered', 'throttled', 'not_sent', 'superseded'] as const)(
    'is anybody’s after an attempt that ended as %s',
    async (outcome) => {
      const id = await insertDue(database.superuser);
      const { account, attemptId } = await beginAttempt(database.app, id, -1);
      await tokens().noteOutcome('tenant-a', { attemptId, outcome });

      const claimed = await tokens().claim(account, randomUUID(), minuteMs, rowTime);

      expect(claimed).toMatchObject({
        openAttempts: 0,
        doubtfulAttempts: outcome === 'unanswered' ? 1 : 0,
        isLeased: true,
      });
    },
  );

  test('is begun anew with the journal’s row, even when it had ended and nobody took it', async () => {
    const id = await insertDue(database.superuser);
    const account = await lease(database.app, id, -1);

    const begun = await tokens().beginAttempt(account, randomUUID(), 'use', minuteMs);

    expect(begun).toBe(true);
    expect((await readTokenRow(database.superuser, id))['held']).toBe(true);
    expect(await readJournal(database.superuser, id)).toMatchObject([{ outcome: null, finished: false }]);
    expect([
      ...(await database.superuser`select started_by, lease_id, version_seen, tenant_id from refresh_attempts`),
    ]).toEqual([{ started_by: 'use', lease_id: account.leaseId, version_seen: 1, tenant_id: 'tenant-a' }]);
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['the lease is another’s', (id) => lease(database.app, id)],
    ['the account was disconnected', (id) => endGrant(database.app, id)],
    [
      'the tokens were replaced',
      (id) => database.superuser`update oauth_accounts set token_version = 2 where id = ${id}`,
    ],
  ])('that is gone because %s begins no attempt and leaves no journal', async (_, meanwhile) => {
    const id = await insertDue(database.superuser);
    const account = await lease(database.app, id, -1);
    await meanwhile(id);
    const before = await readTokenRow(database.superuser, id);

    const begun = await tokens().beginAttempt(account, randomUUID(), 'sweep', minuteMs);

    expect(begun).toBe(false);
    expect(await readJournal(database.superuser, id)).toEqual([]);
    expect(await readTokenRow(database.superuser, id)).toEqual(before);
  });

  test('makes an account nobody else’s to count: it is counted as due again once the lease has ended', async () => {
    const id = await insertDue(database.superuser);
    const held = await lease(database.app, id);
    const whileHeld = await due().countDue(rowTime);
    await due().giveBack([held]);

    expect([whileHeld, await due().countDue(rowTime)]).toEqual([0, 1]);
  });
});
