import { newLogId } from '../answers.ts';
import { type Answer, answerJson } from '../http.ts';
import type { Simulation } from '../simulation.ts';

/** Codes of section 5.10 with their statuses, and what TikTok says beside them. */
const postingErrors = {
  access_token_invalid: [401, 'The access token is invalid or not found in the request.'],
  scope_not_authorized: [401, 'The user did not authorize the scope required for completing this request.'],
  invalid_param: [400, 'One or more fields in the request are invalid.'],
  app_version_check_failed: [400, 'The TikTok app of the user is too old.'],
  invalid_publish_id: [400, 'The publish_id does not exist.'],
  token_not_authorized_for_specified_publish_id: [400, 'The token is not authorized for the publish_id.'],
  publish_not_cancellable: [400, 'The publish task cannot be cancelled any more.'],
  spam_risk_too_many_posts: [403, 'The daily post cap of the user is reached.'],
  spam_risk_user_banned_from_posting: [403, 'The user is banned from making new posts.'],
  spam_risk_too_many_pending_share: [403, 'There may be no more than 5 pending shares within 24 hours.'],
  reached_active_user_cap: [403, 'The daily quota of active publishing users of the client is reached.'],
  unaudited_client_can_only_post_to_private_accounts: [
    403,
    'Unaudited clients can only post to a private account, visible to its owner alone.',
  ],
  url_ownership_unverified: [403, 'The ownership of the URL is not verified.'],
  privacy_level_option_mismatch: [403, 'privacy_level is missing or not among the options of the creator.'],
  rate_limit_exceeded: [429, 'The API rate limit was exceeded. Try again later.'],
  internal_error: [500, 'Something is wrong on the side of TikTok.'],
} as const;

export type PostingErrorCode = keyof typeof postingErrors;

/** Why a call is refused: TikTok's code, and words in place of the usual ones. */
export interface Refusal {
  readonly refusal: PostingErrorCode;
  readonly message?: string;
}

export const refuse = (refusal: PostingErrorCode, message?: string): Refusal =>
  message === undefined ? { refusal } : { refusal, message };

export function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return 'refusal' in value;
}

/** The answer of an endpoint that refuses; with its own status and the spelling of the switch, unless others are given. */
export function answerRefusal(
  { store, clock }: Simulation,
  given: Refusal,
  status?: number,
  spelling?: 'invalid_params',
): Answer {
  const { invalidParamCode, errorData } = store.state.switches;
  const [ownStatus, words] = postingErrors[given.refusal];
  const code = given.refusal === 'invalid_param' ? (spelling ?? invalidParamCode) : given.refusal;
  const error = { code, message: given.message ?? words, log_id: newLogId(clock.now()) };
  return answerJson(status ?? ownStatus, errorData === 'absent' ? { error } : { data: {}, error });
}
