import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { id, quota, time } from '../schemas.ts';

export const getCreatorInfo = defineRoute({
  operationId: 'get-creator-info',
  trigger: 'http',
  method: 'GET',
  path: '/api/tiktok/creator-info',
  summary: 'What a creator may choose from now, and whether a post can be made now',
  description:
    'Fresh from TikTok, which wants it shown each time that a form for a direct post is. At most 20 calls a minute for each account; over that the answer is 429 with `Retry-After`.',
  auth: { kind: 'scope', scope: 'publish' },
  uses: ['database', 'vault', 'app-credentials', 'queue:token-lifeboat:send'],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 20, burst: 40 },
  maxBodyBytes: 16_384,
  query: z.strictObject({ accountId: id }),
  replies: {
    200: {
      description: 'Creator info, or why the creator cannot post now.',
      body: z.strictObject({
        accountId: id,
        canPostNow: z.boolean().describe('Whether a direct post would be taken now.'),
        reason: z.string().nullable().describe('Why not, as a sentence for a person.'),
        code: z.string().nullable().describe("Why not, as TikTok's code."),
        canPostAt: time
          .nullable()
          .describe('When it can be tried again; null when that is now, or is not known.'),
        creator: z
          .strictObject({
            nickname: z.string().nullable().describe('TikTok wants it shown on the form.'),
            username: z.string().nullable(),
            avatarUrl: z.string().nullable().describe('A link of TikTok’s that lives for two hours.'),
            privacyOptions: z.array(z.string()).describe('The audiences that may be offered.'),
            commentDisabled: z.boolean(),
            duetDisabled: z.boolean().describe('Of videos.'),
            stitchDisabled: z.boolean().describe('Of videos.'),
            maxVideoSeconds: z.number().nullable().describe('How long a video may be at most.'),
          })
          .nullable()
          .describe('Null when TikTok told its reason alone.'),
        quota,
        fetchedAt: time,
      }),
    },
  },
  failures: [
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
