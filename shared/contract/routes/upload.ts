import * as z from 'zod';
import { uploadBody } from '../post-schemas.ts';
import { defineRoute } from '../rows.ts';
import { id, quota, time } from '../schemas.ts';

export const upload = defineRoute({
  operationId: 'upload',
  trigger: 'http',
  method: 'POST',
  path: '/api/tiktok/upload',
  summary: 'Publishes a video or photos, or leaves them as a draft in the creator’s inbox',
  description:
    'The post is stored before TikTok is asked for anything, and is submitted as soon as the limits of TikTok allow, or at `publishAt`. What TikTok would refuse is refused first, naming every field.',
  auth: { kind: 'scope', scope: 'publish' },
  uses: [
    'database',
    'vault',
    'app-credentials',
    'posting-settings',
    'queue:token-lifeboat:send',
    'queue:submit-posts:send',
  ],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 20, burst: 40 },
  // 35 addresses of 2,000 characters and a caption of 4,000, some of them written as \uXXXX.
  maxBodyBytes: 131_072,
  body: uploadBody,
  isIdempotent: true,
  replies: {
    202: {
      description: 'The post is stored and on its way.',
      body: z.strictObject({
        postId: id,
        status: z
          .string()
          .describe(
            '`queued`, or `scheduled` with `publishAt`; of a request that was repeated late, where the post is by then.',
          ),
        publishId: z.string().nullable().describe('TikTok’s own id; null until TikTok has taken the post.'),
        quota,
        willSubmitAt: time
          .nullable()
          .describe(
            'When it will be submitted, as far as the limits of TikTok tell; null once that is behind it.',
          ),
      }),
    },
  },
  failures: [
    'account_not_found',
    'account_not_connected',
    'account_scope_missing',
    'token_refresh_pending',
    'media_not_found',
    'media_not_ready',
    'media_refused',
    'media_domain_missing',
    'url_not_verified',
    'post_refused',
    'creator_cannot_post',
    'idempotency_key_reused',
    'idempotency_in_progress',
    'rate_limited',
    'platform_refused',
    'platform_unavailable',
    'database_unavailable',
    'key_service_unavailable',
    'sealed_token_unreadable',
  ],
});
