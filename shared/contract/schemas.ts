import * as z from 'zod';
import { scopes } from './rows.ts';

/** Text that Postgres can hold and a screen can show: well-formed UTF-16 without NUL or other control characters. */
export const plainText = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), {
      message: 'must be well-formed text without control characters',
    });

export const id = z.string().min(1).max(100).describe('Opaque id.');
export const time = z.iso.datetime({ precision: 3 }).describe('ISO 8601, UTC.');
export const scope = z.enum(scopes);

/** A space-separated list of scopes, as OAuth writes it (RFC 6749 section 3.3). */
export const scopeList = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => text.split(' ').every((word) => (scopes as readonly string[]).includes(word)), {
    message: `must be a space-separated list of: ${scopes.join(', ')}`,
  });

export const accountState = z.enum(['connected', 'reauth_required', 'revoked', 'disconnected']);

/** Why an account is in its state; `unknown` where the platform did not say. */
export const stateReasonCode = z.enum([
  'connected',
  'scopes_missing',
  'disconnected_by_user',
  'disconnected_unconfirmed',
  'removed_by_creator',
  'account_deleted',
  'age_changed',
  'account_banned',
  'revoked_by_app',
  'unknown',
  'refresh_refused',
  'refresh_token_expired',
  'refresh_answer_lost',
  'refresh_in_doubt',
  'refresh_keeps_failing',
  'token_unreadable',
]);

const cap = z.strictObject({
  reached: z.boolean(),
  until: time.nullable().describe('When it is taken to be over; null while it is not reached.'),
});

export const quota = z
  .strictObject({
    pendingDrafts: z.strictObject({
      used: z.int().describe('Drafts of the last 24 hours that the creator has not posted yet.'),
      limit: z.int(),
      freeAt: time.nullable().describe('When the next draft can be sent; null when that is now.'),
    }),
    submissions: z.strictObject({
      usedInMinute: z.int(),
      limit: z.int(),
      freeAt: time.nullable().describe('When the next post can be submitted; null when that is now.'),
    }),
    dailyPosts: cap.describe(
      "The creator's posts of a day, by all apps together. TikTok keeps the number to itself.",
    ),
    activeCreators: cap.describe('The creators that this app may post for in a day, those of today aside.'),
  })
  .describe("What TikTok's limits leave the account.");

export const account = z
  .strictObject({
    accountId: id,
    displayName: z.string().nullable(),
    username: z.string().nullable().describe('The @handle; null until the creator grants user.info.profile.'),
    avatarUrl: z.string().nullable().describe('A signed link of the platform; it expires and is renewed.'),
    scopes: z.array(z.string()).describe('What the creator granted.'),
    missingScopes: z.array(z.string()).describe('What was asked for and not granted.'),
    state: accountState,
    stateReason: z
      .string()
      .nullable()
      .describe('Why the account is in its state, as a sentence for a person.'),
    stateReasonCode: stateReasonCode.describe('The same as a word, for a sentence in another language.'),
    connectedAt: time,
    accessExpiresAt: time.nullable(),
    refreshExpiresAt: time.nullable(),
  })
  .describe("A creator's connected platform account.");

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z
      .array(
        z.strictObject({
          in: z.enum(['body', 'query', 'path', 'header']),
          pointer: z.string(),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('Each invalid field, by JSON pointer.'),
  })
  .describe('RFC 9457 problem document.');
