import { setTimeout as pause } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog, describeError } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createLearnedCaps } from '../../shared/database/learned-caps.ts';
import { createPostEventStore } from '../../shared/database/post-events.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { createQuotaStore } from '../../shared/database/quota.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { createSubmissionStore } from '../../shared/database/submission.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { readStoredEvent } from '../../shared/platforms/tiktok/event.ts';
import { tiktokRateLimits, tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { postRules } from '../../shared/platforms/tiktok/post-rules.ts';
import { fetchCreatorInfo } from '../../shared/posts/creator-info.ts';
import { readSubmitMessage } from '../../shared/posts/messages.ts';
import { takeParkedEvents } from '../../shared/posts/parked-events.ts';
import { readPostingEnvironment } from '../../shared/posts/posting-settings.ts';
import { learnCap } from '../../shared/posts/quota.ts';
import { type SubmitDependencies, submitLeaseMs } from '../../shared/posts/settle-submission.ts';
import { signPhotos } from '../../shared/posts/sign-photos.ts';
import { submitPost } from '../../shared/posts/submit-post.ts';
import { consume } from '../../shared/queue/consume.ts';
import { readDeadLetterUrl, readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient, type Send } from '../../shared/queue/sqs.ts';
import { leaseMs } from '../../shared/tokens/refresh-account.ts';
import {
  openDatabase,
  openMediaReader,
  openMediaSigner,
  openTiktok,
  openVault,
} from '../from-environment.ts';
import { start } from '../start.ts';

export interface SubmitPostsFunctionDependencies extends SubmitDependencies {
  readonly sendToDeadLetters: Send;
}

/** One for each message of a batch. */
const connections = 5;

export const create =
  (dependencies: SubmitPostsFunctionDependencies) =>
  (event: SQSEvent): Promise<SQSBatchResponse> =>
    consume(event.Records, {
      read: readSubmitMessage,
      handle: (message) => submitPost(dependencies, message),
      sendToDeadLetters: dependencies.sendToDeadLetters,
      onFailure: ({ messageId }, error) =>
        dependencies.log.error('A post could not be submitted by surprise', {
          messageId,
          error: describeError(error),
        }),
    });

export const handler = start(async () => {
  const sql = await openDatabase(process.env, { maxConnections: connections });
  const sqs = createSqsClient();
  const media = openMediaReader(process.env);
  const { mediaUrl } = readPostingEnvironment(process.env);
  const photoPlace = { media, mediaUrl, signMedia: openMediaSigner(process.env) };
  const calls = createRateCalls(sql, tiktokRateLimits);
  const dependencies = {
    tokens: createTokenRefreshStore(sql),
    vault: openVault(process.env, sql),
    platform: openTiktok(process.env),
    sendToLifeboat: createSender(sqs, readQueueUrl(process.env, 'token-lifeboat')),
    count: createCount(process.env),
    clock: systemClock,
    log: createLog(),
    chance: Math.random,
    leaseMs,
    posts: createPostStore(sql),
    submissions: createSubmissionStore(sql),
    limits: tiktokSubmissionLimits,
    submitLeaseMs,
    sendToSubmit: createSender(sqs, readQueueUrl(process.env, 'submit-posts')),
    sendTransfer: createSender(sqs, readQueueUrl(process.env, 'transfer-media')),
    sendToProgress: createSender(sqs, readQueueUrl(process.env, 'post-progress')),
    sendToDeadLetters: createSender(sqs, readDeadLetterUrl(process.env, 'submit-posts')),
    calls,
    caps: createLearnedCaps(sql),
    quotas: createQuotaStore(sql, tiktokSubmissionLimits),
    capCodes: tiktokSubmissionLimits.capCodes,
    rules: postRules,
  };
  const events = {
    platform: dependencies.platform.id,
    readStoredEvent,
    clock: systemClock,
    count: dependencies.count,
    postEvents: createPostEventStore(sql),
  };
  return create({
    ...dependencies,
    fetchCreatorInfo: (name) => fetchCreatorInfo(dependencies, name),
    signPhotos: (keys) => signPhotos(photoPlace, keys),
    learnCap: (name, code) => learnCap(dependencies, name, code),
    pause: async (ms) => void (await pause(ms)),
    blockInits: (name, forMs) => calls.block(name, 'init', forMs),
    takeParkedEvents: (publishId) => takeParkedEvents(events, publishId),
  });
});
