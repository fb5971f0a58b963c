import { upload as route } from '../../shared/contract/routes/upload.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createIdempotencyStore, type IdempotencyStore } from '../../shared/database/idempotency.ts';
import { createLearnedCaps } from '../../shared/database/learned-caps.ts';
import { createMediaRows } from '../../shared/database/media.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { createQuotaStore } from '../../shared/database/quota.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { runIdempotently } from '../../shared/http/idempotency.ts';
import { tiktokRateLimits, tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { postRules } from '../../shared/platforms/tiktok/post-rules.ts';
import {
  type CreatedPost,
  type CreatePostDependencies,
  createPost,
  findCreated,
  willSubmitAt,
} from '../../shared/posts/create-post.ts';
import { readPostingEnvironment } from '../../shared/posts/posting-settings.ts';
import { showQuota } from '../../shared/posts/quota.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { leaseMs } from '../../shared/tokens/refresh-account.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

const showCreated = (created: CreatedPost, now: Date) => ({
  postId: created.post.id,
  status: created.post.state,
  publishId: created.post.publishId,
  quota: showQuota(created.quota),
  willSubmitAt: willSubmitAt(created, now)?.toISOString() ?? null,
});

export const create = (
  dependencies: CreatePostDependencies & { idempotency: IdempotencyStore } & EdgeDependencies,
) =>
  endpoint(
    route,
    dependencies,
  )(async (request) => {
    const { caller, body, now } = request;
    const poster = {
      tenant: caller.tenant,
      onlyUserId: caller.kind === 'session' ? caller.userId : undefined,
      actorUserId: caller.userId,
    };
    const { idempotency: store, log } = dependencies;
    return runIdempotently({ store, route, log }, request, async (postId, isRerun) => {
      const known = isRerun ? await findCreated(dependencies, poster, postId) : undefined;
      const created = known ?? (await createPost(dependencies, poster, body, postId, now));
      return { status: 202 as const, body: showCreated(created, now) };
    });
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  const sqs = createSqsClient();
  return create({
    idempotency: createIdempotencyStore(sql),
    posts: createPostStore(sql),
    media: createMediaRows(sql),
    tokens: createTokenRefreshStore(sql),
    calls: createRateCalls(sql, tiktokRateLimits),
    caps: createLearnedCaps(sql),
    quotas: createQuotaStore(sql, tiktokSubmissionLimits),
    capCodes: tiktokSubmissionLimits.capCodes,
    vault: openVault(process.env, sql),
    platform: openTiktok(process.env),
    rules: postRules,
    postingSettings: readPostingEnvironment(process.env),
    sendToSubmit: createSender(sqs, readQueueUrl(process.env, 'submit-posts')),
    sendToLifeboat: createSender(sqs, readQueueUrl(process.env, 'token-lifeboat')),
    count: createCount(process.env),
    clock: systemClock,
    log: createLog(),
    chance: Math.random,
    leaseMs,
  });
}, answerUnopened(createLog));
