import type { AccountRow } from '../database/accounts.ts';
import type { GrantRemovedReason } from '../platforms/platform.ts';

/** Why an account is in its state. A person reads the sentence; the word is stored. */
const sentences: Readonly<Record<string, string>> = {
  connected: 'The account is connected.',
  disconnected_by_user:
    'The account was disconnected here, and its tokens were destroyed. Connect it again to use it.',
  disconnected_unconfirmed:
    'The account was disconnected here, and its tokens were destroyed. TikTok did not confirm the end of the access; the creator can remove it in the TikTok app.',
  removed_by_creator: 'The creator removed our access in the TikTok app. Connect it again to use it.',
  account_deleted: 'The TikTok account was deleted.',
  age_changed: "TikTok ended the access because the account's age changed.",
  account_banned: 'TikTok banned the account.',
  revoked_by_app: 'The access was revoked at TikTok. Connect it again to use it.',
  unknown: 'TikTok ended the access without saying why. Connect it again to use it.',
} satisfies Record<
  GrantRemovedReason | 'connected' | 'disconnected_by_user' | 'disconnected_unconfirmed',
  string
>;

export const missingScopes = (requested: readonly string[], granted: readonly string[]): string[] =>
  requested.filter((scope) => !granted.includes(scope));

/** The reason as a sentence for a person. */
export const explainState = (
  account: Pick<AccountRow, 'state' | 'stateReason' | 'requestedScopes' | 'grantedScopes'>,
): string => {
  if (account.stateReason !== 'scopes_missing')
    return sentences[account.stateReason] ?? sentences['unknown'] ?? '';
  const missing = missingScopes(account.requestedScopes, account.grantedScopes).join(', ');
  return `The creator did not grant: ${missing}. What needs it will not work; connect again to grant it.`;
};

/** An account as the API shows it. Nothing of it is a secret. */
export const showAccount = (account: AccountRow) => {
  const live = account.state === 'connected' || account.state === 'reauth_required';
  return {
    accountId: account.id,
    displayName: account.displayName,
    username: account.username,
    avatarUrl: account.avatarUrl,
    scopes: account.grantedScopes,
    missingScopes: missingScopes(account.requestedScopes, account.grantedScopes),
    state: account.state,
    stateReason: explainState(account),
    connectedAt: account.connectedAt.toISOString(),
    accessExpiresAt: live ? account.accessExpiresAt.toISOString() : null,
    refreshExpiresAt: live ? account.refreshExpiresAt.toISOString() : null,
  };
};
