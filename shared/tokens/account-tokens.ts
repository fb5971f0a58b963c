import { Failure } from '../core/failure.ts';
import type { Secret } from '../core/secret.ts';
import type { AccountRow } from '../database/accounts.ts';
import type { TokenSet } from '../platforms/platform.ts';
import type { SealBinding } from '../vault/binding.ts';
import type { Vault } from '../vault/vault.ts';

export type TokenColumn = 'sealed_access_token' | 'sealed_refresh_token';

/** What a token is sealed for: it opens for this tenant, account and column alone. */
export const bindToken = (tenant: string, accountId: string, column: TokenColumn): SealBinding => ({
  purpose: 'oauth_token',
  tenant,
  accountId,
  column,
});

/** Both tokens, sealed for an account's row. */
export const sealTokens = async (vault: Vault, tenant: string, accountId: string, tokens: TokenSet) => ({
  sealedAccessToken: await vault.seal(
    tokens.accessToken,
    bindToken(tenant, accountId, 'sealed_access_token'),
  ),
  sealedRefreshToken: await vault.seal(
    tokens.refreshToken,
    bindToken(tenant, accountId, 'sealed_refresh_token'),
  ),
});

/** An account's access token. Throws `sealed_token_unreadable`, also when the account holds none. */
export const openAccessToken = (vault: Vault, account: AccountRow): Promise<Secret> => {
  if (account.sealedAccessToken === null) {
    throw new Failure('sealed_token_unreadable', { detail: 'The account holds no token.' });
  }
  return vault.open(
    account.sealedAccessToken,
    bindToken(account.tenantId, account.id, 'sealed_access_token'),
  );
};
