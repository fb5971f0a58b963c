import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { account, accountState } from '../../../shared/contract/schemas.ts';
import { type Account, actionsFor, readAccounts } from '../../../web/pages/connect/read-accounts.ts';

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

        expect(read?.length).toBe(sent.length);
        for (const [index, one] of (read ?? []).entries()) expect(sent[index]).toMatchObject(one);
      }),
    );
  });

  test.each([
    null,
    'text',
    [],
    {},
    { accounts: {} },
    { accounts: [null] },
    { accounts: [{ accountId: 'a', state: 'toString' }] },
    { accounts: [{ state: 'connected' }] },
  ])('are not made up from %j', (body) => {
    expect(readAccounts(body)).toBeUndefined();
  });
});

describe('what can be done with an account', () => {
  const actions = (state: Account['state'], missingScopes: string[] = []) =>
    actionsFor({
      accountId: 'a',
      displayName: null,
      username: null,
      avatarUrl: null,
      stateReason: null,
      connectedAt: '',
      state,
      missingScopes,
    });

  test('follows from its state and from what was not granted', () => {
    expect(actions('connected')).toEqual({ connectAgain: false, disconnect: true });
    expect(actions('connected', ['video.publish'])).toEqual({ connectAgain: true, disconnect: true });
    expect(actions('reauth_required')).toEqual({ connectAgain: true, disconnect: true });
    expect(actions('revoked')).toEqual({ connectAgain: true, disconnect: false });
    expect(actions('disconnected')).toEqual({ connectAgain: true, disconnect: false });
  });
});
