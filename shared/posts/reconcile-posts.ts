import { describeError, type Log } from '../core/log.ts';
import type { DuePostStore } from '../database/due-posts.ts';
import type { PostRow } from '../database/posts.ts';
import type { Send } from '../queue/sqs.ts';
import { silentTransferMs } from './apply-progress.ts';
import { type ChangeDependencies, changePost } from './change-post.ts';
import { type HandOverDependencies, handOver } from './hand-over.ts';
import { sendProgress, sendToSubmit } from './queues.ts';

export interface ReconcileDependencies extends ChangeDependencies, HandOverDependencies {
  readonly duePosts: DuePostStore;
  readonly sendToSubmit: Send;
  readonly log: Log;
}

const batchSize = 100;

/** When a post is looked for again, should what it is sent now be lost as well. */
const againAfterMs = 2 * 60_000;

/** For so long an answer that was lost may still be made up for by a webhook. */
const strayIdWithinMs = 24 * 3600_000;

const nameOf = (post: PostRow) => ({ tenant: post.tenantId, postId: post.id });

const setDue = (dependencies: ReconcileDependencies, post: PostRow, dueAt: Date | null) =>
  changePost(dependencies, nameOf(post), { kind: 'looked_at' }, 'system:reconcile-posts', () => ({
    dueAt,
  }));

/**
 * The platform may name a post whose init was not answered, in a webhook: its publish id is then the one that no post of
 * the account has. Taken only where nothing else could be meant.
 */
const adoptPublishId = async (dependencies: ReconcileDependencies, post: PostRow): Promise<void> => {
  const { duePosts, clock, log, sendToProgress } = dependencies;
  const publishId = await duePosts.findStrayPublishId(post);
  if (publishId !== undefined) {
    log.info('A post was found by the platform’s webhook', { postId: post.id, publishId });
    await sendProgress(sendToProgress, post, { kind: 'accepted', publishId });
    return;
  }
  const ageMs = clock().getTime() - (post.submittedAt ?? post.createdAt).getTime();
  if (ageMs > strayIdWithinMs) await setDue(dependencies, post, null);
};

const resumeTransfer = async (dependencies: ReconcileDependencies, post: PostRow): Promise<void> => {
  const { clock, sendToProgress } = dependencies;
  if (post.uploadExpiresAt !== null && post.uploadExpiresAt <= clock()) {
    const detail = 'The hour in which TikTok takes the bytes is over.';
    await sendProgress(sendToProgress, post, { kind: 'transfer_failed', code: 'upload_expired', detail });
    return;
  }
  await setDue(dependencies, post, new Date(clock().getTime() + silentTransferMs));
  await handOver(dependencies, post);
};

const remind = async (dependencies: ReconcileDependencies, post: PostRow): Promise<void> => {
  switch (post.state) {
    case 'queued':
    case 'submitting':
      return sendToSubmit(dependencies.sendToSubmit, post);
    case 'transferring':
      return resumeTransfer(dependencies, post);
    case 'processing':
    case 'in_inbox':
    case 'published':
      return sendProgress(dependencies.sendToProgress, post, { kind: 'poll', poll: post.polls });
    case 'outcome_unknown':
      return adoptPublishId(dependencies, post);
    case 'scheduled':
    case 'cancelled':
    case 'failed':
      await setDue(dependencies, post, null);
  }
};

/**
 * Sends every post that is due the message that its state needs: what a lost message, a crash or an outage left behind,
 * and what waits for its time. The table is the truth; messages only make it quick. Ends when nothing is due, or at
 * `until`. Returns how many it reminded, and how many it could not.
 */
export const reconcilePosts = async (
  dependencies: ReconcileDependencies,
  until: Date,
): Promise<{ reminded: number; failed: number; stuck: number }> => {
  const { duePosts, clock, log, count } = dependencies;
  let [reminded, failed] = [0, 0];
  while (clock() < until) {
    const now = clock();
    const due = await duePosts.claimDue(now, new Date(now.getTime() + againAfterMs), batchSize);
    const settled = await Promise.allSettled(due.map((post) => remind(dependencies, post)));
    for (const [place, one] of settled.entries()) {
      if (one.status === 'fulfilled') continue;
      failed += 1;
      log.warn('A post could not be reminded', { postId: due[place]?.id, error: describeError(one.reason) });
    }
    reminded += due.length;
    if (due.length < batchSize) break;
  }
  const stuck = await duePosts.countStuck(clock());
  count?.({ PostsStuck: stuck });
  return { reminded: reminded - failed, failed, stuck };
};
