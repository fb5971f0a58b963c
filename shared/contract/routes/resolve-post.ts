import * as z from 'zod';
import { post } from '../post-reply.ts';
import { defineRoute } from '../rows.ts';
import { id } from '../schemas.ts';

export const resolvePost = defineRoute({
  operationId: 'resolve-post',
  trigger: 'http',
  method: 'POST',
  path: '/api/tiktok/posts/{postId}/resolve',
  summary: 'Settles a post in the state outcome_unknown, as a person found it at TikTok',
  description:
    'TikTok was asked to fetch the media and its answer was lost: the post may be there or not, and asking again could post twice. Whoever has looked says which. Should TikTok later say that it was published, that counts.',
  auth: { kind: 'scope', scope: 'publish' },
  uses: ['database'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 10, burst: 20 },
  maxBodyBytes: 16_384,
  params: z.strictObject({ postId: id }),
  body: z.strictObject({ outcome: z.enum(['published', 'failed']) }),
  replies: { 200: { description: 'The post, settled.', body: z.strictObject({ post }) } },
  failures: ['post_not_found', 'post_not_in_doubt', 'database_unavailable'],
});
