import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import { createEndingAccountStore } from '../../shared/database/ending-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { countMessages, createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { announceEndings, type NoticeDependencies } from '../../shared/tokens/expiry-notice.ts';
import { leaseMs } from '../../shared/tokens/refresh-account.ts';
import { type SweepDependencies, sweepTokens } from '../../shared/tokens/sweep.ts';
import { countSweep } from '../../shared/tokens/sweep-tally.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

/** No refresh begins later: the last ones, and the notices, end before the function's timeout of 240 s. */
const startWithinMs = 180_000;
const noticesWithinMs = 20_000;
/** Twenty refreshes are in flight at a time, each of which asks the database before and after for a moment. */
const connections = 4;

export const create = (dependencies: SweepDependencies & NoticeDependencies) => async () => {
  const { clock, log, count } = dependencies;
  const sweep = await sweepTokens(dependencies, new Date(clock().getTime() + startWithinMs));
  count(countSweep(sweep));
  const noticesGiven = await announceEndings(dependencies, new Date(clock().getTime() + noticesWithinMs));
  log.info('Tokens were refreshed', { ...sweep, noticesGiven });
  return { ...sweep, noticesGiven };
};

export const handler = start(async () => {
  const sql = await openDatabase(process.env, { maxConnections: connections });
  const sqs = createSqsClient();
  const lifeboat = readQueueUrl(process.env, 'token-lifeboat');
  return create({
    due: createDueAccountStore(sql),
    tokens: createTokenRefreshStore(sql),
    endings: createEndingAccountStore(sql),
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
});
