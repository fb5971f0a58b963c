import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRateCalls, type RateLimits, type Taking } from '../../shared/database/rate-calls.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { tiktokRateLimits } from '../../shared/platforms/tiktok/limits.ts';
import { createDatabase } from '../support/database.ts';

const database = await createDatabase();
afterAll(() => database.drop());

const tenant = 'tenant-a';
const newAccount = () => ({ tenant, accountId: randomUUID() });
const isTaken = ({ taken }: Taking): boolean => taken;

/** Lets time pass for the calls of an account: nothing here waits. */
const shift = (accountId: string, ms: number) => database.superuser`
  update rate_calls
  set counted_until = array(select time - ${ms} * interval '1 millisecond' from unnest(counted_until) as time),
    blocked_until = blocked_until - ${ms} * interval '1 millisecond'
  where account_id = ${accountId}`;

const readEnds = async (accountId: string): Promise<Date[]> => {
  const [row] = await database.superuser<{ ends: Date[] }[]>`
    select array(select time from unnest(counted_until) as time order by time)::text[] as ends
    from rate_calls where account_id = ${accountId}`;
  return (row?.ends ?? []).map((end) => new Date(end));
};

describe('calls of an account', () => {
  test('are taken up to the limit, and the next is told when the first of them counts no more', async () => {
    const calls = createRateCalls(database.app, tiktokRateLimits);
    const account = newAccount();

    const takings: Taking[] = [];
    for (let nth = 0; nth < 21; nth += 1) takings.push(await calls.take(account, 'creator_info'));

    expect(takings.filter(isTaken).length).toBe(20);
    const [first] = await readEnds(account.accountId);
    expect(takings.at(-1)).toEqual({
      taken: false,
      freeAt: first,
      waitMs: expect.closeTo(tiktokRateLimits.creator_info.countsForMs, -4),
    });
  });

  test.each(['app', 'worker'] as const)(
    'of a hundred that ask at once over several connections as %s exactly the limit is taken',
    async (login) => {
      const account = newAccount();
      const pools = Array.from({ length: 5 }, () =>
        createRateCalls(database.open(login, 2), tiktokRateLimits),
      );

      const takings = await Promise.all(
        Array.from({ length: 100 }, (_, nth) => pools[nth % 5]?.take(account, 'init')),
      );

      expect(takings.filter((taking) => taking?.taken === true).length).toBe(6);
      const refused = takings.filter((taking) => taking?.taken === false);
      expect(refused.length).toBe(94);
      const [first] = await readEnds(account.accountId);
      for (const taking of refused) expect(taking).toMatchObject({ freeAt: first });
    },
  );

  test('count for the minute, the deadline of the call and the time to learn of it, and no longer', async () => {
    const calls = createRateCalls(database.app, tiktokRateLimits);
    const account = newAccount();
    for (let nth = 0; nth < 6; nth += 1) await calls.take(account, 'init');

    await shift(account.accountId, 60_000 + 12_000);
    const early = await calls.take(account, 'init');
    await shift(account.accountId, 2_000);
    const late = await calls.take(account, 'init');

    expect([early.taken, late.taken]).toEqual([false, true]);
    expect((await readEnds(account.accountId)).length).toBe(1);
  });

  test('are remembered by another process', async () => {
    const account = newAccount();
    const before = createRateCalls(database.open('app', 1), tiktokRateLimits);
    for (let nth = 0; nth < 6; nth += 1) await before.take(account, 'init');

    const after = createRateCalls(database.open('worker', 1), tiktokRateLimits);

    expect((await after.take(account, 'init')).taken).toBe(false);
  });

  test('of one endpoint and one account take nothing from another', async () => {
    const calls = createRateCalls(database.app, tiktokRateLimits);
    const account = newAccount();
    for (let nth = 0; nth < 6; nth += 1) await calls.take(account, 'init');

    const others = await Promise.all([calls.take(account, 'status'), calls.take(newAccount(), 'init')]);

    expect(others).toEqual([{ taken: true }, { taken: true }]);
  });

  test('wait while the platform’s own refusal holds, however few there were', async () => {
    const calls = createRateCalls(database.app, tiktokRateLimits);
    const account = newAccount();

    await calls.block(account, 'status', 65_000);
    await calls.block(account, 'status', 1_000);
    const blocked = await calls.take(account, 'status');
    await shift(account.accountId, 65_000);
    const after = await calls.take(account, 'status');

    expect(blocked).toMatchObject({ taken: false, waitMs: expect.closeTo(65_000, -4) });
    expect(after).toEqual({ taken: true });
  });

  test('of another tenant can be neither used up nor seen', async () => {
    const calls = createRateCalls(database.app, tiktokRateLimits);
    const account = newAccount();
    await calls.take(account, 'init');

    const foreign = calls.take({ ...account, tenant: 'tenant-b' }, 'init');

    await expect(foreign).rejects.toMatchObject({ code: '42501' });
    const seen = await queryAs(database.app, { tenant: 'tenant-b' }, (own) => own`select 1 from rate_calls`);
    expect(seen.length).toBe(0);
    expect((await readEnds(account.accountId)).length).toBe(1);
  });
});

describe('a call that was learned of too late', () => {
  test('is not made: another is taken, and then none', async () => {
    const slow: RateLimits = {
      ...tiktokRateLimits,
      status: { ...tiktokRateLimits.status, answerWithinMs: -1 },
    };
    const account = newAccount();

    const taking = createRateCalls(database.app, slow).take(account, 'status');

    await expect(taking).rejects.toMatchObject({ code: 'database_unavailable' });
    expect((await readEnds(account.accountId)).length).toBe(2);
  });
});

describe('a sliding window', () => {
  test('never holds more calls than the limit, and refuses none that would fit, however many ask at once', async () => {
    const limit = { calls: 3, countsForMs: 3_600_000, answerWithinMs: 10_000 };
    const limits: RateLimits = { init: limit, creator_info: limit, status: limit, cancel: limit };

    const step = fc.record({
      minutes: fc.integer({ min: 0, max: 30 }),
      askers: fc.integer({ min: 1, max: 5 }),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const account = newAccount();
        const calls = createRateCalls(database.app, limits);
        let now = 0;
        let model: number[] = [];
        for (const { minutes, askers } of steps) {
          now += minutes;
          await shift(account.accountId, minutes * 60_000);
          // At the hour itself a call counts no more: real time has passed as well.
          model = model.filter((at) => at + 60 > now);
          const free = Math.min(askers, limit.calls - model.length);
          for (let nth = 0; nth < free; nth += 1) model.push(now);

          const takings = await Promise.all(
            Array.from({ length: askers }, () => calls.take(account, 'init')),
          );

          expect(takings.filter(isTaken).length).toBe(free);
        }
      }),
      { numRuns: 25 },
    );
  });
});
