import * as z from 'zod';

/** TikTok's answers, in the form its documents give them. Unknown keys pass: a platform may add some. */

/** Ten years: far above any lifetime, and below what no date can hold. */
const lifetimeMaxSeconds = 10 * 365 * 86_400;
const lifetime = z.number().transform((seconds) => Math.min(seconds, lifetimeMaxSeconds));
const liveLifetime = z.number().positive().pipe(lifetime);

/** A token answer (tiktok-api.md section 2.2): flat, lifetimes in seconds, scopes comma-separated. */
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: liveLifetime,
  refresh_token: z.string().min(1),
  refresh_expires_in: liveLifetime,
  open_id: z.string().min(1).max(300),
  scope: z.string(),
});

/**
 * The answer to a refresh (section 2.3), documented in the same form. Older wording let the refresh token stay as it is,
 * so what concerns it may be missing or empty; an access token must be there.
 */
export const refreshAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: liveLifetime,
  refresh_token: z.string().nullish(),
  refresh_expires_in: lifetime.nullish(),
  open_id: z.string().min(1).max(300),
  scope: z.string().nullish(),
});

/** An OAuth error (section 2.6). Its HTTP status is not documented: the `error` text decides. */
export const oauthError = z.object({
  error: z.string().min(1),
  error_description: z.string().optional(),
  log_id: z.string().optional(),
});

/** The envelope of every other answer (section 0.4). Some tables spell the id `logid`. */
export const envelope = z.object({
  data: z.unknown().optional(),
  error: z.object({
    code: z.string(),
    message: z.string().optional(),
    log_id: z.string().optional(),
    logid: z.string().optional(),
  }),
});

const nullableText = z.string().nullish();

/** `data` of user info (section 4.1), as far as it is asked for. */
export const userInfo = z.object({
  user: z.object({
    open_id: nullableText,
    display_name: nullableText,
    username: nullableText,
    avatar_url: nullableText,
  }),
});
