import { describe, expect, test } from '@jest/globals';
import { isTokenRefused, PlatformError } from '../../../shared/platforms/platform.ts';
import { readProfile } from '../../../shared/platforms/tiktok/user-info.ts';

const thrownFor = (code: string, status: number): unknown => {
  try {
    return readProfile({
      status,
      headers: new Headers(),
      text: JSON.stringify({ data: {}, error: { code, message: 'why', log_id: 'L' } }),
    });
  } catch (error) {
    return error;
  }
};

describe('an access token that the platform does not accept', () => {
  test.each([200, 401])('is known by TikTok’s own word, with the status %d', (status) => {
    expect(isTokenRefused(thrownFor('access_token_invalid', status))).toBe(true);
  });

  test.each([
    ['scope_not_authorized', 401],
    ['rate_limit_exceeded', 429],
    ['internal_error', 500],
  ])('is not what the error %s (%d) says: a new one would not help', (code, status) => {
    expect(isTokenRefused(thrownFor(code, status))).toBe(false);
  });

  test.each([
    new Error('access_token_invalid'),
    { code: 'access_token_invalid' },
    undefined,
    'access_token_invalid',
  ])('is not what something else says (case %#)', (thrown) => {
    expect(isTokenRefused(thrown)).toBe(false);
  });

  test('is not what the end of a grant says', () => {
    expect(isTokenRefused(new PlatformError('needs_reauthorization', 'invalid_grant', 'x'))).toBe(false);
  });
});
