import type { Announcement } from '../database/accounts.ts';
import { announce } from '../outbox/crm-event.ts';
import type { LoginReason } from './refresh-failure.ts';
import { missingScopes } from './state-reason.ts';

/** What an announcement says of any account. */
export interface ToldAccount {
  readonly id: string;
  readonly userId: string;
  readonly platform: string;
}

export interface ScopedAccount extends ToldAccount {
  readonly requestedScopes: readonly string[];
  readonly grantedScopes: readonly string[];
}

const naming = ({ id, userId, platform }: ToldAccount) => ({ accountId: id, userId, platform });

const grant = ({ requestedScopes }: ScopedAccount, granted: readonly string[]) => ({
  scopes: granted,
  missingScopes: missingScopes(requestedScopes, granted),
});

/** The account needs a new login. */
export const announceLogin = (account: ToldAccount, reason: LoginReason, at: Date): Announcement =>
  announce('account.reauth_required', 'system:refresh-tokens', { ...naming(account), reason }, at);

/** An account that was given up is connected again: its tokens have come after all. */
export const announceRecovery = (
  account: ScopedAccount,
  granted: readonly string[],
  at: Date,
): Announcement =>
  announce(
    'account.recovered',
    'system:rescue-tokens',
    { ...naming(account), ...grant(account, granted) },
    at,
  );

/** The creator's grant has other scopes than before; undefined when it has not. */
export const announceScopes = (
  account: ScopedAccount,
  granted: readonly string[],
  at: Date,
): Announcement | undefined => {
  if (account.grantedScopes.toSorted().join() === granted.toSorted().join()) return undefined;
  const payload = { ...naming(account), ...grant(account, granted) };
  return announce('account.scopes_changed', `platform:${account.platform}`, payload, at);
};
