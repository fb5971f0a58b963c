import * as z from 'zod';
import { id, plainText } from './schemas.ts';

/** Text that Postgres can hold, of any number of lines. How long it may be depends on the kind of post. */
const caption = z.string().refine((text) => text.isWellFormed() && !/(?![\n\r\t])\p{Cc}/u.test(text), {
  message: 'must be text without control characters',
});

const off = 'Off unless said.';

const media = z
  .strictObject({
    source: z.enum(['FILE_UPLOAD', 'PULL_FROM_URL']),
    mediaId: id.optional().describe('FILE_UPLOAD: a staged video, sent to TikTok in chunks.'),
    videoUrl: z
      .string()
      .optional()
      .describe('PULL_FROM_URL: a video under a verified property; https, at most 2,000 characters.'),
    photoUrls: z
      .array(z.string())
      .optional()
      .describe('PULL_FROM_URL: photos under verified properties, in their order.')
      .meta({ minItems: 1, maxItems: 35 }),
    photoMediaIds: z
      .array(id)
      .optional()
      .describe('PULL_FROM_URL: staged photos, served under the stage’s media domain, in their order.')
      .meta({ minItems: 1, maxItems: 35 }),
    coverIndex: z.int().min(0).optional().describe('With photos: which of them is the cover, from 0.'),
  })
  .meta({
    oneOf: [
      { properties: { source: { const: 'FILE_UPLOAD' } }, required: ['mediaId'] },
      { properties: { source: { const: 'PULL_FROM_URL' } }, required: ['videoUrl'] },
      { properties: { source: { const: 'PULL_FROM_URL' } }, required: ['photoUrls', 'coverIndex'] },
      { properties: { source: { const: 'PULL_FROM_URL' } }, required: ['photoMediaIds', 'coverIndex'] },
    ],
  });

const post = z.strictObject({
  title: caption
    .optional()
    .describe(
      'The caption: of a direct video at most 2,200 UTF-16 units, of photos at most 90. Not for a draft of a video.',
    ),
  description: caption.optional().describe('Photos alone: at most 4,000 UTF-16 units.'),
  privacyLevel: plainText(100)
    .optional()
    .describe('Direct mode, required: one of the `privacyOptions` of creator-info; there is no default.'),
  allowComment: z.boolean().optional().describe(`Direct mode. ${off}`),
  allowDuet: z.boolean().optional().describe(`Direct mode, video. ${off}`),
  allowStitch: z.boolean().optional().describe(`Direct mode, video. ${off}`),
  yourBrand: z
    .boolean()
    .optional()
    .describe(`Direct mode: it promotes the creator or their business. ${off}`),
  brandedContent: z
    .boolean()
    .optional()
    .describe(`Direct mode: it promotes a third party, and is public or for friends. ${off}`),
  isAiGenerated: z.boolean().optional().describe(`Not for a draft of a video. ${off}`),
  coverTimestampMs: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .optional()
    .describe('Direct mode, video: the frame of the cover; the first unless said.'),
  autoAddMusic: z.boolean().optional().describe(`Direct mode, photos. ${off}`),
});

const consent = z.strictObject({
  musicUsage: z.boolean().describe('True: the creator agreed to TikTok’s Music Usage Confirmation.'),
  brandedContentPolicy: z
    .boolean()
    .optional()
    .describe('True, with branded content: the creator agreed to the Branded Content Policy.'),
});

/** What `upload` takes. Of what belongs together by mode and media, the operation says what is wrong, field by field. */
export const uploadBody = z.strictObject({
  accountId: id,
  mode: z
    .enum(['direct', 'inbox'])
    .describe('`direct` posts; `inbox` leaves a draft that the creator finishes in the TikTok app.'),
  media,
  post: post.optional().describe('A field that TikTok does not read in this mode and media is refused.'),
  consent: consent
    .optional()
    .describe('Direct mode, required: what the creator agreed to. Stored with who sent it and when.'),
  reference: plainText(200).optional().describe('The CRM’s own id of the post; list-posts finds it.'),
  publishAt: z.iso
    .datetime()
    .optional()
    .describe('ISO 8601, UTC: one minute to 60 days ahead. At once unless said.'),
});
