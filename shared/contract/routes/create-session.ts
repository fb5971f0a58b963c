import * as z from 'zod';
import { defineRoute } from '../rows.ts';
import { plainText, scopeList, time } from '../schemas.ts';

export const createSession = defineRoute({
  operationId: 'create-session',
  trigger: 'http',
  method: 'POST',
  path: '/api/sessions',
  summary: "Mints a session token for one user's browser",
  description:
    'With scope `admin` for any user of the tenant; otherwise for the caller itself, with no more scope than it has. Renewing a session can only narrow it, and ends 12 hours after the first issue.',
  auth: { kind: 'caller' },
  uses: ['signing-secret', 'site'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 20, burst: 40 },
  maxBodyBytes: 16_384,
  body: z.strictObject({
    userId: plainText(200).describe("The CRM's id of the user."),
    scope: scopeList
      .default('connect read publish')
      .describe('Without `operate`, which is never in a session.'),
    returnTo: z
      .string()
      .max(2000)
      .optional()
      .describe('Where the pages lead back to; on one of the `crmOrigins`.'),
    ttlSeconds: z.int().min(60).max(3600).default(900),
  }),
  replies: {
    201: {
      description: 'The session.',
      body: z.strictObject({
        token: z.string(),
        expiresAt: time,
        connectUrl: z.url(),
        uploadUrl: z.url(),
      }),
    },
  },
  failures: ['insufficient_scope', 'session_ended', 'return_to_not_allowed', 'secret_unavailable'],
});
