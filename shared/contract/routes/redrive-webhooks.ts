import * as z from 'zod';
import { defineRoute } from '../rows.ts';

export const redriveWebhooks = defineRoute({
  operationId: 'redrive-webhooks',
  trigger: 'http',
  method: 'POST',
  path: '/api/workers/webhooks',
  summary: 'Moves dead webhook events back to be applied again',
  auth: { kind: 'scope', scope: 'operate' },
  uses: ['queue:webhook-events:redrive'],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 1, burst: 2 },
  maxBodyBytes: 16_384,
  replies: {
    200: {
      description: 'What was moved.',
      body: z.strictObject({
        moved: z.int(),
        remaining: z.int().describe('Dead letters left, as the queue estimates; call again until it is 0.'),
      }),
    },
  },
  failures: ['queue_unavailable'],
});
