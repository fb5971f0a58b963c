import { Failure } from '../core/failure.ts';
import { isId } from '../core/ids.ts';
import { describeError } from '../core/log.ts';
import type { AccountRow, AccountStore } from '../database/accounts.ts';
import { announce } from '../outbox/crm-event.ts';
import { openAccessToken } from '../tokens/account-tokens.ts';
import type { RefreshDependencies } from '../tokens/refresh-account.ts';
import { type Use, withAccessToken } from '../tokens/with-access-token.ts';

export interface DisconnectDependencies extends RefreshDependencies {
  readonly accounts: AccountStore;
}

/** Who asks: a whole tenant, or within it one user. */
export interface AccountOwner {
  readonly tenant: string;
  /** The user to act for; undefined for a CRM, which sees all of its tenant. */
  readonly onlyUserId: string | undefined;
  readonly actorUserId: string;
}

export interface Disconnection {
  readonly revokedAtPlatform: boolean;
  readonly detail: string;
}

const notFound = () =>
  new Failure('account_not_found', {
    detail: 'There is no account with this accountId here.',
    errors: [{ in: 'body', pointer: '/accountId', detail: 'It names no account that you can see.' }],
  });

const findVisible = async (accounts: AccountStore, owner: AccountOwner, id: string): Promise<AccountRow> => {
  const account = isId(id) ? await accounts.find(owner.tenant, id) : undefined;
  const visible = owner.onlyUserId === undefined || account?.userId === owner.onlyUserId;
  if (account === undefined || !visible) throw notFound();
  return account;
};

/** A caller waits for the answer, so another worker's refresh is not waited for as long as elsewhere. */
const revocation = { lifeNeededMs: 10_000, waitMs: 5_000, beginWithinMs: 2_000 } as const;

/** With a token refreshed first, if need be. An account that needs a new login may still have a token that lives. */
const revokeGrant = async (
  dependencies: DisconnectDependencies,
  account: AccountRow,
): Promise<AccountRow> => {
  const { platform, vault } = dependencies;
  if (account.state !== 'connected') {
    await platform.revoke(await openAccessToken(vault, account));
    return account;
  }
  const name = { tenant: account.tenantId, accountId: account.id };
  const revokeWith: Use<AccountRow> = async (accessToken, present) => {
    await platform.revoke(accessToken);
    return present;
  };
  return withAccessToken(dependencies, name, revokeWith, revocation);
};

/** Whether the platform confirmed the end, and the account whose tokens it was. */
const revoke = async (
  dependencies: DisconnectDependencies,
  account: AccountRow,
): Promise<{ revokedAtPlatform: boolean; account: AccountRow }> => {
  if (account.state === 'revoked') return { revokedAtPlatform: true, account };
  try {
    return { revokedAtPlatform: true, account: await revokeGrant(dependencies, account) };
  } catch (error) {
    dependencies.log.warn('A grant could not be revoked at the platform', {
      accountId: account.id,
      error: describeError(error),
    });
    return { revokedAtPlatform: false, account };
  }
};

const details = {
  done: 'The access was revoked at TikTok, and the tokens were destroyed here.',
  alone:
    'The tokens were destroyed here, but TikTok did not confirm the end of the access. The creator can remove it in the TikTok app under Settings, Security, Apps and services permissions.',
  before: 'The account was not connected any more; nothing was left to do.',
};

/** Disconnected already: told again as it was. */
const describeEarlier = ({ stateReason }: AccountRow): Disconnection =>
  stateReason === 'disconnected_unconfirmed'
    ? { revokedAtPlatform: false, detail: details.alone }
    : { revokedAtPlatform: true, detail: details.before };

/** How often an account's tokens may change while it is being disconnected before that is a fault. */
const triesMax = 3;

/**
 * Ends a connection: revokes it at the platform, then destroys the tokens whatever the platform said. Repeating it
 * changes nothing. Throws `account_not_found`, also for another tenant's or user's account.
 */
export const disconnectAccount = async (
  dependencies: DisconnectDependencies,
  owner: AccountOwner,
  accountId: string,
): Promise<Disconnection> => {
  const { accounts, clock } = dependencies;
  let ended: Date | undefined;
  for (let tries = 0; tries < triesMax; tries += 1) {
    const found = await findVisible(accounts, owner, accountId);
    if (found.state === 'disconnected') return describeEarlier(found);
    // A refresh that came in between moves the version, not the grant, which has ended once; a new connection has another.
    const hasEnded = ended?.getTime() === found.connectedAt.getTime();
    const { revokedAtPlatform, account } = hasEnded
      ? { revokedAtPlatform: true, account: found }
      : await revoke(dependencies, found);
    if (revokedAtPlatform) ended = account.connectedAt;
    const reason = revokedAtPlatform ? 'disconnected_by_user' : 'disconnected_unconfirmed';
    const announcement = announce(
      'account.disconnected',
      `user:${owner.actorUserId}`,
      { accountId, userId: account.userId, platform: account.platform, revokedAtPlatform },
      clock(),
    );
    if (await accounts.disconnect(account, reason, announcement)) {
      return { revokedAtPlatform, detail: revokedAtPlatform ? details.done : details.alone };
    }
  }
  throw new Error(`An account's tokens changed during ${triesMax} tries to disconnect it.`);
};
