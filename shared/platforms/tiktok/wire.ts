import * as z from 'zod';

/** TikTok's answers, in the form its documents give them. Unknown keys pass: a platform may add some. */

/** A token answer (tiktok-api.md section 2.2): flat, lifetimes in seconds, scopes comma-separated. */
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1),
  refresh_expires_in: z.number().positive(),
  open_id: z.string().min(1).max(300),
  scope: z.string(),
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
