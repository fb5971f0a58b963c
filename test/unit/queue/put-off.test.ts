import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { putOffSeconds } from '../../../shared/queue/put-off.ts';

/** SQS hides a message for at most twelve hours. */
const sqsMaxSeconds = 43_200;
const settings = fc.record({ firstSeconds: fc.nat(60), longestSeconds: fc.nat(sqsMaxSeconds) });

describe('putting a message off', () => {
  test('is a whole number of seconds that SQS takes, however often it was received', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(1000), fc.integer()), settings, (receives, given) => {
        const seconds = putOffSeconds(receives, given);
        return Number.isInteger(seconds) && seconds >= 0 && seconds <= given.longestSeconds;
      }),
    );
  });

  test('never gets shorter, doubles from the first wait, and reaches the longest', () => {
    const given = { firstSeconds: 5, longestSeconds: 900 };

    const waits = Array.from({ length: 12 }, (_, index) => putOffSeconds(index + 1, given));

    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]);
  });

  test('a thousand receives take longer than the queue keeps a message, so no outage uses them up', () => {
    const given = { firstSeconds: 5, longestSeconds: 900 };

    const seconds = Array.from({ length: 1000 }, (_, index) => putOffSeconds(index + 1, given));

    expect(seconds.reduce((sum, one) => sum + one)).toBeGreaterThan(7 * 86_400);
  });

  test('of what was never received counts as once', () => {
    expect(putOffSeconds(0, { firstSeconds: 5, longestSeconds: 900 })).toBe(5);
  });
});
