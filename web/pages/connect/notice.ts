import type { Trouble } from '../../api/call-api.ts';
import type { Messages } from './messages.ts';
import { type Account, nameOf } from './read-accounts.ts';
import type { RedirectResult } from './redirect-result.ts';

/** Something to tell once. */
export interface Notice {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly text: string;
  readonly trouble?: Trouble;
}

/** How the way through TikTok ended, in plain words; `accounts` name the account when they are known. */
export const describeResult = (
  result: RedirectResult,
  accounts: readonly Account[],
  messages: Messages,
): Notice => {
  if (result.kind === 'failed') {
    const known = Object.entries(messages.failures).find(([code]) => code === result.code);
    const tone = result.code === 'authorization_denied' ? 'warn' : 'bad';
    return { tone, text: known?.[1] ?? messages.failedOtherwise };
  }
  const account = accounts.find(({ accountId }) => accountId === result.accountId);
  const name = (account && nameOf(account)) ?? messages.unnamed;
  return (account?.missingScopes.length ?? 0) > 0
    ? { tone: 'warn', text: messages.connectedInPart(name) }
    : { tone: 'good', text: messages.connected(name) };
};

/** The sentence below a trouble's title: the API's own, which is English, or ours when it gave none. */
export const explainTrouble = (
  { status, detail }: Trouble,
  messages: Messages,
): { readonly text: string; readonly isEnglish: boolean } => {
  if (detail !== undefined) return { text: detail, isEnglish: true };
  return { text: status === 429 ? messages.tooMany : messages.noDetail, isEnglish: false };
};
