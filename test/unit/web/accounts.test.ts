import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { account, accountState, stateReasonCode } from '../../../shared/contract/schemas.ts';
import { tellStateReason } from '../../../web/accounts/tell-state-reason.ts';
import { isPassing, troubleOf } from '../../../web/api/api-error.ts';
import {
  type Account,
  readAccounts,
  readAuthorizationUrl,
  readDisconnection,
} from '../../../web/pages/connect/read-replies.ts';
import { scopeKeyOf, scopeKeys } from '../../../web/pages/connect/scope-words.ts';
import { actionsFor, endOf, standingOf } from '../../../web/pages/connect/standing.ts';
import { initialOf } from '../../../web/shell/initial.ts';

const nullableText = fc.option(fc.string(), { nil: null });
const time = fc
  .date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2100-01-01') })
  .map((date) => date.toISOString());
const contractAccount = fc.record({
  accountId: fc.string({ minLength: 1, maxLength: 100 }),
  displayName: nullableText,
  username: nullableText,
  avatarUrl: nullableText,
  scopes: fc.array(fc.string()),
  missingScopes: fc.array(fc.string()),
  state: fc.constantFrom(...accountState.options),
  stateReason: nullableText,
  stateReasonCode: fc.constantFrom(...stateReasonCode.options),
  connectedAt: time,
  accessExpiresAt: fc.option(time, { nil: null }),
  refreshExpiresAt: fc.option(time, { nil: null }),
});

describe('the accounts of a status reply', () => {
  test('are understood whatever the contract lets them be', () => {
    fc.assert(
      fc.property(fc.array(contractAccount), (accounts) => {
        const sent = z.array(account).parse(accounts);

        const read = readAccounts(JSON.parse(JSON.stringify({ connected: true, accounts: sent })));

        expect(read.length).toBe(sent.length);
        for (const [index, one] of read.entries()) expect(sent[index]).toMatchObject(one);
      }),
    );
  });

  const refusedBy = (read: (body: unknown) => unknown, body: unknown): unknown => {
    try {
      return read(body);
    } catch (error) {
      return { status: troubleOf(error)?.status, isPassing: isPassing(error) };
    }
  };

  test.each([
    null,
    'text',
    [],
    {},
    { accounts: {} },
    { accounts: 1 },
    { accounts: [null] },
    { accounts: [{ accountId: 'a', state: 'toString' }] },
    { accounts: [{ state: 'connected' }] },
  ])('are not made up from %j, which is told as an answer that was not understood', (body) => {
    expect(refusedBy(readAccounts, body)).toEqual({ status: 0, isPassing: true });
  });

  test.each([{}, null, { authorizationUrl: 1, revokedAtPlatform: 'yes' }])(
    'nor is what the other calls answer: %j',
    (body) => {
      expect(refusedBy(readAuthorizationUrl, body)).toMatchObject({ status: 0 });
      expect(refusedBy(readDisconnection, body)).toMatchObject({ status: 0 });
    },
  );

  test('have no time that no date can be written of', () => {
    const [read] = readAccounts({
      accounts: [{ accountId: 'a', state: 'connected', connectedAt: 'soon', refreshExpiresAt: '' }],
    });

    expect(read).toMatchObject({ connectedAt: null, refreshExpiresAt: null });
  });
});

const now = new Date('2026-06-01T12:00:00.000Z');
const accountWith = (differing: Partial<Account> = {}): Account => ({
  accountId: 'a',
  displayName: null,
  username: null,
  avatarUrl: null,
  scopes: [],
  missingScopes: [],
  state: 'connected',
  stateReason: null,
  stateReasonCode: 'connected',
  connectedAt: '2026-02-03T10:00:00.000Z',
  refreshExpiresAt: '2026-10-01T12:00:00.000Z',
  ...differing,
});

describe('what can be done with an account', () => {
  const actions = (state: Account['state'], missingScopes: string[] = []) =>
    actionsFor(accountWith({ state, missingScopes }), now);

  test('follows from its state and from what was not granted', () => {
    expect(actions('connected')).toEqual({ connectAgain: false, disconnect: true });
    expect(actions('connected', ['video.publish'])).toEqual({ connectAgain: true, disconnect: true });
    expect(actions('reauth_required')).toEqual({ connectAgain: true, disconnect: true });
    expect(actions('revoked')).toEqual({ connectAgain: true, disconnect: false });
    expect(actions('disconnected')).toEqual({ connectAgain: true, disconnect: false });
  });

  test.each([
    ['2026-07-01T12:00:00.001Z', false],
    ['2026-07-01T12:00:00.000Z', true],
    ['2026-05-31T12:00:00.000Z', true],
    [null, false],
  ])('is to connect it again from 30 days before its access ends: %s', (refreshExpiresAt, isOffered) => {
    const one = accountWith({ refreshExpiresAt });

    expect(actionsFor(one, now).connectAgain).toBe(isOffered);
    expect(endOf(one, now)).toBe(isOffered ? refreshExpiresAt : undefined);
  });
});

describe('how an account stands', () => {
  test.each([
    ['connected', {}],
    ['in_part', { missingScopes: ['video.list'], refreshExpiresAt: '2026-06-02T12:00:00.000Z' }],
    ['ending', { refreshExpiresAt: '2026-06-02T12:00:00.000Z' }],
    ['reauth_required', { state: 'reauth_required', missingScopes: ['video.list'] }],
    ['revoked', { state: 'revoked', refreshExpiresAt: '2026-06-02T12:00:00.000Z' }],
    ['disconnected', { state: 'disconnected' }],
  ] satisfies [string, Partial<Account>][])(
    'is told by what stands most in the way of using it: %s',
    (standing, differing) => {
      expect(standingOf(accountWith(differing), now)).toBe(standing);
    },
  );

  test('ends nothing that has ended already', () => {
    const ended = accountWith({ state: 'revoked', refreshExpiresAt: '2026-06-02T12:00:00.000Z' });

    expect(endOf(ended, now)).toBeUndefined();
  });

  test('has an initial for every name', () => {
    expect(['lina', '@sami', '𝒜da', '', '@'].map(initialOf)).toEqual(['L', 'S', '𝒜', '?', '?']);
  });

  test.each(['video.upload', 'from.the.future', 'toString', '__proto__'])(
    'has words for the scopes that are known: %s',
    (scope) => {
      expect(scopeKeyOf(scope)).toBe(Object.entries(scopeKeys).find(([key]) => key === scope)?.[1]);
    },
  );
});

describe('why an account is in its state', () => {
  test('has a sentence in French for each reason that ends an access, and the API’s own in English', () => {
    const endings = stateReasonCode.options.filter(
      (code) => !/^(connected|scopes_missing|disconnected_.*)$/.test(code),
    );

    const french = endings.map((code) =>
      tellStateReason({ stateReason: 'Because.', stateReasonCode: code }, 'fr'),
    );

    expect(endings.length).toBe(12);
    expect(new Set(french).size).toBe(12);
    expect(french).not.toContain(undefined);
    expect(tellStateReason({ stateReason: 'Because.', stateReasonCode: 'unknown' }, 'en')).toBe('Because.');
  });

  test.each(['from_the_future', 'toString'])('is left to the words of the state for %j', (code) => {
    expect(tellStateReason({ stateReason: 'Because.', stateReasonCode: code }, 'fr')).toBeUndefined();
  });
});
