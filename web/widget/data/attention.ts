import type { AccountStatus } from '../../api/operations.ts';

/** What an account needs of a person. */
export type Need = 'again' | 'scopes' | 'soon' | 'gone' | 'nothing';

/** The API warns of the end of an access from thirty days before it (shared/tokens/expiry-notice.ts). */
const warnMs = 30 * 24 * 3_600_000;

/**
 * What an account needs: to be connected again, more scopes, to be connected again before its access ends, or nothing.
 * `gone`: it was disconnected here on purpose.
 */
export const needOf = (
  {
    state,
    missingScopes,
    refreshExpiresAt,
  }: Pick<AccountStatus, 'state' | 'missingScopes' | 'refreshExpiresAt'>,
  now: Date,
): Need => {
  if (state === 'disconnected') return 'gone';
  if (state !== 'connected') return 'again';
  if (missingScopes.length > 0) return 'scopes';
  const ends = refreshExpiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(refreshExpiresAt);
  return ends - now.getTime() < warnMs ? 'soon' : 'nothing';
};

/** Why it needs that, as far as an account's state says it. */
export type Reason = Exclude<Need, 'again' | 'nothing'> | 'revoked' | 'reauth_required';

export const reasonOf = ({ state }: Pick<AccountStatus, 'state'>, need: Exclude<Need, 'nothing'>): Reason => {
  if (need !== 'again') return need;
  return state === 'revoked' ? 'revoked' : 'reauth_required';
};

const rank: Readonly<Record<Need, number>> = { again: 0, scopes: 1, soon: 2, nothing: 3, gone: 4 };

/** The accounts to show, those first that need somebody; otherwise in the API's order. */
export const orderAccounts = <A extends AccountStatus>(
  accounts: readonly A[],
  accountId: string | undefined,
  now: Date,
): readonly A[] =>
  accounts
    .filter((account) => accountId === undefined || account.accountId === accountId)
    .toSorted((one, other) => rank[needOf(one, now)] - rank[needOf(other, now)]);
