import type { FailureCode } from '../../../shared/core/failure.ts';
import { takeMeantAccount } from './meant-account.ts';

/** The failures that the way through TikTok can end with; no file is on it. */
export type ConnectFailureCode = Extract<
  Exclude<FailureCode, `media_${string}`>,
  | `authorization_${string}`
  | `platform_${string}`
  | `${string}_unavailable`
  | 'account_linked_elsewhere'
  | 'sealed_token_unreadable'
  | 'internal_error'
>;

export type RedirectResult =
  | {
      readonly kind: 'connected';
      readonly accountId: string | undefined;
      /** The account that was to be connected again, where it was one. */
      readonly meantId?: string | undefined;
    }
  | { readonly kind: 'failed'; readonly code: string };

const resultKeys = ['tiktok', 'accountId', 'code'];

/** What the callback put into the query, and the query without it; undefined when the page was opened otherwise. */
export const readRedirectResult = (
  search: string,
): { readonly result: RedirectResult; readonly cleanSearch: string } | undefined => {
  const query = new URLSearchParams(search);
  const word = query.get('tiktok');
  if (word !== 'connected' && word !== 'error') return undefined;
  const result: RedirectResult =
    word === 'connected'
      ? { kind: 'connected', accountId: query.get('accountId') ?? undefined }
      : { kind: 'failed', code: query.get('code') ?? 'internal_error' };
  for (const key of resultKeys) query.delete(key);
  const rest = query.toString();
  return { result, cleanSearch: rest === '' ? '' : `?${rest}` };
};

/**
 * Takes the result out of the address at once, so that it stays in neither the bar, the history nor a bookmark, and is told
 * once. The fragment is left for the session.
 */
export const takeRedirectResult = (): RedirectResult | undefined => {
  const { pathname, search, hash } = location;
  const returned = readRedirectResult(search);
  if (returned !== undefined) history.replaceState(history.state, '', pathname + returned.cleanSearch + hash);
  const meantId = takeMeantAccount();
  return returned?.result.kind === 'connected' ? { ...returned.result, meantId } : returned?.result;
};
