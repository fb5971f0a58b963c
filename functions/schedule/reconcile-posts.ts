import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createDuePostStore } from '../../shared/database/due-posts.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { type ReconcileDependencies, reconcilePosts } from '../../shared/posts/reconcile-posts.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { openDatabase, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

/** Below the function's timeout with room for the last batch. */
const workMs = 30_000;
const connections = 4;

export const create = (dependencies: ReconcileDependencies) => async () => {
  const { clock, log } = dependencies;
  const counts = await reconcilePosts(dependencies, new Date(clock().getTime() + workMs));
  log.info('Posts were reconciled', counts);
  return counts;
};

export const handler = start(async () => {
  const sql = await openDatabase(process.env, { maxConnections: connections });
  const sqs = createSqsClient();
  return create({
    duePosts: createDuePostStore(sql),
    posts: createPostStore(sql),
    vault: openVault(process.env, sql),
    sendToSubmit: createSender(sqs, readQueueUrl(process.env, 'submit-posts')),
    sendTransfer: createSender(sqs, readQueueUrl(process.env, 'transfer-media')),
    sendToProgress: createSender(sqs, readQueueUrl(process.env, 'post-progress')),
    count: createCount(process.env),
    clock: systemClock,
    log: createLog(),
  });
});
