import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PlatformError, type PlatformErrorClass } from '../../../shared/platforms/platform.ts';
import {
  decideAfterError,
  decideAfterFailure,
  decideAfterLoss,
  type InitDecision,
} from '../../../shared/posts/submit-failure.ts';
import { postRow } from '../../support/post-rows.ts';

const caps = ['the_daily_cap'];
const errorOf = (errorClass: PlatformErrorClass, code = 'a_code') =>
  new PlatformError(errorClass, code, 'No.', { logId: 'log' });

const pull = postRow({ state: 'submitting', initAttempts: 1 });
const file = postRow({ state: 'submitting', source: 'FILE_UPLOAD', initAttempts: 1 });

const decide = (errorClass: PlatformErrorClass, post = pull, code?: string): InitDecision =>
  decideAfterError(errorOf(errorClass, code), post, caps, 0);

describe('an init whose answer is lost', () => {
  test('is unknown for anything that TikTok fetches itself, however often it was asked', () => {
    fc.assert(
      fc.property(fc.nat(20), (initAttempts) => {
        expect(decideAfterLoss({ source: 'PULL_FROM_URL', initAttempts })).toEqual({ kind: 'unknown' });
      }),
    );
  });

  test('is repeated once for a file, and not a second time', () => {
    const decisions = [1, 2, 3].map(
      (initAttempts) => decideAfterLoss({ source: 'FILE_UPLOAD', initAttempts }).kind,
    );

    expect(decisions).toEqual(['repeat', 'fail', 'fail']);
  });
});

describe('the class of TikTok’s error', () => {
  test.each<[PlatformErrorClass, InitDecision]>([
    ['outcome_unknown', { kind: 'unknown' }],
    ['throttled', { kind: 'throttled', afterMs: 60_000 }],
    ['retry', { kind: 'wait', afterMs: 30_000, failures: 1 }],
    ['misconfigured', { kind: 'wait', afterMs: 30_000, failures: 1 }],
    ['needs_reauthorization', { kind: 'fail', reason: { code: 'a_code', logId: 'log' } }],
    ['permanent', { kind: 'fail', reason: { code: 'a_code', logId: 'log' } }],
  ])('%s decides what follows', (errorClass, decision) => {
    expect(decide(errorClass)).toEqual(decision);
  });

  test('outcome_unknown of a file is a repetition', () => {
    expect(decide('outcome_unknown', file)).toEqual({ kind: 'repeat' });
  });

  test.each<PlatformErrorClass>(['permanent', 'retry', 'outcome_unknown'])(
    'is of no matter where the code tells of a cap (%s)',
    (errorClass) => {
      expect(decide(errorClass, pull, 'the_daily_cap')).toEqual({ kind: 'capped', code: 'the_daily_cap' });
    },
  );
});

describe('pauses after passing failures', () => {
  const pausesOf = (chance: number): number[] => {
    const pauses: number[] = [];
    for (let failures = 0; ; failures += 1) {
      const decision = decideAfterError(errorOf('retry'), postRow({ failures }), caps, chance);
      if (decision.kind !== 'wait') return pauses;
      pauses.push(decision.afterMs);
    }
  };

  test('double from half a minute to a quarter of an hour, for more than two hours in all', () => {
    const pauses = pausesOf(0);

    expect(pauses.slice(0, 6).map((ms) => ms / 1_000)).toEqual([30, 60, 120, 240, 480, 900]);
    expect(Math.max(...pauses)).toBe(900_000);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2 * 3600_000);
  });

  test('are up to a quarter longer by chance, and never shorter', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(13), (chance, failures) => {
        const plain = decideAfterError(errorOf('retry'), postRow({ failures }), caps, 0);
        const drawn = decideAfterError(errorOf('retry'), postRow({ failures }), caps, chance);
        if (plain.kind !== 'wait' || drawn.kind !== 'wait') throw new Error('Not a pause.');
        expect(drawn.afterMs).toBeGreaterThanOrEqual(plain.afterMs);
        expect(drawn.afterMs).toBeLessThanOrEqual(plain.afterMs * 1.25);
      }),
    );
  });
});

describe('a failure of ours before the init', () => {
  test.each([
    ['account_not_connected', 'account_not_connected'],
    ['account_not_found', 'account_not_connected'],
    ['account_scope_missing', 'scope_not_authorized'],
    ['media_changed', 'media_changed'],
    ['media_domain_missing', 'media_domain_missing'],
  ])('%s ends the post as %s', (code, reason) => {
    expect(decideAfterFailure(code, pull, 0)).toEqual({ kind: 'fail', reason: { code: reason } });
  });

  test.each([
    'platform_unavailable',
    'platform_misconfigured',
    'media_unavailable',
    'toString',
    'constructor',
  ])('%s lets it wait', (code) => {
    expect(decideAfterFailure(code, pull, 0)).toEqual({ kind: 'wait', afterMs: 30_000, failures: 1 });
  });
});
