import type { AccountRow } from '../database/accounts.ts';
import { nextNotice } from '../tokens/expiry-notice.ts';
import { explainState, missingScopes } from '../tokens/state-reason.ts';

const explain = (account: AccountRow, now: Date): string => {
  const sentence = explainState(account);
  const ends = account.state === 'connected' && nextNotice(account.refreshExpiresAt, now) !== undefined;
  if (!ends) return sentence;
  if (account.refreshExpiresAt <= now)
    return `${sentence} The time that TikTok gave it is over; connect again.`;
  const day = account.refreshExpiresAt.toISOString().slice(0, 10);
  return `${sentence} TikTok ends the access on ${day}; connect again before then.`;
};

/** An account as the API shows it at `now`. Nothing of it is a secret. */
export const showAccount = (account: AccountRow, now: Date) => {
  const live = account.state === 'connected' || account.state === 'reauth_required';
  return {
    accountId: account.id,
    displayName: account.displayName,
    username: account.username,
    avatarUrl: account.avatarUrl,
    scopes: account.grantedScopes,
    missingScopes: missingScopes(account.requestedScopes, account.grantedScopes),
    state: account.state,
    stateReason: explain(account, now),
    connectedAt: account.connectedAt.toISOString(),
    accessExpiresAt: live ? account.accessExpiresAt.toISOString() : null,
    refreshExpiresAt: live ? account.refreshExpiresAt.toISOString() : null,
  };
};
