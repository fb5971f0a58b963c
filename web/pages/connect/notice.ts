import type { Trouble } from '../../api/call-api.ts';
import type { Messages } from './messages.ts';
import type { View } from './page-state.ts';
import { type Account, nameOf } from './read-accounts.ts';
import type { RedirectResult } from './redirect-result.ts';

/** Something to tell once. */
export interface Notice {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly text: string;
  readonly trouble?: Trouble;
}

const describeFailure = (code: string, messages: Messages): Notice => {
  const known = Object.entries(messages.failures).find(([one]) => one === code);
  const tone = code === 'authorization_denied' ? 'warn' : 'bad';
  return { tone, text: known?.[1] ?? messages.failedOtherwise };
};

const describeConnected = (account: Account | undefined, messages: Messages): Notice => {
  if (account?.state !== 'connected') return { tone: 'warn', text: messages.connectedUnconfirmed };
  const name = nameOf(account) ?? messages.unnamed;
  return account.missingScopes.length > 0
    ? { tone: 'warn', text: messages.connectedInPart(name) }
    : { tone: 'good', text: messages.connected(name) };
};

/**
 * What to tell of the way through TikTok. Anyone can write a result into a link, so a success is told only of an
 * account that the API lists as connected, and nothing is told without a session. `wait`: the list is not there yet.
 */
export const judgeResult = (
  result: RedirectResult,
  view: View,
  messages: Messages,
): Notice | 'wait' | 'nothing' => {
  if (view.kind === 'no-session') return 'nothing';
  if (result.kind === 'failed') return describeFailure(result.code, messages);
  if (view.kind !== 'accounts') return 'wait';
  const account = view.accounts.find(({ accountId }) => accountId === result.accountId);
  return describeConnected(account, messages);
};
