import * as z from 'zod';
import { defineRoute } from '../rows.ts';

export const getHealth = defineRoute({
  operationId: 'get-health',
  trigger: 'http',
  method: 'GET',
  path: '/api/health',
  summary: 'The version, and what it can reach',
  auth: { kind: 'none' },
  uses: ['database'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 10, burst: 20 },
  maxBodyBytes: 16_384,
  replies: {
    200: {
      description: 'Everything that requests need is reachable.',
      body: z.strictObject({
        status: z.literal('ok'),
        version: z.string(),
        database: z.literal('reachable'),
      }),
    },
    503: {
      description: 'Something is not; webhooks are still taken.',
      body: z.strictObject({
        status: z.literal('degraded'),
        version: z.string(),
        database: z.literal('unreachable'),
      }),
    },
  },
  failures: [],
});
