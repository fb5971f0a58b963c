import type { SessionState } from '../../session/page-session.ts';
import type { english } from './messages.en.ts';
import type { Account } from './read-replies.ts';
import type { ConnectFailureCode, RedirectResult } from './redirect-result.ts';
import { nameOf } from './standing.ts';

/** Something to tell once. It names its text, so that a change of the language changes what is told already. */
export interface Notice {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly text:
    | 'connected'
    | 'connectedInPart'
    | 'connectedOther'
    | 'connectedUnconfirmed'
    | 'connectFailed'
    | 'disconnected'
    | 'disconnectedHere'
    | 'dialogFailed'
    | 'failedOtherwise'
    | `failures.${ConnectFailureCode}`;
  /** Whose account it is about, where that has a name. */
  readonly name?: string | undefined;
  /** Of the account that was meant instead. */
  readonly meant?: string | undefined;
  /** The call that failed. */
  readonly error?: unknown;
}

type KnownFailures = (typeof english)['failures'];

const isKnown = (code: string, known: KnownFailures): code is ConnectFailureCode =>
  Object.hasOwn(known, code);

const describeFailure = (code: string, known: KnownFailures): Notice => ({
  tone: code === 'authorization_denied' ? 'warn' : 'bad',
  text: isKnown(code, known) ? `failures.${code}` : 'failedOtherwise',
});

const describeConnected = (account: Account | undefined): Notice => {
  if (account?.state !== 'connected') return { tone: 'warn', text: 'connectedUnconfirmed' };
  const name = nameOf(account);
  return account.missingScopes.length > 0
    ? { tone: 'warn', text: 'connectedInPart', name }
    : { tone: 'good', text: 'connected', name };
};

export interface Judging {
  readonly result: RedirectResult;
  readonly session: SessionState['kind'];
  /** Undefined until the API has listed them. */
  readonly accounts: readonly Account[] | undefined;
  /** The failures that there are words for. */
  readonly known: KnownFailures;
}

/**
 * What to tell of the way through TikTok. Anyone can write a result into a link, so a success is told only of an
 * account that the API lists as connected, and nothing is told without a session. `wait`: the list is not there yet.
 */
export const judgeResult = ({ result, session, accounts, known }: Judging): Notice | 'wait' | 'nothing' => {
  if (session !== 'active') return 'nothing';
  if (result.kind === 'failed') return describeFailure(result.code, known);
  if (accounts === undefined) return 'wait';
  const find = (id: string | undefined) => accounts.find(({ accountId }) => accountId === id);
  const [account, meant] = [find(result.accountId), find(result.meantId)];
  if (account?.state === 'connected' && meant !== undefined && meant !== account)
    return { tone: 'warn', text: 'connectedOther', name: nameOf(account), meant: nameOf(meant) };
  return describeConnected(account);
};
