import type { AccountRow } from '../database/accounts.ts';
import { type GrantRemovedReason, platformName } from '../platforms/platform.ts';
import type { LoginReason } from './refresh-failure.ts';

export type Reason =
  | GrantRemovedReason
  | LoginReason
  | 'connected'
  | 'disconnected_by_user'
  | 'disconnected_unconfirmed';

/** Why an account is in its state. A person reads the sentence, with the platform's name; the word is stored. */
const sentences: Readonly<Record<Reason, string>> = {
  connected: 'The account is connected.',
  disconnected_by_user:
    'The account was disconnected here, and its tokens were destroyed. Connect it again to use it.',
  disconnected_unconfirmed:
    'The account was disconnected here, and its tokens were destroyed. {platform} did not confirm the end of the access; the creator can remove it in the {platform} app.',
  removed_by_creator: 'The creator removed our access in the {platform} app. Connect it again to use it.',
  account_deleted: 'The {platform} account was deleted.',
  age_changed: "{platform} ended the access because the account's age changed.",
  account_banned: '{platform} banned the account.',
  revoked_by_app: 'The access was revoked at {platform}. Connect it again to use it.',
  unknown: '{platform} ended the access without saying why. Connect it again to use it.',
  refresh_refused: '{platform} ended the access. Connect it again to use it.',
  refresh_token_expired:
    '{platform} gives access for a limited time, and that time is over. Connect it again to use it.',
  refresh_answer_lost:
    '{platform} renewed the access, but its answer was lost on the way, and {platform} gives it only once. Connect it again to use it.',
  refresh_in_doubt:
    'Renewing the access was interrupted twice, so that it is not known which token {platform} holds valid. Connect it again to use it.',
  refresh_keeps_failing: '{platform} refused to renew the access five times. Connect it again to use it.',
  token_unreadable: 'The stored access cannot be opened any more. Connect it again to use it.',
};

export const missingScopes = (requested: readonly string[], granted: readonly string[]): string[] =>
  requested.filter((scope) => !granted.includes(scope));

/** What is stored as the reason of a connected account: whether it was granted all that was asked for. */
export const connectedReason = (requested: readonly string[], granted: readonly string[]): string =>
  missingScopes(requested, granted).length === 0 ? 'connected' : 'scopes_missing';

const isKnown = (reason: string): reason is Reason => Object.hasOwn(sentences, reason);

/** The stored word, or `unknown` for one that this version does not know. */
export const readStateReason = (stored: string): Reason | 'scopes_missing' =>
  stored === 'scopes_missing' || isKnown(stored) ? stored : 'unknown';

/** The reason as a sentence for a person. */
export const explainState = (
  account: Pick<AccountRow, 'platform' | 'stateReason' | 'requestedScopes' | 'grantedScopes'>,
): string => {
  const reason = readStateReason(account.stateReason);
  if (reason !== 'scopes_missing')
    return sentences[reason].replaceAll('{platform}', platformName(account.platform));
  const missing = missingScopes(account.requestedScopes, account.grantedScopes).join(', ');
  return `The creator did not grant: ${missing}. What needs it will not work; connect again to grant it.`;
};
