import { cancelPost as route } from '../../shared/contract/routes/cancel-post.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createPostList } from '../../shared/database/post-list.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { viewerOf } from '../../shared/http/viewer.ts';
import type { PostWords } from '../../shared/platforms/posting.ts';
import { tiktokRateLimits } from '../../shared/platforms/tiktok/limits.ts';
import { postWords } from '../../shared/platforms/tiktok/post-words.ts';
import { type CancelDependencies, cancelPost } from '../../shared/posts/cancel-post.ts';
import { showPost } from '../../shared/posts/show-post.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { leaseMs } from '../../shared/tokens/refresh-account.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: CancelDependencies & { words: PostWords } & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, params: { postId } }) => {
    const order = { postId, userId: caller.userId };
    const { cancelled, ...shown } = await cancelPost(dependencies, viewerOf(caller), order);
    return { status: 200, body: { post: showPost(shown, dependencies.words), cancelled } };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    list: createPostList(sql),
    posts: createPostStore(sql),
    calls: createRateCalls(sql, tiktokRateLimits),
    tokens: createTokenRefreshStore(sql),
    vault: openVault(process.env, sql),
    platform: openTiktok(process.env),
    words: postWords,
    sendToLifeboat: createSender(createSqsClient(), readQueueUrl(process.env, 'token-lifeboat')),
    count: createCount(process.env),
    clock: systemClock,
    log: createLog(),
    chance: Math.random,
    leaseMs,
  });
}, answerUnopened(createLog));
