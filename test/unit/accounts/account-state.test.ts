import { describe, expect, test } from '@jest/globals';
import { explainState, missingScopes, showAccount } from '../../../shared/accounts/account-state.ts';
import type { AccountRow } from '../../../shared/database/accounts.ts';

const time = new Date('2026-11-22T09:30:00.000Z');
const account: AccountRow = {
  id: 'a',
  tenantId: 't',
  userId: 'u',
  platform: 'tiktok',
  openId: 'open-id-of-tiktok',
  displayName: 'Name',
  username: null,
  avatarUrl: null,
  requestedScopes: ['one', 'two'],
  grantedScopes: ['one', 'two'],
  sealedAccessToken: Buffer.from('sealed-access'),
  sealedRefreshToken: Buffer.from('sealed-refresh'),
  accessExpiresAt: time,
  refreshExpiresAt: time,
  tokenVersion: 1,
  state: 'connected',
  stateReason: 'connected',
  connectedAt: time,
};

describe('an account as the API shows it', () => {
  test('holds neither tokens nor the platform’s own id of the creator', () => {
    expect(JSON.stringify(showAccount(account))).not.toMatch(/sealed|open-id|tenant/i);
  });

  test.each([
    ['connected', true],
    ['reauth_required', true],
    ['revoked', false],
    ['disconnected', false],
  ] as const)('in the state %s tells its expiries only while the grant lives', (state, live) => {
    const shown = showAccount({ ...account, state });

    expect(shown.accessExpiresAt).toBe(live ? time.toISOString() : null);
    expect(shown.refreshExpiresAt).toBe(live ? time.toISOString() : null);
  });

  test('names the scopes that are missing, in the order they were asked for', () => {
    const partial = { ...account, grantedScopes: ['two', 'extra'], requestedScopes: ['three', 'two', 'one'] };

    expect(missingScopes(partial.requestedScopes, partial.grantedScopes)).toEqual(['three', 'one']);
    expect(explainState({ ...partial, stateReason: 'scopes_missing' })).toContain('three, one');
  });

  test('explains a reason it does not know with a sentence all the same', () => {
    expect(explainState({ ...account, state: 'revoked', stateReason: 'of_tomorrow' })).toMatch(
      /^TikTok ended/,
    );
  });
});
