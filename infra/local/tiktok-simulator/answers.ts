import { randomBytes } from 'node:crypto';
import { type Answer, answerJson } from './http.ts';
import type { Switches } from './switches.ts';

/** OAuth errors of section 2.6 that the simulator answers. */
export type OAuthErrorCode =
  | 'access_denied'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'server_error'
  | 'temporarily_unavailable';

/** Statuses of RFC 6749, for the position `by-error`; what TikTok sends is not documented. */
const oauthStatuses: Partial<Record<string, number>> = {
  invalid_client: 401,
  server_error: 500,
  temporarily_unavailable: 503,
};

/** Codes of section 0.4 with their statuses. `not_found` is the simulator's own, for paths TikTok does not name. */
export const apiErrorStatuses = {
  access_token_invalid: 401,
  scope_not_authorized: 401,
  scope_permission_missed: 400,
  invalid_params: 400,
  rate_limit_exceeded: 429,
  internal_error: 500,
  not_found: 404,
} as const;

export type ApiErrorCode = keyof typeof apiErrorStatuses;

/** An answer with the common envelope (section 0.4). */
export function answerData(now: number, data: unknown): Answer {
  return answerJson(200, {
    data,
    error: { code: 'ok', message: '', log_id: newLogId(now) },
  });
}

/** An error in the common envelope; `data` is an empty object, as seen in the field. */
export function answerApiError(now: number, code: string, message: string, status: number): Answer {
  return answerJson(status, {
    data: {},
    error: { code, message, log_id: newLogId(now) },
  });
}

/** A known error in the common envelope with the status that belongs to it. */
export function answerKnownError(now: number, code: ApiErrorCode, message: string): Answer {
  return answerApiError(now, code, message, apiErrorStatuses[code]);
}

/** A flat OAuth error (section 2.6); its HTTP status depends on the switch unless one is given. */
export function answerOAuthError(
  now: number,
  policy: Switches['oauthErrorStatus'],
  error: string,
  description: string,
  status?: number,
): Answer {
  const byPolicy = policy === 'always-200' ? 200 : (oauthStatuses[error] ?? 400);
  return answerJson(status ?? byPolicy, {
    error,
    error_description: description,
    log_id: newLogId(now),
  });
}

/** Like `20261122093000A1B2C3D4E5F60718293A`: the time in UTC to the second, then 20 hex digits. */
export function newLogId(now: number): string {
  const time = new Date(now).toISOString().replace(/\D/g, '').slice(0, 14);
  return `${time}${randomBytes(10).toString('hex').toUpperCase()}`;
}
