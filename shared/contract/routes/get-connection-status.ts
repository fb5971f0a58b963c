import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { account, plainText, quota } from '../schemas.ts';

export const getConnectionStatus = defineRoute({
  operationId: 'get-connection-status',
  trigger: 'http',
  method: 'GET',
  path: '/api/platforms/tiktok/status',
  summary: 'Which accounts are connected, and in which state',
  description: "A CRM token sees its tenant's accounts; a session token those of its user.",
  auth: { kind: 'scope', scope: 'read' },
  uses: ['database', 'site'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 50, burst: 100 },
  maxBodyBytes: 16_384,
  query: z.strictObject({
    userId: plainText(200).optional().describe('Only the accounts of this CRM user.'),
  }),
  replies: {
    200: {
      description: 'The accounts, the newest connection first.',
      body: z.strictObject({
        connected: z.boolean().describe('Whether at least one account can be used now.'),
        accounts: z.array(account.extend({ quota })),
        returnOrigins: z
          .array(z.string())
          .describe('Where a page may lead back to besides this site: the `crmOrigins` of the deployment.'),
      }),
    },
  },
  failures: ['database_unavailable'],
});
