import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { plainText, problem, scopeList, time } from '../../../shared/contract/schemas.ts';

describe('plain text', () => {
  test('is taken as it is, in every script', () => {
    for (const text of ['a', 'Ünï', '東京', '🎬', ' ', 'a'.repeat(20)]) {
      expect(plainText(20).parse(text)).toBe(text);
    }
  });

  test('of any kind that passes is something Postgres can hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (!plainText(50).safeParse(text).success) return;

        expect(text).not.toContain('\0');
        expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
      }),
    );
  });

  test.each(['', 'a\0', '\u0007', 'a\nb', '\u009f', '\ud800', 'a'.repeat(21)])('is not %j', (text) => {
    expect(plainText(20).safeParse(text).success).toBe(false);
  });
});

describe('a list of scopes', () => {
  test.each(['read', 'read connect', 'connect publish read admin operate'])('may be "%s"', (text) => {
    expect(scopeList.parse(text)).toBe(text);
  });

  test.each(['', ' read', 'read ', 'read  connect', 'Read', 'read,connect', 'toString', '__proto__'])(
    'may not be "%s"',
    (text) => {
      expect(scopeList.safeParse(text).success).toBe(false);
    },
  );
});

test('a time is ISO 8601 in UTC to the millisecond, as every date of ours is written', () => {
  expect(time.safeParse(new Date(0).toISOString()).success).toBe(true);
  expect(time.safeParse('2026-11-22T09:30:00Z').success).toBe(false);
  expect(time.safeParse('2026-11-22T09:30:00.000+01:00').success).toBe(false);
});

test('a problem document may be written as JSON Schema', () => {
  expect(z.toJSONSchema(problem)).toMatchObject({
    required: expect.arrayContaining(['type', 'status', 'code']),
  });
});
