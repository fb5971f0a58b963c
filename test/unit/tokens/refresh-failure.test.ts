import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  backoffMs,
  decideAfterFailure,
  type FailedAccount,
  type RefreshFailureKind,
} from '../../../shared/tokens/refresh-failure.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const now = new Date('2026-11-22T09:30:00.000Z');
const account: FailedAccount = {
  refreshFailures: 0,
  refreshRefusals: 0,
  doubtfulAttempts: 0,
  refreshExpiresAt: new Date(now.getTime() + 90 * 24 * hourMs),
};
const passing = ['throttled', 'unavailable', 'unanswered', 'not_sent'] as const;
const ofAccount = ['failed', 'token_unreadable'] as const;
const everyKind: readonly RefreshFailureKind[] = [...passing, ...ofAccount, 'refused', 'misconfigured'];

const anyChance = fc.double({ min: 0, max: 1, noNaN: true });
const anyAccount = fc.record({
  refreshFailures: fc.nat({ max: 32_767 }),
  refreshRefusals: fc.nat({ max: 6 }),
  doubtfulAttempts: fc.nat({ max: 5 }),
  refreshExpiresAt: fc
    .integer({ min: -1000, max: 1000 })
    .map((hours) => new Date(now.getTime() + hours * hourMs)),
});

describe('what a failed refresh means for its account', () => {
  test('what passes by itself never ends an account, however often it comes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...passing), anyAccount, anyChance, (kind, failed, chance) => {
        expect(decideAfterFailure(kind, failed, now, chance)).toMatchObject({
          verdict: 'try_again',
          refusals: failed.refreshRefusals,
        });
      }),
    );
  });

  test('a fault of ours stops the run and touches no account', () => {
    fc.assert(
      fc.property(anyAccount, anyChance, (failed, chance) => {
        expect(decideAfterFailure('misconfigured', failed, now, chance)).toEqual({ verdict: 'stop' });
      }),
    );
  });

  test.each<[string, Partial<FailedAccount>, string]>([
    ['of a token that should live', {}, 'refresh_refused'],
    ['of a token whose time is over', { refreshExpiresAt: now }, 'refresh_token_expired'],
    ['after an attempt whose answer was lost', { doubtfulAttempts: 1 }, 'refresh_answer_lost'],
    [
      'of a token whose time is over, after a lost answer',
      { doubtfulAttempts: 1, refreshExpiresAt: new Date(now.getTime() - 1) },
      'refresh_token_expired',
    ],
  ])('TikTok’s own refusal %s asks for a login with its reason', (_, differs, reason) => {
    expect(decideAfterFailure('refused', { ...account, ...differs }, now, 0.5)).toEqual({
      verdict: 'require_login',
      reason,
    });
  });

  test.each([
    ['failed', 'refresh_keeps_failing'],
    ['token_unreadable', 'token_unreadable'],
  ] as const)(
    'the fifth refusal in a row of the kind %s asks for a login, and none before it',
    (kind, reason) => {
      const verdicts = [0, 1, 2, 3, 4].map((refreshRefusals) =>
        decideAfterFailure(kind, { ...account, refreshRefusals, refreshFailures: refreshRefusals }, now, 0.5),
      );

      expect(verdicts.map(({ verdict }) => verdict)).toEqual([
        ...Array(4).fill('try_again'),
        'require_login',
      ]);
      expect(verdicts.at(-1)).toMatchObject({ reason });
    },
  );

  test('hundreds of outages do not count as refusals: the first refusal after them is the first', () => {
    const worn = { ...account, refreshFailures: 400 };

    expect(decideAfterFailure('failed', worn, now, 0)).toMatchObject({ verdict: 'try_again', refusals: 1 });
  });

  test('five refusals that end an account are spread over ten hours at least, whatever chance says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ofAccount),
        fc.array(anyChance, { minLength: 5, maxLength: 5 }),
        (kind, chances) => {
          let at = now;
          let failed = account;
          for (const chance of chances) {
            const after = decideAfterFailure(kind, failed, at, chance);
            if (after.verdict !== 'try_again') break;
            at = after.at;
            failed = { ...failed, refreshFailures: after.failures, refreshRefusals: after.refusals };
          }
          expect(at.getTime() - now.getTime()).toBeGreaterThanOrEqual(10 * hourMs);
        },
      ),
    );
  });

  test('the count of failures stays within what its column holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...passing), anyAccount, (kind, failed) => {
        const after = decideAfterFailure(kind, failed, now, 0);
        if (after.verdict !== 'try_again') throw new Error(after.verdict);
        expect(after.failures).toBe(Math.min(failed.refreshFailures + 1, 32_767));
      }),
    );
  });
});

describe('the wait after a failure', () => {
  const longestMs = { failed: 12 * hourMs, token_unreadable: 12 * hourMs } as const;

  test('is never shorter than half a minute nor longer than its kind allows, for any number of failures', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyKind), fc.nat({ max: 32_767 }), anyChance, (kind, nth, chance) => {
        const waitMs = backoffMs(kind, nth, chance);
        expect(waitMs).toBeGreaterThanOrEqual(minuteMs / 2);
        expect(waitMs).toBeLessThanOrEqual(
          kind === 'failed' || kind === 'token_unreadable' ? longestMs[kind] : 15 * minuteMs,
        );
      }),
    );
  });

  test('grows with each failure until it is the longest', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyKind), fc.nat({ max: 50 }), anyChance, (kind, nth, chance) => {
        expect(backoffMs(kind, nth + 1, chance)).toBeGreaterThanOrEqual(backoffMs(kind, nth, chance));
      }),
    );
    for (const kind of everyKind) expect(backoffMs(kind, 1, 0)).toBeGreaterThan(backoffMs(kind, 0, 0));
  });

  test('differs by chance, up to half of it, so that accounts do not come back as one', () => {
    for (const kind of everyKind) expect(backoffMs(kind, 3, 1)).toBe(backoffMs(kind, 3, 0) / 2);
  });

  test.each<[RefreshFailureKind, number[]]>([
    ['unavailable', [1, 2, 4, 8, 15, 15]],
    ['throttled', [2, 4, 8, 15, 15, 15]],
  ])('of the kind %s is at most these minutes', (kind, minutes) => {
    expect(minutes.map((_, nth) => backoffMs(kind, nth, 0) / minuteMs)).toEqual(minutes);
  });

  test('after a rate limit is longer than after another passing failure', () => {
    expect(backoffMs('throttled', 0, 0)).toBeGreaterThan(backoffMs('unavailable', 0, 0));
  });

  test('holds whichever failure comes: the decision’s time is now and that wait', () => {
    fc.assert(
      fc.property(fc.constantFrom(...passing), anyAccount, anyChance, (kind, failed, chance) => {
        expect(decideAfterFailure(kind, failed, now, chance)).toMatchObject({
          at: new Date(now.getTime() + backoffMs(kind, failed.refreshFailures, chance)),
        });
      }),
    );
  });
});
