import * as z from 'zod';
import { defineRoute } from '../rows.ts';

export const getOpenapi = defineRoute({
  operationId: 'get-openapi',
  trigger: 'http',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This API as an OpenAPI 3.1 document',
  auth: { kind: 'none' },
  uses: ['site'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 10, burst: 20 },
  maxBodyBytes: 16_384,
  replies: {
    200: {
      description: 'The document.',
      body: z.object({ openapi: z.string() }).loose(),
    },
  },
  failures: [],
});
