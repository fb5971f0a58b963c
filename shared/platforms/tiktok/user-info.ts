import type { HttpAnswer } from '../../core/http-client.ts';
import { PlatformError, type PlatformErrorClass, type PlatformProfile } from '../platform.ts';
import { envelope, userInfo } from './wire.ts';

/** Which scope gives which field (tiktok-api.md section 4.1); asking for a field without its scope is an error. */
const fieldsByScope: Readonly<Record<string, readonly string[]>> = {
  'user.info.basic': ['open_id', 'display_name', 'avatar_url'],
  'user.info.profile': ['username'],
};

/** The fields that the granted scopes allow, in a stable order. */
export const allowedFields = (grantedScopes: readonly string[]): readonly string[] =>
  Object.entries(fieldsByScope).flatMap(([scope, fields]) => (grantedScopes.includes(scope) ? fields : []));

const errorClasses: Readonly<Record<string, PlatformErrorClass>> = {
  access_token_invalid: 'needs_reauthorization',
  scope_not_authorized: 'needs_reauthorization',
  scope_permission_missed: 'needs_reauthorization',
  rate_limit_exceeded: 'throttled',
  internal_error: 'retry',
};

const unnamedClass = (status: number): PlatformErrorClass =>
  status === 429 ? 'throttled' : status >= 500 ? 'retry' : 'permanent';

const parseEnvelope = (answer: HttpAnswer) => {
  try {
    return envelope.safeParse(JSON.parse(answer.text)).data;
  } catch {
    return undefined;
  }
};

/** Reads an answer in TikTok's envelope: success is a 2xx and the code `ok`. Throws `PlatformError`. */
export const readEnvelope = (answer: HttpAnswer): unknown => {
  const parsed = parseEnvelope(answer);
  if (parsed === undefined) {
    throw new PlatformError(
      unnamedClass(answer.status),
      `http_${answer.status}`,
      `TikTok answered ${answer.status} in no known form.`,
    );
  }
  const { code, log_id: logId = parsed.error.logid } = parsed.error;
  if (code === 'ok' && answer.status >= 200 && answer.status < 300) return parsed.data;
  throw new PlatformError(
    errorClasses[code] ?? unnamedClass(answer.status),
    code,
    `TikTok answered ${code}.`,
    { logId },
  );
};

/** Only a web link may become an image's address. */
const webLink = (value: string | null | undefined): string | null =>
  value?.startsWith('https://') || value?.startsWith('http://127.0.0.1:') ? value : null;

/** Reads the profile from a user-info answer. Throws `PlatformError`. */
export const readProfile = (answer: HttpAnswer): PlatformProfile => {
  const parsed = userInfo.safeParse(readEnvelope(answer));
  if (!parsed.success) {
    throw new PlatformError('permanent', 'unreadable_answer', 'TikTok answered user info in no known form.');
  }
  const { user } = parsed.data;
  return {
    displayName: user.display_name ?? null,
    username: user.username ?? null,
    avatarUrl: webLink(user.avatar_url),
  };
};
