import { runTokenRefresh as route } from '../../shared/contract/routes/run-token-refresh.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { Failure } from '../../shared/core/failure.ts';
import { createLog } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { countMessages, createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { leaseMs } from '../../shared/tokens/refresh-account.ts';
import { type SweepDependencies, sweepTokens } from '../../shared/tokens/sweep.ts';
import { countSweep } from '../../shared/tokens/sweep-tally.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

/** A refresh takes 15 s at most, the platform's deadline and one early second attempt: what begins in 5 s ends within 20. */
const startWithinMs = 5_000;
const connections = 4;

export const create = (dependencies: SweepDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ now }) => {
    const { due, clock, count } = dependencies;
    const sweep = await sweepTokens(dependencies, new Date(now.getTime() + startWithinMs));
    count(countSweep(sweep));
    const { refreshed, skipped, failed, reauthRequired, inDoubt, inLifeboat, stoppedBy } = sweep;
    if (stoppedBy === 'misconfigured' && refreshed + reauthRequired === 0) {
      throw new Failure('platform_misconfigured', {
        detail:
          "TikTok does not accept this deployment's app. Check clientKey and clientSecret in the secret whose name ends in /tiktok-app; no account has changed its state.",
      });
    }
    // What was done is told also when the database is away by now.
    const remaining = await due.countDue(clock()).catch(() => null);
    const counts = { refreshed, skipped: { ...skipped }, failed, reauthRequired, inDoubt, inLifeboat };
    return { status: 200, body: { ...counts, stoppedBy: stoppedBy ?? null, remaining } };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env, { maxConnections: connections });
  const sqs = createSqsClient();
  const lifeboat = readQueueUrl(process.env, 'token-lifeboat');
  return create({
    due: createDueAccountStore(sql),
    tokens: createTokenRefreshStore(sql),
    vault: openVault(process.env, sql),
    platform: openTiktok(process.env),
    sendToLifeboat: createSender(sqs, lifeboat),
    isLifeboatEmpty: async () => (await countMessages(sqs, lifeboat)) === 0,
    count: createCount(process.env),
    clock: systemClock,
    log: createLog(),
    chance: Math.random,
    leaseMs,
  });
}, answerUnopened(createLog));
