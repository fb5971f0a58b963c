import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClock } from '../../shared/core/clock.ts';
import { isFailure } from '../../shared/core/failure.ts';
import { createLog, describeError } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createPostEventStore } from '../../shared/database/post-events.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { readStoredEvent } from '../../shared/platforms/tiktok/event.ts';
import { tiktokRateLimits } from '../../shared/platforms/tiktok/limits.ts';
import { applyProgress } from '../../shared/posts/apply-progress.ts';
import { type ProgressMessage, readProgressMessage } from '../../shared/posts/messages.ts';
import { takeParkedEvents } from '../../shared/posts/parked-events.ts';
import type { PollDependencies } from '../../shared/posts/poll-post.ts';
import { consume } from '../../shared/queue/consume.ts';
import { readDeadLetterUrl, readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient, type Send } from '../../shared/queue/sqs.ts';
import { leaseMs } from '../../shared/tokens/refresh-account.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

export interface PostProgressFunctionDependencies extends PollDependencies {
  readonly sendToDeadLetters: Send;
}

const connections = 5;

/** The table knows when a post is to be looked at, and a transfer tells its bytes again. */
const isFoundAgain = ({ kind }: ProgressMessage): boolean => kind === 'poll' || kind === 'bytes';

const handle = async (
  dependencies: PostProgressFunctionDependencies,
  message: ProgressMessage,
): Promise<void> => {
  try {
    await applyProgress(dependencies, message);
  } catch (error) {
    if (isFailure(error, 'post_not_found')) {
      dependencies.log.warn('A message names a post that is not there', { postId: message.postId });
      return;
    }
    if (!isFailure(error, 'database_unavailable') || !isFoundAgain(message)) throw error;
    dependencies.log.warn('The database is out of reach; a look is left to the next reconciliation');
  }
};

export const create =
  (dependencies: PostProgressFunctionDependencies) =>
  (event: SQSEvent): Promise<SQSBatchResponse> =>
    consume(event.Records, {
      read: readProgressMessage,
      handle: (message) => handle(dependencies, message),
      sendToDeadLetters: dependencies.sendToDeadLetters,
      onFailure: ({ messageId }, error) =>
        dependencies.log.error('Progress of a post could not be applied', {
          messageId,
          error: describeError(error),
        }),
    });

export const handler = start(async () => {
  const sql = await openDatabase(process.env, { maxConnections: connections });
  const sqs = createSqsClient();
  const platform = openTiktok(process.env);
  const count = createCount(process.env);
  const calls = createRateCalls(sql, tiktokRateLimits);
  const events = {
    platform: platform.id,
    readStoredEvent,
    clock: systemClock,
    count,
    postEvents: createPostEventStore(sql),
  };
  const nameOf = ({ tenantId, accountId }: { tenantId: string; accountId: string }) => ({
    tenant: tenantId,
    accountId,
  });
  return create({
    tokens: createTokenRefreshStore(sql),
    vault: openVault(process.env, sql),
    platform,
    sendToLifeboat: createSender(sqs, readQueueUrl(process.env, 'token-lifeboat')),
    count,
    clock: systemClock,
    log: createLog(),
    chance: Math.random,
    leaseMs,
    posts: createPostStore(sql),
    takeStatusCall: async (post) => {
      const taking = await calls.take(nameOf(post), 'status');
      return taking.taken ? 'taken' : new Date(systemClock().getTime() + taking.waitMs);
    },
    blockStatusCalls: (post, forMs) => calls.block(nameOf(post), 'status', forMs),
    takeParkedEvents: (publishId) => takeParkedEvents(events, publishId),
    sendToProgress: createSender(sqs, readQueueUrl(process.env, 'post-progress')),
    sendToDeadLetters: createSender(sqs, readDeadLetterUrl(process.env, 'post-progress')),
  });
});
