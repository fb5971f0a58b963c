import { Failure } from '../core/failure.ts';
import { createId } from '../core/ids.ts';
import { describeError, type Log } from '../core/log.ts';
import type { AccountStore, NewConnection } from '../database/accounts.ts';
import type { AttemptRow } from '../database/attempts.ts';
import { announce } from '../outbox/crm-event.ts';
import type { Platform, TokenSet } from '../platforms/platform.ts';
import { sealTokens } from '../tokens/account-tokens.ts';
import { firstLookAt } from '../tokens/refresh-due.ts';
import { connectedReason, missingScopes } from '../tokens/state-reason.ts';
import type { Vault } from '../vault/vault.ts';

export interface ConnectDependencies {
  readonly accounts: AccountStore;
  readonly vault: Vault;
  readonly platform: Platform;
  readonly log: Log;
}

/**
 * Reads the profile of a new connection and stores it. A profile is welcome and not needed: when this fails, or is
 * killed, the account is connected all the same, and refresh-profiles brings its profile later.
 */
export const addProfile = async (
  { accounts, platform, log }: ConnectDependencies,
  { tenantId }: AttemptRow,
  accountId: string,
  tokens: TokenSet,
  now: Date,
): Promise<void> => {
  try {
    const profile = await platform.fetchProfile(tokens.accessToken, tokens.grantedScopes);
    await accounts.saveProfile(tenantId, accountId, profile, now);
  } catch (error) {
    log.warn('The profile of a new connection could not be read', { accountId, error: describeError(error) });
  }
};

const after = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);

/** How often an account's row may appear between our look and our write before that is a fault. */
const triesMax = 3;

/**
 * Stores what an authorization granted: a new account, or the same creator connected anew under the same id. Returns
 * the account's id. Throws `account_linked_elsewhere` when the creator is live for another user; the grant is then left
 * as it is at the platform, since revoking it would end both.
 */
export const saveConnection = async (
  dependencies: ConnectDependencies,
  attempt: AttemptRow,
  tokens: TokenSet,
  connectedAt: Date,
): Promise<string> => {
  const { accounts, vault, platform } = dependencies;
  const { tenantId, userId, requestedScopes } = attempt;
  const missing = missingScopes(requestedScopes, tokens.grantedScopes);
  const accessExpiresAt = after(connectedAt, tokens.accessExpiresInSeconds);
  const refreshExpiresAt = after(connectedAt, tokens.refreshExpiresInSeconds);
  for (let tries = 0; tries < triesMax; tries += 1) {
    const existing = await accounts.findOwn(tenantId, userId, platform.id, tokens.openId);
    const id = existing?.id ?? createId(connectedAt);
    const connection: NewConnection = {
      id,
      tenantId,
      userId,
      platform: platform.id,
      openId: tokens.openId,
      requestedScopes,
      grantedScopes: tokens.grantedScopes,
      ...(await sealTokens(vault, tenantId, id, tokens)),
      accessExpiresAt,
      refreshExpiresAt,
      refreshDueAt: firstLookAt({
        issuedAt: connectedAt,
        accessExpiresAt,
        refreshExpiresAt,
        lastUsedAt: connectedAt,
      }),
      stateReason: connectedReason(requestedScopes, tokens.grantedScopes),
      connectedAt,
    };
    const type = existing === undefined ? 'account.connected' : 'account.reconnected';
    const announcement = announce(
      type,
      `user:${userId}`,
      { accountId: id, userId, platform: platform.id, scopes: tokens.grantedScopes, missingScopes: missing },
      connectedAt,
    );
    const outcome = await accounts.saveConnection(connection, announcement);
    if (outcome === 'saved') return id;
    if (outcome === 'linked_elsewhere') {
      throw new Failure('account_linked_elsewhere', {
        detail: 'This creator is connected by another user. It must be disconnected there first.',
      });
    }
  }
  throw new Error(`An account's row changed under ${triesMax} tries to store its connection.`);
};
