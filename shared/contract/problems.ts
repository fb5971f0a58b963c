import type { FailureCode } from '../core/failure.ts';

/** What a failure code means to a caller: its HTTP status and the title of its problem type (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly title: string;
}

/** Complete by type: a new code does not compile without its problem. */
export const problems: Readonly<Record<FailureCode, Problem>> = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not JSON' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is not application/json' },
  unauthenticated: { status: 401, title: 'A valid token is needed' },
  token_expired: { status: 401, title: 'The token has expired' },
  insufficient_scope: { status: 403, title: 'The token does not allow this' },
  session_ended: { status: 403, title: 'The session has ended' },
  account_not_found: { status: 404, title: 'There is no such account' },
  account_not_connected: { status: 409, title: 'The account has to be connected again' },
  token_refresh_pending: { status: 503, title: "The account's access is being renewed" },
  return_to_not_allowed: { status: 422, title: 'The return address is not allowed' },
  signature_missing: { status: 401, title: 'The signature is missing' },
  signature_invalid: { status: 401, title: 'The signature is not valid' },
  account_linked_elsewhere: { status: 409, title: 'The account is connected by somebody else' },
  authorization_denied: { status: 403, title: 'The creator did not agree' },
  authorization_state_unknown: { status: 400, title: 'The authorization is not known' },
  authorization_state_used: { status: 400, title: 'The authorization was used already' },
  authorization_other_browser: { status: 400, title: 'The authorization began in another browser' },
  authorization_expired: { status: 400, title: 'The authorization took too long' },
  authorization_code_refused: { status: 400, title: 'The platform refused the authorization' },
  platform_refused: { status: 502, title: 'The platform refused' },
  platform_unavailable: { status: 503, title: 'The platform does not answer' },
  platform_misconfigured: { status: 500, title: 'The platform app is not set up correctly' },
  media_unavailable: { status: 503, title: 'The media store does not answer' },
  media_range_ignored: { status: 502, title: 'The media store does not read in parts' },
  media_changed: { status: 409, title: 'The file is no longer the same' },
  media_upload_gone: { status: 409, title: 'The upload is no longer there' },
  media_parts_refused: { status: 422, title: 'The parts do not make a file' },
  media_not_found: { status: 404, title: 'There is no such file' },
  media_not_ready: { status: 409, title: 'The file is not there yet' },
  media_refused: { status: 422, title: 'The platform would not take the file' },
  media_in_use: { status: 409, title: 'A post needs the file' },
  media_domain_missing: { status: 422, title: 'There is no verified media domain' },
  url_not_verified: { status: 422, title: 'The address is not under a verified property' },
  account_scope_missing: { status: 409, title: 'The creator has not granted what this needs' },
  creator_cannot_post: { status: 409, title: 'The creator cannot post now' },
  post_refused: { status: 422, title: 'The platform would not take the post' },
  post_not_found: { status: 404, title: 'There is no such post' },
  post_too_late: { status: 409, title: 'It is too late for that' },
  post_not_in_doubt: { status: 409, title: 'There is nothing to resolve' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key belongs to another request' },
  idempotency_in_progress: { status: 409, title: 'The first request with this key is still at work' },
  rate_limited: { status: 429, title: "The platform's limit is reached" },
  queue_unavailable: { status: 503, title: 'The queue does not answer' },
  database_unavailable: { status: 503, title: 'The database does not answer' },
  key_service_unavailable: { status: 503, title: 'The key service does not answer' },
  secret_unavailable: { status: 503, title: 'A secret cannot be read' },
  sealed_token_unreadable: { status: 500, title: 'A stored token cannot be opened' },
  internal_error: { status: 500, title: 'Something went wrong here' },
};

/** What every route can answer with, by what it takes; a row lists only the failures of its own. */
export const commonFailures = {
  always: ['body_too_large', 'internal_error'],
  /** A signed delivery is not parsed, so nothing of its form is refused. */
  whenParsed: ['invalid_request'],
  withBody: ['invalid_json', 'unsupported_media_type'],
  withCaller: ['unauthenticated', 'token_expired', 'secret_unavailable'],
  withScope: ['insufficient_scope'],
  /** A function that must read a secret to open cannot do without. */
  withSecrets: ['secret_unavailable'],
  /** A new deployment's, until the operator has set them. */
  withAppCredentials: ['platform_misconfigured'],
} as const satisfies Record<string, readonly FailureCode[]>;
