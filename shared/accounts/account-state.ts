import type { AccountRow } from '../database/accounts.ts';
import { platformName } from '../platforms/platform.ts';
import { nextNotice } from '../tokens/expiry-notice.ts';
import { explainState, missingScopes, readStateReason } from '../tokens/state-reason.ts';

const explain = (account: AccountRow, now: Date): string => {
  const sentence = explainState(account);
  const ends = account.state === 'connected' && nextNotice(account.refreshExpiresAt, now) !== undefined;
  if (!ends) return sentence;
  const name = platformName(account.platform);
  if (account.refreshExpiresAt <= now)
    return `The time for which ${name} gives access is over, and it is asked once more. Connect again.`;
  const time = account.refreshExpiresAt.toISOString().slice(0, 16).replace('T', ' at ');
  return `${sentence} ${name} ends the access on ${time} UTC; connect again before then.`;
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
    stateReasonCode: readStateReason(account.stateReason),
    connectedAt: account.connectedAt.toISOString(),
    accessExpiresAt: live ? account.accessExpiresAt.toISOString() : null,
    refreshExpiresAt: live ? account.refreshExpiresAt.toISOString() : null,
  };
};
