import { describe, expect, test } from '@jest/globals';
import { readTiktokEnvironment, tiktokVariables } from '../../../shared/platforms/tiktok/env.ts';

const environment = {
  TIKTOK_APP_SECRET_ARN: 'arn',
  TIKTOK_AUTHORIZE_URL: 'https://www.tiktok.com/v2/auth/authorize/',
  TIKTOK_API_URL: 'https://open.tiktokapis.com',
  TIKTOK_REDIRECT_URI: 'https://connect.example/api/auth/tiktok/callback',
};

describe('TikTok’s environment', () => {
  test('sends no proof key and accepts signatures of 73 hours, unless told otherwise', () => {
    expect(readTiktokEnvironment(environment)).toMatchObject({ pkce: 'off', webhookMaxAgeSeconds: 262_800 });
    expect(
      readTiktokEnvironment({ ...environment, TIKTOK_PKCE: 'hex', WEBHOOK_MAX_AGE_SECONDS: '60' }),
    ).toMatchObject({ pkce: 'hex', webhookMaxAgeSeconds: 60 });
  });

  test.each(Object.keys(environment))('without %s says so by name', (name) => {
    expect(() => readTiktokEnvironment({ ...environment, [name]: '' })).toThrow(name);
    expect(tiktokVariables).toContain(name);
  });

  test.each([
    { TIKTOK_PKCE: 'base64url' },
    { WEBHOOK_MAX_AGE_SECONDS: '1.5' },
    { WEBHOOK_MAX_AGE_SECONDS: 'x' },
  ])('refuses a value it does not know (%j)', (changes) => {
    expect(() => readTiktokEnvironment({ ...environment, ...changes })).toThrow(Object.keys(changes)[0]);
  });
});
