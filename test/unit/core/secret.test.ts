import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../../shared/core/secret.ts';

const TEXT = 'act.very-private-text';

/** Every usual way in which a value ends up as text. */
const waysToPrint: Record<string, (secret: Secret) => string> = {
  'String()': (secret) => String(secret),
  'a template literal': (secret) => `token: ${secret}`,
  concatenation: (secret) => ['token: ', secret].join(''),
  'JSON.stringify': (secret) => JSON.stringify({ deep: [{ token: secret }] }),
  'util.inspect at depth': (secret) =>
    inspect({ a: { b: { c: [new Map([['token', secret]])] } } }, { depth: null }),
  'util.inspect with everything shown': (secret) =>
    inspect(secret, { showHidden: true, customInspect: false }),
  'console formatting': (secret) => format('%s %o %O %j', secret, secret, secret, secret),
  'an error message': (secret) => new Error(`refused ${secret}`).stack ?? '',
  'an error cause': (secret) => inspect(new Error('refused', { cause: { secret } }), { depth: null }),
  'Object.entries': (secret) => JSON.stringify(Object.entries(secret)),
  'a spread copy': (secret) => inspect({ ...secret }, { showHidden: true }),
  'its own property names': (secret) => Reflect.ownKeys(secret).map(String).join(),
  structuredClone: (secret) => inspect(structuredClone(secret), { showHidden: true }),
  'v8 serialisation': (secret) => serialize(secret).toString('latin1'),
  'a query string': (secret) => new URLSearchParams({ token: secret as never }).toString(),
};

describe('a secret', () => {
  test.each(Object.entries(waysToPrint))('does not show its text through %s', (_way, print) => {
    const printed = print(new Secret(TEXT));

    expect(printed).not.toContain(TEXT);
  });

  test.each(['String()', 'a template literal', 'JSON.stringify', 'util.inspect at depth'])(
    'says through %s that it is redacted',
    (way) => {
      const printed = waysToPrint[way]?.(new Secret(TEXT));

      expect(printed).toContain('[redacted]');
    },
  );

  test('gives its exact text to the one who asks', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => new Secret(text).reveal() === text));
  });

  test('equals another of the same text and no other', () => {
    const secret = new Secret(TEXT);

    const verdicts = [TEXT, `${TEXT}x`, TEXT.slice(1), '', TEXT.toUpperCase()].map((text) =>
      secret.equals(new Secret(text)),
    );

    expect(verdicts).toEqual([true, false, false, false, false]);
  });
});
