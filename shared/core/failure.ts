/**
 * Every known way to fail, once. `shared/contract/problems.ts` gives each its HTTP status and title, and the
 * compiler keeps that list complete.
 */
export const failureCodes = [
  'invalid_request',
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
  'unauthenticated',
  'token_expired',
  'insufficient_scope',
  'session_ended',
  'account_not_found',
  'account_not_connected',
  'token_refresh_pending',
  'return_to_not_allowed',
  'signature_missing',
  'signature_invalid',
  'account_linked_elsewhere',
  'authorization_denied',
  'authorization_state_unknown',
  'authorization_state_used',
  'authorization_other_browser',
  'authorization_expired',
  'authorization_code_refused',
  'platform_refused',
  'platform_unavailable',
  'platform_misconfigured',
  'media_unavailable',
  'media_range_ignored',
  'media_changed',
  'media_upload_gone',
  'media_parts_refused',
  'media_not_found',
  'media_not_ready',
  'media_refused',
  'media_in_use',
  'media_domain_missing',
  'url_not_verified',
  'account_scope_missing',
  'creator_cannot_post',
  'post_refused',
  'post_not_found',
  'post_too_late',
  'post_not_in_doubt',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'rate_limited',
  'queue_unavailable',
  'database_unavailable',
  'key_service_unavailable',
  'secret_unavailable',
  'sealed_token_unreadable',
  'internal_error',
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** One invalid field: `pointer` is a JSON pointer (RFC 6901) into the part of the request that `in` names. */
export interface FieldError {
  readonly in: 'body' | 'query' | 'path' | 'header';
  readonly pointer: string;
  readonly detail: string;
}

export interface FailureDetails {
  /** A sentence for the caller. Nothing secret: it leaves the system. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** What the log needs; never shown to a caller. */
  readonly cause?: unknown;
}

/** A failure the product knows by name. Anything else that is thrown is a surprise: a plain 500 and an alarm. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: FailureCode, details: FailureDetails) {
    super(`${code}: ${details.detail}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Failure';
    this.code = code;
    this.detail = details.detail;
    this.errors = details.errors ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Whether `thrown` is the known failure `code`. */
export const isFailure = (thrown: unknown, code?: FailureCode): thrown is Failure =>
  thrown instanceof Failure && (code === undefined || thrown.code === code);
