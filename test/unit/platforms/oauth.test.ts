import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PlatformError } from '../../../shared/platforms/platform.ts';
import {
  buildAuthorizationUrl,
  challengeOf,
  readRevokeAnswer,
  readTokenAnswer,
} from '../../../shared/platforms/tiktok/oauth.ts';

const token = {
  access_token: 'act.Sim!4242.u1',
  expires_in: 7200,
  open_id: '-000Sim',
  refresh_expires_in: 15_552_000,
  refresh_token: 'rft.Sim',
  scope: 'user.info.basic,video.publish',
  token_type: 'Bearer',
};

const answerOf = (body: unknown, status = 200) => ({
  status,
  headers: new Headers(),
  text: typeof body === 'string' ? body : JSON.stringify(body),
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

describe('a token answer', () => {
  test('is read with the lifetimes and scopes it names, and prints no token', () => {
    const tokens = readTokenAnswer(answerOf({ ...token, brand_new_key: 1 }));

    expect(tokens).toMatchObject({
      openId: '-000Sim',
      accessExpiresInSeconds: 7200,
      refreshExpiresInSeconds: 15_552_000,
      grantedScopes: ['user.info.basic', 'video.publish'],
    });
    expect([tokens.accessToken.reveal(), tokens.refreshToken.reveal()]).toEqual([
      'act.Sim!4242.u1',
      'rft.Sim',
    ]);
    expect(JSON.stringify(tokens)).not.toMatch(/act\.|rft\./);
  });

  test('without any scope has none', () => {
    expect(readTokenAnswer(answerOf({ ...token, scope: '' })).grantedScopes).toEqual([]);
  });

  test.each([
    ['lacks a key', { ...token, refresh_token: undefined }],
    ['has an empty token', { ...token, access_token: '' }],
    ['lives for no time', { ...token, expires_in: 0 }],
    ['has a lifetime in words', { ...token, expires_in: '7200' }],
    ['is a list', [token]],
    ['is no JSON', 'act.Sim!4242.u1 rft.Sim'],
    ['is empty', ''],
  ])('that %s leaves it open what happened, and is not quoted', (_what, body) => {
    const error = errorOf(() => readTokenAnswer(answerOf(body)));

    expect(error.errorClass).toBe('outcome_unknown');
    expect(`${error.message} ${error.code} ${error.stack}`).not.toMatch(/act\.|rft\./);
  });

  test.each([
    ['invalid_grant', 200, 'needs_reauthorization'],
    ['invalid_grant', 400, 'needs_reauthorization'],
    ['invalid_client', 200, 'misconfigured'],
    ['invalid_scope', 200, 'misconfigured'],
    ['unauthorized_client', 200, 'misconfigured'],
    ['invalid_request', 500, 'permanent'],
    ['server_error', 200, 'retry'],
    ['temporarily_unavailable', 200, 'retry'],
    ['brand_new_error', 200, 'permanent'],
    ['brand_new_error', 503, 'retry'],
    ['rate_limit_exceeded', 429, 'throttled'],
  ])('with the error %s and status %d is classed %s', (code, status, errorClass) => {
    const body = { error: code, error_description: 'why', log_id: 'L1' };

    expect(errorOf(() => readTokenAnswer(answerOf(body, status)))).toMatchObject({
      errorClass,
      code,
      logId: 'L1',
    });
  });

  test('with an error is an error even beside tokens', () => {
    expect(errorOf(() => readTokenAnswer(answerOf({ ...token, error: 'invalid_grant' }))).code).toBe(
      'invalid_grant',
    );
  });

  test.each([
    [429, 'throttled'],
    // A gateway's: the call behind it may have taken effect.
    [500, 'outcome_unknown'],
    [502, 'outcome_unknown'],
    [404, 'retry'],
    [302, 'retry'],
  ])('of status %d without an error of TikTok’s is classed %s', (status, errorClass) => {
    expect(errorOf(() => readTokenAnswer(answerOf('<html></html>', status))).errorClass).toBe(errorClass);
  });

  test('of any text is a token set or a platform error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.integer({ min: 200, max: 599 }), (text, status) => {
        expect(errorOf(() => readTokenAnswer(answerOf(text, status)))).toBeInstanceOf(PlatformError);
      }),
    );
  });
});

describe('a revoke answer', () => {
  test.each(['{}', '', 'null', '{"message":"ok"}'])('%j of a 200 is success', (text) => {
    expect(() => readRevokeAnswer(answerOf(text))).not.toThrow();
  });

  test('with an error is none, whatever its status', () => {
    expect(errorOf(() => readRevokeAnswer(answerOf({ error: 'invalid_grant' }))).errorClass).toBe(
      'needs_reauthorization',
    );
    expect(errorOf(() => readRevokeAnswer(answerOf('', 500))).errorClass).toBe('outcome_unknown');
  });
});

describe('the consent page’s address', () => {
  const parameters = {
    clientKey: 'key',
    redirectUri: 'https://connect.example/api/auth/tiktok/callback',
    scopes: ['a', 'b'],
    state: 's&t=1',
    codeVerifier: undefined,
  };

  test('has scopes separated by commas, and everything encoded', () => {
    const url = buildAuthorizationUrl('https://www.tiktok.com/v2/auth/authorize/', parameters);

    expect(url.search).toContain('scope=a%2Cb');
    expect(url.search).toContain('state=s%26t%3D1');
    expect(url.pathname).toBe('/v2/auth/authorize/');
  });

  test('has a challenge in TikTok’s own form, by its published vector', () => {
    const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

    const url = buildAuthorizationUrl('https://www.tiktok.com/', { ...parameters, codeVerifier });

    const challenge = '13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3';
    expect(url.searchParams.get('code_challenge')).toBe(challenge);
    expect(challengeOf(codeVerifier)).toBe(challenge);
  });
});
