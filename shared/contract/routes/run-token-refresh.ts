import * as z from 'zod';
import { defineRoute } from '../rows.ts';

/** Why the sweep left an account alone. */
const skipped = z
  .record(z.string(), z.int())
  .describe(
    'Accounts left alone, by reason. `unused`: not used for 30 days, and so refreshed on its next use, or when its refresh token is at half its life. `not_due`: its tokens are still good. `lifeboat_pending`: a refresh that broke off is being healed first. `stopped`: the run ended before its turn. `lease_lost`: another worker has it.',
  );

export const runTokenRefresh = defineRoute({
  operationId: 'run-token-refresh',
  trigger: 'http',
  method: 'POST',
  path: '/api/workers/token-refresh',
  summary: 'Refreshes the tokens that are due now, of every tenant',
  description:
    'What the schedule does every five minutes, for at most 20 seconds. Call again until `remaining` is 0. Never refreshes an account that another run has in hand.',
  auth: { kind: 'scope', scope: 'operate' },
  uses: [
    'all-tenants-database',
    'vault',
    'app-credentials',
    'queue:token-lifeboat:send',
    'queue:token-lifeboat:count',
  ],
  timeoutSeconds: 29,
  memoryMb: 512,
  throttle: { ratePerSecond: 1, burst: 2 },
  maxBodyBytes: 16_384,
  replies: {
    200: {
      description: 'What became of the accounts that were due.',
      body: z.strictObject({
        refreshed: z.int(),
        skipped,
        failed: z.int().describe('Will be tried again, each at its own time.'),
        reauthRequired: z.int().describe('Can only be healed by the creator, who has to log in again.'),
        inDoubt: z
          .int()
          .describe(
            'Accounts looked at whose last refresh broke off: settled by this run, or waiting for the lifeboat.',
          ),
        inLifeboat: z
          .int()
          .describe('Refreshed, with tokens that could not be stored yet; they come by themselves.'),
        stoppedBy: z
          .enum(['time', 'failures', 'misconfigured', 'database_unavailable'])
          .nullable()
          .describe('Why the run ended before every due account had its turn; null when it did not.'),
        remaining: z
          .int()
          .nullable()
          .describe(
            'Still due and in nobody’s hands, counted up to 10,000; call again. Null when the database could not say.',
          ),
      }),
    },
  },
  // A queue or key service that does not answer fails single accounts, which `failed` and `skipped` count.
  failures: ['database_unavailable'],
});
