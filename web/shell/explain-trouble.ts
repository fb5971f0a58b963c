import type { FailureCode } from '../../shared/core/failure.ts';
import type { Trouble } from '../api/call-api.ts';

/** The refusals that a creator can meet and that we say in both languages. */
export type TroubleCode = Extract<
  FailureCode,
  | 'unauthenticated'
  | 'token_expired'
  | 'insufficient_scope'
  | 'session_ended'
  | 'account_not_found'
  | 'account_not_connected'
  | 'account_scope_missing'
  | 'token_refresh_pending'
  | 'return_to_not_allowed'
  | 'rate_limited'
  | 'platform_refused'
  | 'platform_unavailable'
  | 'platform_misconfigured'
  | `${'database' | 'media' | 'queue' | 'key_service' | 'secret'}_unavailable`
  | 'post_not_found'
  | 'internal_error'
>;

/** Which sentence leads. The API's own sentence, which is English, follows it or stands in for it. */
export type Explanation =
  | { readonly kind: 'known'; readonly code: TroubleCode; readonly detail: string | undefined }
  | { readonly kind: 'told'; readonly detail: string }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'nothing' };

/** What there is to say of a trouble, by the codes that the catalogue knows. */
export const explainTrouble = (
  { status, code, detail }: Trouble,
  known: Readonly<Record<TroubleCode, string>>,
): Explanation => {
  if (code !== undefined && Object.hasOwn(known, code))
    return { kind: 'known', code: code as TroubleCode, detail };
  if (detail !== undefined) return { kind: 'told', detail };
  return status === 429 ? { kind: 'too-many' } : { kind: 'nothing' };
};
