import { describeError, type Log } from '../core/log.ts';
import type { DuePostStore } from '../database/due-posts.ts';
import type { Send } from '../queue/sqs.ts';
import { type ChangeDependencies, changePost } from './change-post.ts';
import { sendToSubmit } from './queues.ts';

export interface PromoteDependencies extends ChangeDependencies {
  readonly duePosts: DuePostStore;
  readonly sendToSubmit: Send;
  readonly log: Log;
}

const batchSize = 100;
const graceMs = 60_000;

/**
 * Puts the scheduled posts whose time has come in the line, where the creator's present settings are looked at before
 * anything is sent. Run twice, or by two at once, each post is submitted once. Ends when none is left, or at `until`.
 */
export const promoteScheduled = async (
  dependencies: PromoteDependencies,
  until: Date,
): Promise<{ promoted: number }> => {
  const { duePosts, clock, log } = dependencies;
  let promoted = 0;
  while (clock() < until) {
    const found = await duePosts.findScheduled(clock(), batchSize);
    const settled = await Promise.allSettled(
      found.map(async (post) => {
        const dueAt = new Date(clock().getTime() + graceMs);
        const name = { tenant: post.tenantId, postId: post.id };
        const queued = await changePost(
          dependencies,
          name,
          { kind: 'promoted' },
          'system:promote-scheduled-posts',
          (stepped, present) =>
            stepped.state === present.state ? {} : { dueAt, willSubmitAt: null, creatorCheckedAt: null },
          post,
        );
        // Should the queue be away, reconcile-posts finds it by its time.
        if (queued.state === 'queued') await sendToSubmit(dependencies.sendToSubmit, queued);
      }),
    );
    const failures = settled.filter((one) => one.status === 'rejected');
    for (const { reason } of failures)
      log.warn('A scheduled post could not be sent on', { error: describeError(reason) });
    promoted += found.length - failures.length;
    // Whoever failed is found again at once: the next run has them.
    if (found.length < batchSize || failures.length > 0) break;
  }
  return { promoted };
};
