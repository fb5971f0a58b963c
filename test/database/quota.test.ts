import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createLearnedCaps } from '../../shared/database/learned-caps.ts';
import { createQuotaStore } from '../../shared/database/quota.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { tiktokRateLimits, tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { createDatabase } from '../support/database.ts';
import { insertStoredPost, type StoredPostWish } from '../support/stored-posts.ts';

const database = await createDatabase();
afterAll(() => database.drop());

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const tenant = 'tenant-a';
const { capCodes } = tiktokSubmissionLimits;
const logins = ['app', 'worker'] as const;
const quotasOf = (login: (typeof logins)[number]) =>
  createQuotaStore(database[login], tiktokSubmissionLimits);
const ago = (ms: number): Date => new Date(Date.now() - ms);
/** A clock that is not the database's. */
const now = new Date('2030-05-05T12:00:00.000Z');
/** How far ahead of `now` a time is, to be compared within five seconds. */
const aheadMs = (time: Date | null | undefined): number => (time?.getTime() ?? Number.NaN) - now.getTime();

const untouched = {
  pendingDrafts: { used: 0, limit: 5, freeAt: null },
  submissions: { usedInMinute: 0, limit: 6, freeAt: null },
  dailyPosts: { reached: false, until: null },
  activeCreators: { reached: false, until: null },
};

const insertDraft = (account: string, wish: StoredPostWish = {}) =>
  insertStoredPost(database.superuser, { account, mode: 'inbox', state: 'in_inbox', ...wish });

