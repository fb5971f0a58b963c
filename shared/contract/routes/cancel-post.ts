import * as z from 'zod';
import { post } from '../post-reply.ts';
import { defineRoute } from '../rows.ts';
import { id } from '../schemas.ts';

export const cancelPost = defineRoute({
  operationId: 'cancel-post',
  trigger: 'http',
  method: 'POST',
  path: '/api/tiktok/posts/{postId}/cancel',
  summary: 'Cancels a post that has not gone too far',
  description:
    'A post that waits is cancelled at once. While TikTok fetches media from an address it is asked to stop; a file that is on its way cannot be stopped. Repeating it changes nothing.',
  auth: { kind: 'scope', scope: 'publish' },
  uses: ['database', 'vault', 'app-credentials', 'queue:token-lifeboat:send'],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 10, burst: 20 },
  maxBodyBytes: 16_384,
  params: z.strictObject({ postId: id }),
  replies: {
    200: {
      description: 'It is cancelled, or TikTok was asked to stop.',
      body: z.strictObject({
        post,
        cancelled: z
          .enum(['now', 'asked'])
          .describe('`asked`: TikTok says itself whether it did; the status of the post then tells.'),
      }),
    },
  },
  failures: [
    'post_not_found',
    'post_too_late',
    'account_not_found',
    'account_not_connected',
    'account_scope_missing',
    'token_refresh_pending',
    'rate_limited',
    'platform_refused',
    'platform_unavailable',
    'key_service_unavailable',
    'sealed_token_unreadable',
    'database_unavailable',
  ],
});
