import { describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../../shared/platforms/platform.ts';
import { allowedFields, readProfile } from '../../../shared/platforms/tiktok/user-info.ts';

const answerOf = (body: unknown, status = 200) => ({
  status,
  headers: new Headers(),
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const envelopeOf = (user: object, code = 'ok') => ({
  data: { user },
  error: { code, message: '', log_id: 'L1' },
});

const errorOf = (act: () => unknown): PlatformError => {
  try {
    act();
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
};

describe('the fields of a profile', () => {
  test('are those that the granted scopes allow', () => {
    expect(allowedFields(['user.info.basic'])).toEqual(['open_id', 'display_name', 'avatar_url']);
    expect(allowedFields(['user.info.profile', 'video.publish'])).toEqual(['username']);
    expect(allowedFields(['video.publish'])).toEqual([]);
  });
});

describe('a profile', () => {
  test('is read from the envelope, with what is missing as null', () => {
    expect(readProfile(answerOf(envelopeOf({ open_id: 'o', display_name: 'Zoë 料理 🍜' })))).toEqual({
      displayName: 'Zoë 料理 🍜',
      username: null,
      avatarUrl: null,
    });
  });

  test.each([
    'javascript:alert(1)',
    'data:image/png;base64,x',
    '//evil.example',
    'http://evil.example/a.png',
    '',
  ])('takes no avatar from %j', (avatar_url) => {
    expect(readProfile(answerOf(envelopeOf({ avatar_url }))).avatarUrl).toBeNull();
  });

  test.each([
    ['access_token_invalid', 401, 'needs_reauthorization'],
    ['scope_not_authorized', 401, 'needs_reauthorization'],
    ['rate_limit_exceeded', 429, 'throttled'],
    ['internal_error', 500, 'retry'],
    ['internal_error', 200, 'retry'],
    ['brand_new', 400, 'permanent'],
    ['brand_new', 503, 'retry'],
    ['ok', 500, 'retry'],
  ])('refused with %s and status %d is classed so that callers can act', (code, status, errorClass) => {
    const error = errorOf(() => readProfile(answerOf(envelopeOf({}, code), status)));

    expect(error).toMatchObject({ errorClass, code, logId: 'L1' });
  });

  test('refused under the other spelling of the log id keeps it', () => {
    const body = { error: { code: 'internal_error', logid: 'L2' } };

    expect(errorOf(() => readProfile(answerOf(body, 500))).logId).toBe('L2');
  });

  test.each([
    '',
    'null',
    '[]',
    '<html>',
    '{"error":{"code":"ok"}}',
    '{"data":{"user":{"username":5}},"error":{"code":"ok"}}',
  ])('is not made of %j', (text) => {
    expect(errorOf(() => readProfile(answerOf(text)))).toBeInstanceOf(PlatformError);
  });
});
