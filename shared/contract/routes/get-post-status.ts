import * as z from 'zod';
import { post } from '../post-reply.ts';
import { defineRoute } from '../rows.ts';
import { plainText } from '../schemas.ts';

export const getPostStatus = defineRoute({
  operationId: 'get-post-status',
  trigger: 'http',
  method: 'GET',
  path: '/api/tiktok/status/{publishId}',
  summary: 'Where a post stands, and what comes next',
  description:
    "As last told by TikTok's webhooks and by looks at its status, which go on by themselves; TikTok is not called. A session token sees its own user's posts.",
  auth: { kind: 'scope', scope: 'read' },
  uses: ['database'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 50, burst: 100 },
  maxBodyBytes: 16_384,
  params: z.strictObject({
    publishId: plainText(200).describe("Our post id, or TikTok's publish id."),
  }),
  replies: { 200: { description: 'The post.', body: post } },
  failures: ['post_not_found', 'database_unavailable'],
});
