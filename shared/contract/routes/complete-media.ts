import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { id, plainText, time } from '../schemas.ts';

const facts = z
  .strictObject({
    container: z.enum(['mp4', 'mov', 'webm', 'matroska', 'jpeg', 'webp']),
    codec: z.string().nullable(),
    durationSeconds: z.number().nullable(),
    widthPx: z.int().nullable(),
    heightPx: z.int().nullable(),
    frameRate: z.number().nullable().describe('Frames a second, on average.'),
  })
  .describe('What the stored bytes say of themselves; null where they do not say it.');

export const completeMedia = defineRoute({
  operationId: 'complete-media',
  trigger: 'http',
  method: 'POST',
  path: '/api/tiktok/media/{mediaId}/complete',
  summary: 'Ends an upload, and says what TikTok would refuse about the file',
  description:
    'May be called again, also after an answer that was lost: it says the same. A file with problems cannot be posted; it is thrown away after two days.',
  auth: { kind: 'scope', scope: 'publish' },
  uses: ['database', 'media:write'],
  timeoutSeconds: 29,
  // Room for the pieces of a file that are looked at, and for the connections to read them over.
  memoryMb: 512,
  throttle: { ratePerSecond: 20, burst: 40 },
  maxBodyBytes: 131_072,
  params: z.strictObject({ mediaId: id }),
  body: z.strictObject({
    parts: z
      .array(z.strictObject({ partNumber: z.int().min(1).max(10_000), etag: plainText(100) }))
      .min(1)
      .max(1_000)
      .describe('All parts, each with the ETag that its PUT was answered with.'),
  }),
  replies: {
    200: {
      description: 'The file is there.',
      body: z.strictObject({
        mediaId: id,
        kind: z.enum(['video', 'photo']),
        fileName: z.string(),
        sizeBytes: z.int(),
        contentType: z.string().describe('By its bytes, whatever it was announced as.'),
        facts: facts.nullable().describe('Null for a file that cannot be understood.'),
        problems: z
          .array(
            z.strictObject({
              code: z.string(),
              detail: z.string().describe('What is wrong and what to do, as a sentence for a person.'),
            }),
          )
          .describe(
            'For which TikTok would refuse the file. What the file does not say is not held against it.',
          ),
        usable: z.boolean().describe('Whether it can be posted.'),
        expiresAt: time.describe('Until when it is kept.'),
      }),
    },
  },
  failures: [
    'media_not_found',
    'media_upload_gone',
    'media_changed',
    'media_parts_refused',
    'media_range_ignored',
    'media_unavailable',
    'database_unavailable',
  ],
});
