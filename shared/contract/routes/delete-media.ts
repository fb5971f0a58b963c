import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { id } from '../schemas.ts';

export const deleteMedia = defineRoute({
  operationId: 'delete-media',
  trigger: 'http',
  method: 'DELETE',
  path: '/api/tiktok/media/{mediaId}',
  summary: 'Deletes a staged file, or ends its upload',
  description: 'Deleted again, it is still deleted. A file that a post still needs stays.',
  auth: { kind: 'scope', scope: 'publish' },
  uses: ['database', 'media:write'],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 20, burst: 40 },
  maxBodyBytes: 1_024,
  params: z.strictObject({ mediaId: id }),
  replies: { 204: { description: 'The file is deleted.' } },
  failures: ['media_not_found', 'media_in_use', 'media_unavailable', 'database_unavailable'],
});
