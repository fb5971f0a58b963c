import type { FailureCode } from '../../../shared/core/failure.ts';
import type { Trouble } from '../../api/call-api.ts';
import type { Messages } from './messages.ts';

/** The refusals of a call that a creator can meet on this page; the other codes are faults of the page itself. */
export type TroubleCode = Extract<
  FailureCode,
  | 'unauthenticated'
  | 'token_expired'
  | 'insufficient_scope'
  | 'session_ended'
  | 'account_not_found'
  | 'return_to_not_allowed'
  | 'database_unavailable'
  | 'secret_unavailable'
  | 'platform_misconfigured'
  | 'internal_error'
>;

/**
 * The sentence below a trouble's title: ours for a code that we know, else the API's own, which is English, else one
 * for an answer that says nothing.
 */
export const explainTrouble = (
  { status, code, detail }: Trouble,
  messages: Messages,
): { readonly text: string; readonly isEnglish: boolean } => {
  const known = Object.entries(messages.troubles).find(([one]) => one === code);
  if (known !== undefined) return { text: known[1], isEnglish: false };
  if (detail !== undefined) return { text: detail, isEnglish: true };
  return { text: status === 429 ? messages.tooMany : messages.noDetail, isEnglish: false };
};
