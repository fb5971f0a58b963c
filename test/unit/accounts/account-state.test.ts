import { describe, expect, test } from '@jest/globals';
import { showAccount } from '../../../shared/accounts/account-state.ts';
import type { AccountRow } from '../../../shared/database/accounts.ts';

const dayMs = 86_400_000;
const time = new Date('2026-11-22T09:30:00.000Z');
const longBefore = new Date(time.getTime() - 100 * dayMs);
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
    expect(JSON.stringify(showAccount(account, time))).not.toMatch(/sealed|open-id|tenant/i);
  });

  test.each([
    ['connected', true],
    ['reauth_required', true],
    ['revoked', false],
    ['disconnected', false],
  ] as const)('in the state %s tells its expiries only while the grant lives', (state, live) => {
    const shown = showAccount({ ...account, state }, time);

    expect(shown.accessExpiresAt).toBe(live ? time.toISOString() : null);
    expect(shown.refreshExpiresAt).toBe(live ? time.toISOString() : null);
  });

  test('names the scopes that are missing, in the order they were asked for', () => {
    const partial = {
      ...account,
      grantedScopes: ['two', 'extra'],
      requestedScopes: ['three', 'two', 'one'],
      stateReason: 'scopes_missing',
    };

    const shown = showAccount(partial, longBefore);

    expect(shown.missingScopes).toEqual(['three', 'one']);
    expect(shown.stateReason).toContain('three, one');
  });

  test('explains a reason it does not know with a sentence all the same', () => {
    const shown = showAccount({ ...account, state: 'revoked', stateReason: 'of_tomorrow' }, longBefore);

    expect(shown.stateReason).toMatch(/^TikTok ended/);
  });

  test.each([
    [30 * dayMs + 1, false],
    [30 * dayMs, true],
    [dayMs, true],
    [1, true],
  ])('names the day on which a connection ends when that is %d ms ahead: %s', (leftMs, named) => {
    const shown = showAccount(account, new Date(time.getTime() - leftMs));

    expect(shown.stateReason.includes('TikTok ends the access on 2026-11-22')).toBe(named);
    expect(shown.stateReason).toMatch(/^The account is connected\./);
  });

  test('that lacks scopes and ends soon says both', () => {
    const partial = { ...account, grantedScopes: ['two'], stateReason: 'scopes_missing' };

    const { stateReason } = showAccount(partial, new Date(time.getTime() - dayMs));

    expect(stateReason).toMatch(/did not grant: one\..*2026-11-22/);
  });

  test('promises no end to come when its time is over already', () => {
    const { stateReason } = showAccount(account, new Date(time.getTime() + dayMs));

    expect(stateReason).not.toContain('before then');
  });

  test.each(['reauth_required', 'revoked', 'disconnected'] as const)(
    'in the state %s names no end: there is nothing left to end',
    (state) => {
      const shown = showAccount({ ...account, state, stateReason: 'unknown' }, new Date(time.getTime() - 1));

      expect(shown.stateReason).not.toContain('2026-11-22');
    },
  );
});
