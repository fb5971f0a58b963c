import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createDuePostStore } from '../../shared/database/due-posts.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { type PromoteDependencies, promoteScheduled } from '../../shared/posts/promote-scheduled.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

/** Below the function's timeout with room for the last batch. */
const workMs = 30_000;
const connections = 4;

export const create = (dependencies: PromoteDependencies) => async () => {
  const { clock, log } = dependencies;
  const counts = await promoteScheduled(dependencies, new Date(clock().getTime() + workMs));
  log.info('Scheduled posts were put in the line', counts);
  return counts;
};

export const handler = start(async () => {
  const sql = await openDatabase(process.env, { maxConnections: connections });
  return create({
    duePosts: createDuePostStore(sql),
    posts: createPostStore(sql),
    sendToSubmit: createSender(createSqsClient(), readQueueUrl(process.env, 'submit-posts')),
    clock: systemClock,
    log: createLog(),
  });
});
