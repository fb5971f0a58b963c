import * as z from 'zod';
import { id, time } from './schemas.ts';

export const postState = z.enum([
  'scheduled',
  'queued',
  'submitting',
  'outcome_unknown',
  'transferring',
  'processing',
  'in_inbox',
  'cancelled',
  'failed',
  'published',
]);

const failure = z
  .strictObject({
    code: z.string().describe("TikTok's code, or one of ours."),
    logId: z.string().nullable().describe("TikTok's log id, which its support asks for."),
    sentence: z.string().describe('What happened, for a person.'),
    advice: z
      .enum(['retry', 'wait', 'reconnect', 'change', 'creator_acts', 'operator_acts', 'none'])
      .describe(
        '`retry` the same again; `wait` and then the same; `reconnect` the account; `change` the post; `creator_acts` in the TikTok app; `operator_acts` on the deployment or the TikTok app; `none` can be done.',
      ),
  })
  .describe('Why it ended, or is in doubt.');

/** A post as every reply shows it. */
export const post = z
  .strictObject({
    postId: id,
    publishId: z.string().nullable().describe("TikTok's publish id; null until TikTok has taken the post."),
    accountId: id,
    mode: z.enum(['direct', 'inbox']),
    mediaKind: z.enum(['video', 'photos']),
    source: z.enum(['FILE_UPLOAD', 'PULL_FROM_URL']),
    status: postState,
    statusSentence: z.string().describe('Where the post stands and what comes next, for a person.'),
    platformStatus: z.string().nullable().describe("TikTok's own word, as it last told it."),
    failure: failure.nullable(),
    bytes: z.strictObject({
      sent: z.int().describe('What TikTok is known to have.'),
      total: z.int().nullable().describe('Null of media that TikTok fetches by itself.'),
    }),
    postIds: z
      .array(z.string())
      .describe(
        "TikTok's ids of what came of it, as text. Only public posts have one; a draft can have several.",
      ),
    urls: z.array(z.string()).describe('Where the public ones are seen, when the username is known.'),
    isPublic: z.boolean().describe('Whether everybody can see at least one of them.'),
    noLongerPublic: z
      .array(z.string())
      .describe('Ids of those that were public and are not any more: deleted, or for fewer people.'),
    title: z.string().nullable(),
    privacyLevel: z.string().nullable(),
    reference: z.string().nullable().describe("The CRM's own id."),
    publishAt: time.nullable().describe('When it was asked to be posted.'),
    willSubmitAt: time.nullable().describe('When TikTok is asked for it, while it waits.'),
    submittedAt: time.nullable().describe('When TikTok was asked for it.'),
    createdAt: time,
    updatedAt: time,
    times: z.partialRecord(postState, time).describe('When it came to each of its states.'),
  })
  .describe('A post, and what has become of it.');