describe.each(logins)('the quota that the %s login reads', (login) => {
  const quotas = quotasOf(login);

  test('of accounts that have done nothing is free, each under its own id', async () => {
    const accounts = [randomUUID(), randomUUID()];

    const read = await quotas.read(tenant, accounts, now);

    expect([...read]).toEqual(accounts.map((account) => [account, untouched]));
    expect(await quotas.read(tenant, [], now)).toEqual(new Map());
  });

  test('counts drafts that wait for their creator, each try of a lost one, and nothing else', async () => {
    const account = randomUUID();
    await insertDraft(account, { submittedAt: ago(2 * hourMs) });
    await insertDraft(account, { state: 'outcome_unknown', submittedAt: ago(hourMs), initAttempts: 2 });
    await insertDraft(account, { state: 'submitting', submittedAt: ago(1_000), initAttempts: 0 });
    await insertDraft(account, { submittedAt: ago(24 * hourMs + minuteMs) });
    await insertDraft(account, { state: 'published', submittedAt: ago(hourMs) });
    await insertDraft(account, { state: 'failed', submittedAt: ago(hourMs) });
    await insertDraft(account, { state: 'queued' });
    await insertDraft(account, { state: 'processing', mode: 'direct', submittedAt: ago(hourMs) });

    const quota = await quotas.readOne(tenant, account, now);

    expect(quota.pendingDrafts).toEqual({ used: 4, limit: 5, freeAt: null });
  });

  test('tells when the next draft can be sent: when so many have ended that fewer than five are left', async () => {
    const account = randomUUID();
    for (const hours of [20, 9, 7, 5, 3, 1]) await insertDraft(account, { submittedAt: ago(hours * hourMs) });

    const { used, freeAt } = (await quotas.readOne(tenant, account, now)).pendingDrafts;

    expect(used).toBe(6);
    expect(aheadMs(freeAt)).toBeCloseTo(15 * hourMs, -4);
  });

  test('tells of the inits of the minute, and of the wait after the platform’s own refusal', async () => {
    const calls = createRateCalls(database[login], tiktokRateLimits);
    const [some, full, blocked] = [randomUUID(), randomUUID(), randomUUID()];
    await calls.take({ tenant, accountId: some }, 'init');
    for (let nth = 0; nth < 6; nth += 1) await calls.take({ tenant, accountId: full }, 'init');
    await calls.take({ tenant, accountId: full }, 'status');
    await calls.block({ tenant, accountId: blocked }, 'init', 65_000);

    const read = await quotas.read(tenant, [some, full, blocked], now);

    expect(read.get(some)?.submissions).toEqual({ usedInMinute: 1, limit: 6, freeAt: null });
    expect(read.get(full)?.submissions).toMatchObject({ usedInMinute: 6 });
    expect(aheadMs(read.get(full)?.submissions.freeAt)).toBeCloseTo(74_000, -4);
    expect(read.get(blocked)?.submissions).toMatchObject({ usedInMinute: 0 });
    expect(aheadMs(read.get(blocked)?.submissions.freeAt)).toBeCloseTo(65_000, -4);
  });

  test('tells of the caps that were learned, and not of those that are over', async () => {
    const caps = createLearnedCaps(database[login]);
    const [capped, free] = [randomUUID(), randomUUID()];
    await caps.learn({ tenant, accountId: capped }, capCodes.dailyPosts, hourMs);
    await caps.learn({ tenant, accountId: capped }, capCodes.pendingDrafts, 2 * hourMs);
    await caps.learn({ tenant, accountId: free }, capCodes.dailyPosts, -1);

    const read = await quotas.read(tenant, [capped, free], now);

    expect(read.get(capped)?.dailyPosts).toEqual({ reached: true, until: expect.any(Date) });
    expect(aheadMs(read.get(capped)?.dailyPosts.until)).toBeCloseTo(hourMs, -4);
    expect(aheadMs(read.get(capped)?.pendingDrafts.freeAt)).toBeCloseTo(2 * hourMs, -4);
    expect(read.get(free)).toEqual(untouched);
  });

  test('tells of the app’s cap of creators only those who have not posted today', async () => {
    const [active, idle] = [randomUUID(), randomUUID()];
    const posted = { state: 'published', publishId: randomUUID(), submittedAt: ago(hourMs) } as const;
    await insertStoredPost(database.superuser, { account: active, ...posted });
    const caps = createLearnedCaps(database[login]);
    await caps.learn('app', capCodes.activeCreators, hourMs);

    const read = await quotas.read(tenant, [active, idle], now);
    await caps.end('app', capCodes.activeCreators, 0);

    expect(read.get(active)?.activeCreators.reached).toBe(false);
    expect(read.get(idle)?.activeCreators).toEqual({ reached: true, until: expect.any(Date) });
  });

  test('of one tenant holds nothing of another’s', async () => {
    const account = randomUUID();
    await insertDraft(account, { tenant: 'tenant-b', submittedAt: ago(hourMs) });
    const owner = { tenant: 'tenant-b', accountId: account };
    await createRateCalls(database[login], tiktokRateLimits).take(owner, 'init');
    await createLearnedCaps(database[login]).learn(owner, capCodes.dailyPosts, hourMs);

    expect(await quotas.readOne(tenant, account, now)).toEqual(untouched);
    expect(await quotas.readOne('tenant-b', account, now)).toMatchObject({
      pendingDrafts: { used: 1 },
      submissions: { usedInMinute: 1 },
      dailyPosts: { reached: true },
    });
  });
});

describe('what the end of a cap is worked out from', () => {
  test('is how long ago the oldest of what counts against it was', async () => {
    const [account, other] = [randomUUID(), randomUUID()];
    const direct = (hours: number, wish: StoredPostWish = {}) =>
      insertStoredPost(database.superuser, {
        account,
        state: 'published',
        publishId: randomUUID(),
        submittedAt: ago(hours * hourMs),
        ...wish,
      });
    await direct(25);
    await direct(12);
    await direct(3);
    await direct(20, { publishId: null, state: 'failed' });
    await direct(23, { account: other });
    await direct(14, { account: other });
    await insertDraft(account, { submittedAt: ago(8 * hourMs) });

    const facts = await quotasOf('worker').readCapFacts(tenant, account);

    expect(Math.round((facts.oldestPostMsAgo ?? 0) / hourMs)).toBe(12);
    expect(Math.round((facts.oldestDraftMsAgo ?? 0) / hourMs)).toBe(8);
    // The account posted 3 hours ago, the other creator 14: that one is the first to leave the day.
    expect(Math.round((facts.oldestCreatorMsAgo ?? 0) / hourMs)).toBe(14);
  });

  test('is nothing for an account that has done nothing', async () => {
    const facts = await quotasOf('app').readCapFacts('tenant-c', randomUUID());

    expect(facts).toEqual({});
  });
});
