import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  firstLookAt,
  type RefreshPolicy,
  refreshDue,
  refreshPolicy,
  type TokenTimes,
} from '../../../shared/tokens/refresh-due.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const issuedAt = new Date('2026-11-22T09:30:00.000Z');
const later = (ms: number, from = issuedAt): Date => new Date(from.getTime() + ms);

/** Tokens of 2 hours and 180 days, used when they were issued, unless a test says what differs. */
const timesOf = ({ accessMs = 2 * hourMs, refreshMs = 180 * dayMs, usedAfterMs = 0 } = {}): TokenTimes => ({
  issuedAt,
  accessExpiresAt: later(accessMs),
  refreshExpiresAt: later(refreshMs),
  lastUsedAt: later(usedAfterMs),
});
const decide = (times: TokenTimes, now: Date, policy: RefreshPolicy = refreshPolicy) =>
  refreshDue(times, now, policy);

/** Lifetimes come in whole seconds. */
const seconds = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * 1000);
const anyTimes = fc
  .record({
    accessMs: seconds(1, (40 * dayMs) / 1000),
    refreshMs: seconds(1, (400 * dayMs) / 1000),
    usedAfterMs: fc.integer({ min: -60 * dayMs, max: 100 * dayMs }),
  })
  .map(timesOf);
const anyNow = fc.integer({ min: -dayMs, max: 500 * dayMs }).map((ms) => later(ms));

describe('whether tokens are due', () => {
  test.each([
    ['2 hours', 2 * hourMs, 30 * minuteMs],
    ['24 hours', 24 * hourMs, hourMs],
    ['one hour', hourMs, 15 * minuteMs],
    ['4 hours', 4 * hourMs, hourMs],
  ])(
    'an access token of %s is due at its time before the end, and not a millisecond sooner',
    (_, accessMs, leftMs) => {
      const times = timesOf({ accessMs });
      const dueAt = later(accessMs - leftMs);

      const [before, at] = [decide(times, later(-1, dueAt)), decide(times, dueAt)];

      expect(before).toEqual({ due: false, reason: 'not_due', lookAgainAt: dueAt });
      expect(at).toEqual({ due: true, reason: 'access_token_ending' });
    },
  );

  test('an access token that has ended is due, and the reason says that it has ended', () => {
    const times = timesOf();

    expect(decide(times, later(2 * hourMs - 1)).reason).toBe('access_token_ending');
    expect(decide(times, later(2 * hourMs)).reason).toBe('access_token_expired');
  });

  test('an account that nobody has used for 30 days is left alone, until half of its refresh token’s life', () => {
    const times = timesOf({ usedAfterMs: -30 * dayMs });

    expect(decide(times, later(dayMs))).toEqual({
      due: false,
      reason: 'unused',
      lookAgainAt: later(90 * dayMs),
    });
    expect(decide(times, later(90 * dayMs - 1))).toMatchObject({ due: false, reason: 'unused' });
    expect(decide(times, later(90 * dayMs))).toEqual({ due: true, reason: 'refresh_token_ending' });
  });

  test('an account that was used 29 days ago is kept alive', () => {
    const times = timesOf({ usedAfterMs: -29 * dayMs });

    expect(decide(times, later(100 * minuteMs))).toEqual({ due: true, reason: 'access_token_ending' });
  });

  test('a refresh token at half of its life is due, though the access token is good', () => {
    const times = timesOf({ accessMs: 24 * hourMs, refreshMs: 10 * hourMs });

    expect(decide(times, later(5 * hourMs - 1))).toMatchObject({
      due: false,
      lookAgainAt: later(5 * hourMs),
    });
    expect(decide(times, later(5 * hourMs))).toEqual({ due: true, reason: 'refresh_token_ending' });
  });

  test('the moment it names to look again is the first at which the tokens are due, whenever it is asked', () => {
    fc.assert(
      fc.property(anyTimes, anyNow, fc.double({ min: 0, max: 1, noNaN: true }), (times, now, share) => {
        const decision = decide(times, now);
        if (decision.due) return;
        const waitMs = decision.lookAgainAt.getTime() - now.getTime();
        expect(waitMs).toBeGreaterThan(0);
        expect(decide(times, decision.lookAgainAt).due).toBe(true);
        const between = later(Math.floor((waitMs - 1) * share), now);
        expect(decide(times, between).due).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('tokens in use that are due stay due as time goes on, so that a late sweep misses none', () => {
    fc.assert(
      fc.property(anyTimes, anyNow, fc.nat({ max: dayMs }), (times, now, laterMs) => {
        const used = { ...times, lastUsedAt: later(600 * dayMs) };
        if (!decide(used, now).due) return;
        expect(decide(used, later(laterMs, now)).due).toBe(true);
      }),
    );
  });

  test('an access token in use is due before it ends, however short its life', () => {
    fc.assert(
      fc.property(anyTimes, (times) => {
        const used = { ...times, lastUsedAt: later(600 * dayMs) };
        expect(decide(used, later(-1, times.accessExpiresAt)).due).toBe(true);
      }),
    );
  });

  test('a policy of its own is followed', () => {
    const policy = { ...refreshPolicy, accessShareLeft: 0.5, accessLeftMs: 10 * hourMs };

    expect(decide(timesOf(), later(hourMs), policy)).toEqual({ due: true, reason: 'access_token_ending' });
    expect(decide(timesOf(), later(hourMs - 1), policy).due).toBe(false);
  });
});

describe('the first look at new tokens', () => {
  test('is the moment they are due, and never before they were issued', () => {
    fc.assert(
      fc.property(anyTimes, (times) => {
        const at = firstLookAt(times);
        expect(at.getTime()).toBeGreaterThanOrEqual(issuedAt.getTime());
        expect(decide(times, at).due).toBe(true);
        expect(at <= issuedAt || !decide(times, later(-1, at)).due).toBe(true);
      }),
    );
  });

  test('of tokens whose whole life is over already is at once', () => {
    expect(firstLookAt(timesOf({ accessMs: 0, refreshMs: 0 }))).toEqual(issuedAt);
  });
});
