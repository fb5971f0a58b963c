import { getCreatorInfo as route } from '../../shared/contract/routes/get-creator-info.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createLearnedCaps } from '../../shared/database/learned-caps.ts';
import { createQuotaStore } from '../../shared/database/quota.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { tiktokRateLimits, tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { postRules } from '../../shared/platforms/tiktok/post-rules.ts';
import { type CreatorInfoDependencies, fetchCreatorInfo } from '../../shared/posts/creator-info.ts';
import { showCreatorPosting } from '../../shared/posts/show-creator.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { leaseMs } from '../../shared/tokens/refresh-account.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: CreatorInfoDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, query: { accountId } }) => {
    const posting = await fetchCreatorInfo(dependencies, {
      tenant: caller.tenant,
      accountId,
      onlyUserId: caller.kind === 'session' ? caller.userId : undefined,
    });
    return { status: 200, body: { accountId, ...showCreatorPosting(posting) } };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    tokens: createTokenRefreshStore(sql),
    calls: createRateCalls(sql, tiktokRateLimits),
    caps: createLearnedCaps(sql),
    quotas: createQuotaStore(sql, tiktokSubmissionLimits),
    capCodes: tiktokSubmissionLimits.capCodes,
    rules: postRules,
    vault: openVault(process.env, sql),
    platform: openTiktok(process.env),
    sendToLifeboat: createSender(createSqsClient(), readQueueUrl(process.env, 'token-lifeboat')),
    count: createCount(process.env),
    clock: systemClock,
    log: createLog(),
    chance: Math.random,
    leaseMs,
  });
}, answerUnopened(createLog));
