import type { Account } from './read-replies.ts';

/** How an account stands, as its badge says. */
export type Standing = 'connected' | 'in_part' | 'ending' | 'reauth_required' | 'revoked' | 'disconnected';

/** The time of the first notice that the CRM gets as well (shared/tokens/expiry-notice.ts). */
const noticeMs = 30 * 86_400_000;

/** Whether the access ends within 30 days, so that the creator had better connect again before. */
const endsSoon = ({ refreshExpiresAt }: Account, now: Date): boolean =>
  refreshExpiresAt !== null && Date.parse(refreshExpiresAt) - now.getTime() <= noticeMs;

/** What there is to say of an account first: the most that stands in the way of using it. */
export const standingOf = (account: Account, now: Date): Standing => {
  if (account.state !== 'connected') return account.state;
  if (account.missingScopes.length > 0) return 'in_part';
  return endsSoon(account, now) ? 'ending' : 'connected';
};

/** When the access of a working account ends, if that is soon. */
export const endOf = (account: Account, now: Date): string | undefined =>
  account.state === 'connected' && account.refreshExpiresAt !== null && endsSoon(account, now)
    ? account.refreshExpiresAt
    : undefined;

/** What can be done: connected anew when it does not work in full or not for long, disconnected while it lives. */
export const actionsFor = (account: Account, now: Date) => ({
  connectAgain: standingOf(account, now) !== 'connected',
  disconnect: account.state === 'connected' || account.state === 'reauth_required',
});

/** The name to show and to speak of. */
export const nameOf = ({ displayName, username }: Account): string | undefined =>
  displayName ?? (username === null ? undefined : `@${username}`);
