import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { describeError } from '../../../shared/core/log.ts';
import { parseLogin } from '../../../shared/database/client.ts';
import { parseAppCredentials } from '../../../shared/platforms/tiktok/app-credentials.ts';

const stored = JSON.stringify({
  clientKey: 'key',
  clientSecret: 'hush-hush',
  previousClientSecret: 'hush-before',
});

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
};

describe('the app’s credentials', () => {
  test('are read with both secrets, and print neither', () => {
    const credentials = parseAppCredentials(stored);

    expect(credentials.clientSecret.reveal()).toBe('hush-hush');
    expect(credentials.previousClientSecret?.reveal()).toBe('hush-before');
    expect(inspect(credentials) + JSON.stringify(credentials)).not.toContain('hush');
  });

  test.each([null, '', undefined, 5])('have no previous secret when it is %j', (previousClientSecret) => {
    const text = JSON.stringify({ clientKey: 'key', clientSecret: 'x', previousClientSecret });

    expect(parseAppCredentials(text).previousClientSecret).toBeUndefined();
  });
});

test('what a new deployment generates in place of the credentials is told as what it is', () => {
  const error = thrownBy(() => parseAppCredentials('{"notSetYet":"x"}'));

  expect(error).toMatchObject({ code: 'platform_misconfigured' });
});

describe('a secret that is not stored as it should be', () => {
  const wrong = [
    'hush-hush',
    '"hush-hush"',
    '{"clientSecret":"hush-hush"',
    '{"password":"hush-hush"}',
    '[]',
    'null',
    '',
  ];

  test.each(wrong)('%j is refused without a word of it', (text) => {
    for (const parse of [parseAppCredentials, parseLogin]) {
      const error = thrownBy(() => parse(text));

      expect(inspect(error, { depth: 5 }) + JSON.stringify(describeError(error))).not.toContain('hush');
      expect(String(error)).toMatch(/must hold|are not set/);
    }
  });
});
