import { describe, expect, test } from '@jest/globals';
import { readVaultEnv } from '../../../shared/vault/env.ts';
import {
  ACCOUNTS_PER_TENANT,
  DATA_KEY_AGE_LIMIT_DAYS,
  SEALS_ALLOWED,
  sealsPerKey,
} from '../../../shared/vault/seal-bound.ts';

const TOKEN_KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe("the vault's environment", () => {
  test('needs only the key, and replaces data keys after 30 days and keys in memory after 5 minutes', () => {
    const env = readVaultEnv({ TOKEN_KEY_ARN });

    expect(env).toEqual({
      tokenKeyArn: TOKEN_KEY_ARN,
      settings: {
        dataKeyMaxAgeMs: 30 * DAY_MS,
        heldKeyMaxAgeMs: 5 * MINUTE_MS,
        heldKeysMax: 1_000,
      },
    });
  });

  test('takes other ages and another count', () => {
    const ages = {
      DATA_KEY_MAX_AGE_DAYS: '7',
      HELD_KEY_MAX_AGE_SECONDS: '60',
      HELD_KEYS_MAX: '10',
    };

    const { settings } = readVaultEnv({ TOKEN_KEY_ARN, ...ages });

    expect(settings).toEqual({
      dataKeyMaxAgeMs: 7 * DAY_MS,
      heldKeyMaxAgeMs: MINUTE_MS,
      heldKeysMax: 10,
    });
  });

  test('says which variable is missing', () => {
    expect(() => readVaultEnv({})).toThrow('TOKEN_KEY_ARN');
  });

  test.each([
    ['DATA_KEY_MAX_AGE_DAYS', '0'],
    ['DATA_KEY_MAX_AGE_DAYS', String(DATA_KEY_AGE_LIMIT_DAYS + 1)],
    ['HELD_KEY_MAX_AGE_SECONDS', '-5'],
    ['HELD_KEYS_MAX', '0'],
    ['HELD_KEYS_MAX', 'many'],
  ])('refuses %s = %s by name', (name, value) => {
    expect(() => readVaultEnv({ TOKEN_KEY_ARN, [name]: value })).toThrow(name);
  });
});

describe('the bound on seals under one data key', () => {
  test('is far below the 2^32 of SP 800-38D for the largest tenant, at the default age and at the highest one', () => {
    const [atDefault, atLimit] = [30, DATA_KEY_AGE_LIMIT_DAYS].map(
      (days) => sealsPerKey(ACCOUNTS_PER_TENANT, days) / SEALS_ALLOWED,
    );

    expect(atDefault).toBeLessThan(1 / 15);
    expect(atLimit).toBeLessThan(1 / 3.9);
    expect(DATA_KEY_AGE_LIMIT_DAYS).toBeGreaterThan(30);
  });
});
