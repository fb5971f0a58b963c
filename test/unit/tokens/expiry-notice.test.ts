import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextNotice, noticeDays } from '../../../shared/tokens/expiry-notice.ts';

const dayMs = 86_400_000;
const now = new Date('2026-11-22T09:30:00.000Z');
const endsIn = (ms: number) => nextNotice(new Date(now.getTime() + ms), now);

describe('the notice of an end', () => {
  test.each([
    [31 * dayMs, undefined],
    [30 * dayMs + 1, undefined],
    [30 * dayMs, 30],
    [7 * dayMs + 1, 30],
    [7 * dayMs, 7],
    [dayMs + 1, 7],
    [dayMs, 1],
    [1, 1],
    [0, 1],
  ])('that is %d ms ahead is the nearest whose time has come: %s', (leftMs, days) => {
    expect(endsIn(leftMs)).toBe(days);
  });

  test('is never further away than the end itself, and never comes back to a further one', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 * dayMs }), fc.nat({ max: dayMs }), (leftMs, passedMs) => {
        const days = endsIn(leftMs);
        if (days === undefined) return expect(leftMs).toBeGreaterThan(30 * dayMs);
        expect(leftMs).toBeLessThanOrEqual(days * dayMs);
        expect(endsIn(leftMs - passedMs)).toBeLessThanOrEqual(days);
      }),
    );
  });

  test('is given 30, 7 and 1 days ahead', () => {
    expect(noticeDays).toEqual([30, 7, 1]);
  });
});
