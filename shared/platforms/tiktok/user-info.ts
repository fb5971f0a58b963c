import type { HttpAnswer } from '../../core/http-client.ts';
import { PlatformError, type PlatformProfile } from '../platform.ts';
import { readPayload } from './envelope.ts';
import { userInfo } from './wire.ts';

/** Which scope gives which field (tiktok-api.md section 4.1); asking for a field without its scope is an error. */
const fieldsByScope: Readonly<Record<string, readonly string[]>> = {
  'user.info.basic': ['open_id', 'display_name', 'avatar_url'],
  'user.info.profile': ['username'],
};

/** The fields that the granted scopes allow, in a stable order. */
export const allowedFields = (grantedScopes: readonly string[]): readonly string[] =>
  Object.entries(fieldsByScope).flatMap(([scope, fields]) => (grantedScopes.includes(scope) ? fields : []));

/** Only a web link may become an image's address. */
export const webLink = (value: string | null | undefined): string | null =>
  value?.startsWith('https://') || value?.startsWith('http://127.0.0.1:') ? value : null;

/** Reads the profile from a user-info answer. Throws `PlatformError`. */
export const readProfile = (answer: HttpAnswer): PlatformProfile => {
  const parsed = userInfo.safeParse(readPayload(answer, 'retry').data);
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
