import { randomBytes } from 'node:crypto';
import { saveConnection } from '../../shared/accounts/connect-account.ts';
import { Secret } from '../../shared/core/secret.ts';
import type { Api } from './api.ts';

export interface GrantWish {
  readonly count?: number;
  readonly tenant?: string;
  readonly user?: string;
}

export interface GrantedAccount {
  readonly id: string;
  readonly tenant: string;
  readonly openId: string;
}

let batches = 0;

/** Accounts connected now, as complete-authorization stores them, with live grants at TikTok and without a browser. */
export const grantAccounts = async (api: Api, wish: GrantWish = {}): Promise<GrantedAccount[]> => {
  const { count = 1, tenant = 'tenant-a', user = 'user-1' } = wish;
  batches += 1;
  const granted = api.simulator.control.grantCreators({ count, prefix: `granted-${batches}` });
  return Promise.all(
    granted.map(async ({ openId, tokens }) => {
      const grantedScopes = tokens.scope.split(',');
      const attempt = {
        stateHash: randomBytes(32),
        bindingHash: randomBytes(32),
        tenantId: tenant,
        userId: user,
        platform: 'tiktok',
        returnTo: '/',
        requestedScopes: grantedScopes,
        startedAt: api.now(),
        expiresAt: api.now(),
        consumedAt: api.now(),
      };
      const set = {
        openId,
        accessToken: new Secret(tokens.access_token),
        refreshToken: new Secret(tokens.refresh_token),
        accessExpiresInSeconds: tokens.expires_in,
        refreshExpiresInSeconds: tokens.refresh_expires_in,
        grantedScopes,
      };
      return { id: await saveConnection(api.product, attempt, set, api.now()), tenant, openId };
    }),
  );
};

/** One account, as above. */
export const grantAccount = async (api: Api, wish: GrantWish = {}): Promise<GrantedAccount> => {
  const [account] = await grantAccounts(api, wish);
  if (account === undefined) throw new Error('No account was granted.');
  return account;
};
