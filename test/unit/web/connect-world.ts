import type { Page } from 'playwright-core';
import { origin } from './built-site.ts';
import { createToken } from './token.ts';

export const connectPage = `${origin}/platforms/connect/tiktok`;
export const statusPath = '/api/platforms/tiktok/status';
export const startPath = '/api/auth/tiktok';
export const disconnectPath = '/api/platforms/tiktok/disconnect';

const dayMs = 86_400_000;

/** An account as the API lists it. */
export const listed = (differing: object = {}) => ({
  accountId: 'account-1',
  displayName: 'Lina',
  username: 'lina',
  avatarUrl: null,
  scopes: ['user.info.basic', 'video.publish'],
  missingScopes: [],
  state: 'connected',
  stateReason: 'The account is connected.',
  stateReasonCode: 'connected',
  connectedAt: '2026-02-03T10:00:00.000Z',
  accessExpiresAt: null,
  refreshExpiresAt: new Date(Date.now() + 170 * dayMs).toISOString(),
  ...differing,
});

export const listing = (...accounts: readonly object[]) => ({
  connected: accounts.length > 0,
  accounts,
  returnOrigins: ['https://crm.example.com'],
});

/** The same account before and after somebody disconnects it, and the answer to that. */
export const disconnecting = (revokedAtPlatform = true) => {
  let state = 'connected';
  return {
    [statusPath]: () => listing(listed({ state })),
    [disconnectPath]: () => {
      state = 'disconnected';
      return { accountId: 'account-1', state, revokedAtPlatform, detail: '' };
    },
  };
};

/** The part of a link from the CRM that begins a session. */
export const sessionLink = (
  scope = 'connect read',
  returnTo = 'https://crm.example.com/settings',
  userId = 'user-1',
): string => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const token = createToken({ sub: userId, scope, iat: nowSeconds, exp: nowSeconds + 900 });
  return `#${new URLSearchParams({ token, returnTo })}`;
};

/** As the browser does when somebody comes back to a page that it kept. */
export const comeBack = (opened: Page): Promise<unknown> =>
  opened.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));

/** Each way that an account can stand, as one list. */
export const everyStanding = (): object =>
  listing(
    listed({ displayName: 'Lina Martin', avatarUrl: 'https://pictures.example.com/lina.jpg' }),
    listed({ accountId: 'account-2', displayName: 'Sami', missingScopes: ['video.upload', 'video.list'] }),
    listed({
      accountId: 'account-3',
      displayName: null,
      username: 'ending.soon',
      refreshExpiresAt: new Date(Date.now() + 20 * dayMs).toISOString(),
    }),
    listed({
      accountId: 'account-4',
      displayName: 'Ana',
      state: 'reauth_required',
      stateReason: 'TikTok ended the access. Connect it again to use it.',
      stateReasonCode: 'refresh_refused',
    }),
    listed({
      accountId: 'account-5',
      displayName: 'Maximiliane Konstantinopolitanskaja-Oberhuber von und zu Liechtenstein',
      state: 'revoked',
      stateReason: 'The creator removed our access in the TikTok app. Connect it again to use it.',
      stateReasonCode: 'removed_by_creator',
    }),
    listed({ accountId: 'account-6', displayName: null, username: null, state: 'disconnected' }),
  );
