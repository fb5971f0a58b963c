import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { id, plainText, time } from '../schemas.ts';

export const createMedia = defineRoute({
  operationId: 'create-media',
  trigger: 'http',
  method: 'POST',
  path: '/api/tiktok/media',
  summary: 'Begins the upload of a video or a photo',
  description:
    'The file is then sent in parts straight to the store: ask sign-media-parts for their addresses, PUT each part, and end with complete-media. An upload that is not completed is thrown away after two days.',
  auth: { kind: 'scope', scope: 'publish' },
  uses: ['database', 'media:write'],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 20, burst: 40 },
  maxBodyBytes: 16_384,
  body: z.strictObject({
    fileName: plainText(255).describe('As the user knows it; problems are told by this name.'),
    contentType: plainText(200).describe(
      'video/mp4, video/quicktime, video/webm, image/jpeg or image/webp; parameters are left aside.',
    ),
    sizeBytes: z
      .int()
      .min(1)
      .describe('The exact size of the file. A video may have up to 4 GB, a photo 20 MB.'),
  }),
  replies: {
    201: {
      description: 'The upload has begun.',
      body: z.strictObject({
        mediaId: id,
        partSizeBytes: z.int().describe('The size of each part but the last, which is what is left.'),
        partCount: z.int(),
        expiresAt: time.describe('Until when the upload has to be completed.'),
      }),
    },
  },
  failures: ['media_refused', 'media_unavailable', 'database_unavailable'],
});
