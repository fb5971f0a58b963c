import * as z from 'zod';
import { defineRoute } from '../rows.ts';

/** What a platform may send is not ours to refuse by form: unknown keys pass, and each known one is bounded. */
export const completeAuthorization = defineRoute({
  operationId: 'complete-authorization',
  trigger: 'http',
  method: 'GET',
  path: '/api/auth/tiktok/callback',
  summary: 'Where TikTok sends the browser back',
  description:
    'Bound by `state` and cookie to the browser, the user and the tenant that began. Always answers with a redirect: `tiktok=connected&accountId=…`, or `tiktok=error&code=…`.',
  auth: { kind: 'none' },
  uses: ['database', 'vault', 'site', 'app-credentials'],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 20, burst: 40 },
  maxBodyBytes: 16_384,
  query: z.object({
    state: z.string().max(500).optional(),
    code: z.string().max(2000).optional(),
    scopes: z.string().max(1000).optional(),
    error: z.string().max(200).optional(),
    error_description: z.string().max(1000).optional(),
    error_type: z.string().max(200).optional(),
  }),
  replies: {
    302: {
      description: 'Back to `returnTo`, or to the connect page.',
      headers: ['location', 'referrer-policy'],
    },
  },
  failures: [],
});
