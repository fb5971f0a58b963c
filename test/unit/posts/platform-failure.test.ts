import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { PlatformError, type PlatformErrorClass } from '../../../shared/platforms/platform.ts';
import { failureOf, throttledForMs } from '../../../shared/posts/platform-failure.ts';

const explain = {
  explainPostReason: (code: string) => ({ sentence: `It was ${code}.`, advice: 'none' as const }),
};
const errorOf = (errorClass: PlatformErrorClass, code = 'some_code') =>
  new PlatformError(errorClass, code, 'TikTok said something private.');

describe('what the platform answered, as a failure of ours', () => {
  test.each([
    ['throttled', 'rate_limited', 60],
    ['retry', 'platform_unavailable', 10],
    ['outcome_unknown', 'platform_unavailable', 10],
    ['misconfigured', 'platform_misconfigured', undefined],
    ['needs_reauthorization', 'account_scope_missing', undefined],
    ['permanent', 'platform_refused', undefined],
  ] as const)('%s is %s, with the time to wait where there is one', (errorClass, code, retryAfterSeconds) => {
    const failure = failureOf(errorOf(errorClass), explain);

    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code, retryAfterSeconds });
    expect(failure).not.toMatchObject({ detail: expect.stringContaining('private') });
  });

  test('a token that is not accepted wants a new connection, not another scope', () => {
    const failure = failureOf(errorOf('needs_reauthorization', 'access_token_invalid'), explain);

    expect(failure).toMatchObject({ code: 'account_not_connected' });
  });

  test('a refusal has the platform’s reason as a sentence', () => {
    expect(failureOf(errorOf('permanent'), explain)).toMatchObject({ detail: 'It was some_code.' });
  });

  test('anything else stays what it is', () => {
    const surprise = new TypeError('x');

    expect(failureOf(surprise, explain)).toBe(surprise);
  });
});

test('calls are kept back for the whole minute of the platform’s window, and never for much longer', () => {
  expect([throttledForMs(0), throttledForMs(1)]).toEqual([60_000, 70_000]);
});
