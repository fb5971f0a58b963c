import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { time } from '../schemas.ts';

export const startAuthorization = defineRoute({
  operationId: 'start-authorization',
  trigger: 'http',
  method: 'GET',
  path: '/api/auth/tiktok',
  summary: "Begins connecting a creator's account",
  description:
    'Called by the hosted connect page with a same-origin fetch, which then navigates to `authorizationUrl`. Sets the cookie that binds the attempt to this browser. A CRM links to `connectUrl` of a session instead.',
  auth: { kind: 'scope', scope: 'connect' },
  uses: ['database', 'site', 'app-credentials'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 20, burst: 40 },
  maxBodyBytes: 16_384,
  query: z.strictObject({
    returnTo: z
      .string()
      .max(2000)
      .optional()
      .describe('A path of this site, or a URL on one of the `crmOrigins`.'),
  }),
  replies: {
    200: {
      description: 'Where to send the browser.',
      body: z.strictObject({ authorizationUrl: z.url(), expiresAt: time }),
      headers: ['set-cookie'],
    },
  },
  failures: ['return_to_not_allowed', 'secret_unavailable', 'database_unavailable'],
});
