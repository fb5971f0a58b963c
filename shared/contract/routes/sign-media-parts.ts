import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { id, time } from '../schemas.ts';

export const signMediaParts = defineRoute({
  operationId: 'sign-media-parts',
  trigger: 'http',
  method: 'POST',
  path: '/api/tiktok/media/{mediaId}/parts',
  summary: 'Gives addresses to send parts of a file to',
  description:
    'PUT the bytes of a part to its address, with no headers of your own, and keep the ETag of the answer for complete-media. `stored` names what has arrived already: after a reload only the rest has to be sent.',
  auth: { kind: 'scope', scope: 'publish' },
  uses: ['database', 'media:write'],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 50, burst: 100 },
  maxBodyBytes: 16_384,
  params: z.strictObject({ mediaId: id }),
  body: z.strictObject({
    partNumbers: z
      .array(z.int().min(1).max(10_000))
      .min(1)
      .max(100)
      .describe('Counted from 1; at most 100 at a time.'),
  }),
  replies: {
    200: {
      description: 'The addresses, and what has arrived.',
      body: z.strictObject({
        parts: z.array(
          z.strictObject({
            partNumber: z.int(),
            url: z.url().describe('Takes a PUT of the part.'),
            sizeBytes: z.int().describe('How many bytes this part has to have.'),
          }),
        ),
        stored: z.array(z.strictObject({ partNumber: z.int(), etag: z.string(), sizeBytes: z.int() })),
        expiresAt: time.describe('Until when the addresses can be used; ask anew afterwards.'),
      }),
    },
  },
  failures: ['media_not_found', 'media_upload_gone', 'media_unavailable', 'database_unavailable'],
});
