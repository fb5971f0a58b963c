import { describe, expect, test } from '@jest/globals';
import { readClaims } from '../../../web/session/read-claims.ts';
import { readFragment } from '../../../web/session/read-fragment.ts';
import { createToken } from './token.ts';

describe('the fragment of a connectUrl', () => {
  test('gives the token and the return address as the API wrote them', () => {
    const token = createToken({ sub: 'user-1', exp: 1 });
    const returnTo = 'https://crm.example.com/settings?tab=a&b=é#part';

    const fragment = readFragment(`#${new URLSearchParams({ token, returnTo })}`);

    expect(fragment).toEqual({ token, returnTo });
  });

  test('may come without a return address', () => {
    const token = createToken({});

    expect(readFragment(`#token=${token}`)).toEqual({ token, returnTo: undefined });
    expect(readFragment(`#token=${token}&returnTo=`)).toEqual({ token, returnTo: undefined });
  });

  test.each([
    '',
    '#',
    '#token=',
    '#token=a.b',
    '#token=a.b.c.d',
    '#token=a.b.c%0Ad',
    '#returnTo=/x',
    '#a.b.c',
  ])('is no session without a token in the form of a JWT: %j', (hash) => {
    expect(readFragment(hash)).toBeUndefined();
  });
});

describe('the claims of a token', () => {
  test('say whose it is, what it allows, and how long it was made for', () => {
    const token = createToken({ sub: 'usér-✓-🌸', scope: 'connect read', iat: 1_000, exp: 1_900 });

    expect(readClaims(token)).toEqual({
      userId: 'usér-✓-🌸',
      person: '["default","usér-✓-🌸"]',
      scopes: ['connect', 'read'],
      expiresAt: new Date(1_900_000),
      lifetimeMs: 900_000,
    });
  });

  test('tell two tenants’ users of one name apart', () => {
    const [one, other] = ['north', 'south'].map((tenant) =>
      readClaims(createToken({ sub: 'ada', tenant, exp: 1_900 })),
    );

    expect(one?.person).not.toBe(other?.person);
  });

  test('are taken to be of a quarter of an hour when the token does not say since when', () => {
    const token = createToken({ sub: 'user-1', exp: 1_900 });

    expect(readClaims(token)?.lifetimeMs).toBe(900_000);
  });

  test.each([
    ['no owner', createToken({ exp: 1 })],
    ['no end', createToken({ sub: 'user-1' })],
    ['an end that is text', createToken({ sub: 'user-1', exp: '1' })],
    ['no object', createToken('text')],
    ['no JSON', 'a.bm8.c'],
    ['no base64', 'a.!!.c'],
    ['one part', 'abc'],
    ['nothing', ''],
  ])('are none with %s', (_what, token) => {
    expect(readClaims(token)).toBeUndefined();
  });
});
