import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { id } from '../schemas.ts';

export const disconnect = defineRoute({
  operationId: 'disconnect',
  trigger: 'http',
  method: 'POST',
  path: '/api/platforms/tiktok/disconnect',
  summary: 'Ends a connection: revoked at TikTok, tokens destroyed',
  description:
    'The stored tokens are destroyed even when TikTok does not answer; `revokedAtPlatform` then says so. Repeating it changes nothing.',
  auth: { kind: 'scope', scope: 'connect' },
  uses: ['database', 'vault', 'app-credentials', 'queue:token-lifeboat:send'],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 10, burst: 20 },
  maxBodyBytes: 16_384,
  body: z.strictObject({ accountId: id }),
  replies: {
    200: {
      description: 'The account is disconnected.',
      body: z.strictObject({
        accountId: id,
        state: z.literal('disconnected'),
        revokedAtPlatform: z.boolean().describe('Whether TikTok confirmed that the grant is gone.'),
        detail: z.string().describe('What happened, and what is left to do, as a sentence for a person.'),
      }),
    },
  },
  failures: ['account_not_found', 'database_unavailable'],
});
