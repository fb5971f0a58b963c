import type { AccountState } from '../database/accounts.ts';
import type { GrantRemovedReason } from '../platforms/platform.ts';

/** What the decision needs of an account. */
export interface GrantHolder {
  readonly id: string;
  readonly state: AccountState;
  readonly stateReason: string;
  readonly stateChangedAt: Date;
  readonly connectedAt: Date;
}

export interface RemovedGrant {
  readonly occurredAt: Date;
  readonly reason: GrantRemovedReason;
}

export type RemovalDecision =
  | { readonly change: 'revoke' }
  /** Revoked already; this event came first at the platform, so its reason is the true one. */
  | { readonly change: 'correct_reason' }
  | { readonly change: 'none'; readonly why: string };

const secondOf = (time: Date): number => Math.floor(time.getTime() / 1000);

/**
 * Whether the event speaks of a grant before the account's present one. Event times are whole seconds. In the very
 * second of the connection, `revoked_by_app` is the echo of our own disconnect before it; any other reason is taken
 * at its word.
 */
const isOlder = (event: RemovedGrant, account: GrantHolder): boolean => {
  const [occurred, connected] = [secondOf(event.occurredAt), secondOf(account.connectedAt)];
  return event.reason === 'revoked_by_app' ? occurred <= connected : occurred < connected;
};

/** Of two events the earlier one names the reason; of two in one second, the first by alphabet. So order of arrival is nothing. */
const namesReason = (event: RemovedGrant, account: GrantHolder): boolean => {
  const difference = secondOf(event.occurredAt) - secondOf(account.stateChangedAt);
  return difference < 0 || (difference === 0 && event.reason < account.stateReason);
};

/** What an `authorization.removed` does to an account. The same events in any order end in the same state. */
export const decideRemoval = (event: RemovedGrant, account: GrantHolder): RemovalDecision => {
  if (isOlder(event, account)) return { change: 'none', why: 'The account was connected anew after it.' };
  if (account.state === 'disconnected') return { change: 'none', why: 'The account was disconnected here.' };
  if (account.state !== 'revoked') return { change: 'revoke' };
  return namesReason(event, account)
    ? { change: 'correct_reason' }
    : { change: 'none', why: 'The account was revoked already.' };
};
