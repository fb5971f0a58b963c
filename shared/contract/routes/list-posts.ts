import * as z from 'zod';
import { post, postState } from '../post-reply.ts';
import { defineRoute } from '../rows.ts';
import { id, plainText } from '../schemas.ts';

export const listPosts = defineRoute({
  operationId: 'list-posts',
  trigger: 'http',
  method: 'GET',
  path: '/api/tiktok/posts',
  summary: 'Posts, the newest first, with how many there are in each state',
  description:
    "A CRM token sees its tenant's posts; a session token those of its user. Posts that are made meanwhile move nothing on later pages.",
  auth: { kind: 'scope', scope: 'read' },
  uses: ['database'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 50, burst: 100 },
  maxBodyBytes: 16_384,
  query: z.strictObject({
    accountId: id.optional().describe('Only the posts of this account.'),
    status: postState.optional().describe('Only the posts in this state.'),
    reference: plainText(200).optional().describe("Only the posts with this id of the CRM's own."),
    cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the page before.'),
    limit: z.coerce.number().int().min(1).max(100).default(25),
  }),
  replies: {
    200: {
      description: 'A page of posts.',
      body: z.strictObject({
        posts: z.array(post),
        nextCursor: z.string().nullable().describe('Of the page after; null when this is the last.'),
        counts: z
          .record(postState, z.int())
          .describe('Posts in each state, by the same filter without its `status`.'),
        countsAreComplete: z
          .boolean()
          .describe('False when only the newest 10,000 posts were counted, since there are more.'),
      }),
    },
  },
  failures: ['database_unavailable'],
});
