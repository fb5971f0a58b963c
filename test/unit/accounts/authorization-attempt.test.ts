import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bindBrowser,
  bindingCookieName,
  createState,
  hashBinding,
  hashState,
  isBoundTo,
  readBindingCookie,
  renderBindingCookie,
  verifierOf,
} from '../../../shared/accounts/authorization-attempt.ts';
import { refuseAttempt } from '../../../shared/accounts/complete-authorization.ts';

const owner = fc.record({ tenant: fc.string(), user: fc.string() });

describe('the binding of a browser', () => {
  test('stays with its owner, whoever that is', () => {
    fc.assert(
      fc.property(owner, ({ tenant, user }) => {
        const cookie = bindBrowser(undefined, tenant, user);

        expect(bindBrowser(cookie, tenant, user)).toBe(cookie);
      }),
    );
  });

  test('is replaced for any other owner, also one whose names run together to the same text', () => {
    fc.assert(
      fc.property(owner, owner, (one, other) => {
        fc.pre(one.tenant !== other.tenant || one.user !== other.user);
        const cookie = bindBrowser(undefined, one.tenant, one.user);

        expect(bindBrowser(cookie, other.tenant, other.user)).not.toBe(cookie);
      }),
    );
    expect(bindBrowser(bindBrowser(undefined, 'ab', 'c'), 'a', 'bc')).not.toBe(
      bindBrowser(undefined, 'ab', 'c'),
    );
  });

  test('is never taken from a cookie of another form, nor kept in part', () => {
    fc.assert(
      fc.property(fc.string(), (cookie) => {
        expect(bindBrowser(cookie, 't', 'u')).toMatch(/^[\w-]{43}\.[\w-]{43}$/);
        expect(bindBrowser(cookie, 't', 'u')).not.toBe(cookie);
      }),
    );
  });

  test('is recognised by its hash, and nothing else is', () => {
    const cookie = bindBrowser(undefined, 't', 'u');

    expect(isBoundTo(cookie, hashBinding(cookie))).toBe(true);
    expect(isBoundTo(`${cookie} `, hashBinding(cookie))).toBe(false);
    expect(isBoundTo(undefined, hashBinding(cookie))).toBe(false);
    expect(isBoundTo('', hashBinding(cookie))).toBe(false);
  });

  test('comes back from the header that set it, among any others', () => {
    const cookie = bindBrowser(undefined, 't', 'u');
    const [pair = ''] = renderBindingCookie(cookie).split(';');

    expect(readBindingCookie(['a=b', pair])).toBe(cookie);
    expect(readBindingCookie([`a=b; ${pair}; c=d`])).toBe(cookie);
    expect(readBindingCookie([`x${pair}`, `${bindingCookieName}2=x`])).toBeUndefined();
  });
});

describe('a state', () => {
  test('is 256 bits of its own, and its hash is not that of a binding', () => {
    const states = Array.from({ length: 100 }, createState);

    expect(new Set(states).size).toBe(100);
    expect(Buffer.from(states[0] ?? '', 'base64url')).toHaveLength(32);
    expect(hashState('x')).not.toEqual(hashBinding('x'));
  });

  test('makes with the cookie a verifier of the length that RFC 7636 asks for, another for each', () => {
    const verifiers = [
      verifierOf('a', 'b'),
      verifierOf('a', 'c'),
      verifierOf('b', 'a'),
      verifierOf('ab', ''),
    ];

    expect(new Set(verifiers).size).toBe(verifiers.length);
    for (const verifier of verifiers) expect(verifier).toMatch(/^[\w-]{43}$/);
  });
});

describe('an attempt', () => {
  const now = new Date('2026-11-22T09:30:00Z');
  const cookie = 'cookie';
  const attempt = {
    stateHash: hashState('s'),
    bindingHash: hashBinding(cookie),
    tenantId: 't',
    userId: 'u',
    platform: 'tiktok',
    returnTo: '/',
    requestedScopes: [],
    startedAt: now,
    expiresAt: new Date(now.getTime() + 1),
    consumedAt: null,
  };
  const used = { consumedAt: now };
  const expired = { expiresAt: now };

  test.each([
    ['unknown', undefined, cookie, 'authorization_state_unknown'],
    [
      'another browser’s, whatever else it is',
      { ...used, ...expired },
      'other',
      'authorization_other_browser',
    ],
    ['of a browser without a cookie', {}, undefined, 'authorization_other_browser'],
    ['used, though it has expired since', { ...used, ...expired }, cookie, 'authorization_state_used'],
    ['expired at this very moment', expired, cookie, 'authorization_expired'],
    ['good', {}, cookie, undefined],
  ] as const)('that is %s is told so', (_what, changes, sent, code) => {
    const stored = changes === undefined ? undefined : { ...attempt, ...changes };

    expect(refuseAttempt(stored, sent, now)).toBe(code);
  });
});
