import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import type { AccountStatus, CreatorPosting } from '../../../api/operations.ts';

/** Why nothing can be sent for an account before its creator has been at TikTok again. */
export type AccountObstacle = 'reconnect' | 'scope';

export const obstacleOf = ({ state, scopes }: AccountStatus): AccountObstacle | undefined => {
  if (state !== 'connected') return 'reconnect';
  const { direct, inbox } = postRules.scopes;
  return scopes.includes(direct) || scopes.includes(inbox) ? undefined : 'scope';
};

/** What an account that can be used has not been allowed: posts or drafts. */
export const lackOf = ({ scopes }: AccountStatus): 'direct' | 'inbox' | undefined => {
  if (!scopes.includes(postRules.scopes.direct)) return 'direct';
  return scopes.includes(postRules.scopes.inbox) ? undefined : 'inbox';
};

export interface SortedAccounts {
  readonly usable: readonly AccountStatus[];
  readonly unusable: readonly AccountStatus[];
  /** The one that posts: that of the address; the only one when that names none. */
  readonly chosen: AccountStatus | undefined;
}

export const sortAccounts = (
  accounts: readonly AccountStatus[],
  wishedId: string | undefined,
): SortedAccounts => {
  const usable = accounts.filter((account) => obstacleOf(account) === undefined);
  const unusable = accounts.filter((account) => obstacleOf(account) !== undefined);
  const wished = usable.find(({ accountId }) => accountId === wishedId);
  // None of several is taken without a word, nor one for another: the post would go out under the wrong name.
  const only = usable.length === 1 && wishedId === undefined ? usable[0] : undefined;
  return { usable, unusable, chosen: wished ?? only };
};

/** What has become of an account while its form was open. `gone`: it is not among the user's any more. */
export type Loss = AccountObstacle | 'gone';

/** The account that the form is for. */
export interface OpenAccount {
  /** As it was when it could post. */
  readonly account: AccountStatus;
  /** Why nothing can be sent for it now. */
  readonly loss: Loss | undefined;
}

/**
 * The account that the form is for: the chosen one. A form that was opened stays, whatever becomes of its account and whichever
 * come beside it, until another is chosen.
 */
export const keepOpen = (
  accounts: readonly AccountStatus[],
  wishedId: string | undefined,
  before: OpenAccount | undefined,
): OpenAccount | undefined => {
  const openId = before?.account.accountId;
  const { chosen } = sortAccounts(accounts, wishedId ?? openId);
  if (chosen !== undefined) return { account: chosen, loss: undefined };
  if (before === undefined || (wishedId !== undefined && wishedId !== openId)) return undefined;
  const now = accounts.find(({ accountId }) => accountId === openId);
  return { ...before, loss: now === undefined ? 'gone' : obstacleOf(now) };
};

/** An account that only drafts are allowed for has no creator info to be asked for; its form says so and offers drafts. */
export const creatorOfDrafts = (
  account: AccountStatus,
  reason: string | null,
  now: Date,
): CreatorPosting => ({
  accountId: account.accountId,
  canPostNow: false,
  reason,
  code: 'account_scope_missing',
  canPostAt: null,
  creator: null,
  quota: account.quota,
  fetchedAt: now.toISOString(),
});
