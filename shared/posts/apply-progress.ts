import type { Actor } from '../outbox/crm-event.ts';
import { changePost } from './change-post.ts';
import type { PostMessage, ProgressMessage } from './messages.ts';
import { askStatus, type PollDependencies, pollPost } from './poll-post.ts';
import { sendProgress } from './queues.ts';

const transferrer: Actor = 'system:transfer-media';

/** A transfer that tells nothing for so long is looked for: longer than its message stays hidden after a crash. */
export const silentTransferMs = 6 * 60_000;

const firstPollAfterMs = 5_000;
const graceMs = 60_000;

/** A status that could not be had is asked for again after this; the minute of the limit has passed by then. */
const askAgainAfterMs = 70_000;

const after = (dependencies: PollDependencies, ms: number): Date =>
  new Date(dependencies.clock().getTime() + ms);

/** Everything of the file is there; the platform works on it now. Told again, it changes nothing. */
const endTransfer = async (dependencies: PollDependencies, message: PostMessage): Promise<void> => {
  const ended = await changePost(
    dependencies,
    message,
    { kind: 'transfer_ended' },
    transferrer,
    (stepped, post) =>
      stepped.state === post.state
        ? {}
        : { bytesConfirmed: post.sizeBytes ?? post.bytesConfirmed, dueAt: after(dependencies, graceMs) },
  );
  if (ended.state !== 'processing') return;
  await sendProgress(
    dependencies.sendToProgress,
    ended,
    { kind: 'poll', poll: ended.polls },
    firstPollAfterMs,
  );
};

/** The platform's own word on a transfer that failed is better than ours: it may have ended the post itself. */
const settleFailedTransfer = async (
  dependencies: PollDependencies,
  message: ProgressMessage & { kind: 'transfer_failed' },
): Promise<void> => {
  const { posts, log } = dependencies;
  const post = await posts.find(message.tenant, message.postId);
  if (post === undefined || post.state !== 'transferring') return;
  log.warn('A transfer failed', { postId: post.id, code: message.code, detail: message.detail });
  const asked = await askStatus(dependencies, post);
  // Not to know is no reason to say that nothing was posted, while the platform may still take bytes.
  const mayStillBe = (post.uploadExpiresAt?.getTime() ?? 0) + graceMs > dependencies.clock().getTime();
  if (asked === 'later' && mayStillBe) {
    const { kind, code, detail } = message;
    return sendProgress(dependencies.sendToProgress, post, { kind, code, detail }, askAgainAfterMs);
  }
  const status = typeof asked === 'object' ? asked : undefined;
  // All of it arrived after all, and will be posted: only that we were told so was lost.
  const hasAll = status?.word === 'processing' && status.bytes === post.sizeBytes;
  if (hasAll) return endTransfer(dependencies, message);
  const isOver = status !== undefined && status.word !== 'processing';
  await changePost(
    dependencies,
    message,
    isOver
      ? {
          kind: 'platform_said',
          word: status.word,
          reason:
            status.failReason === undefined ? undefined : { code: status.failReason, logId: status.logId },
          postIds: status.postIds,
        }
      : { kind: 'failed', reason: { code: message.code } },
    transferrer,
    () => ({ ...(status === undefined ? {} : { platformStatus: status.status }) }),
  );
};

/** The answer of an init that could not be stored at its time. */
const accept = async (
  dependencies: PollDependencies,
  message: ProgressMessage & { kind: 'accepted' },
): Promise<void> => {
  const accepted = await changePost(
    dependencies,
    message,
    { kind: 'accepted', next: 'processing' },
    'system:submit-posts',
    (_stepped, post) =>
      post.publishId === null
        ? { publishId: message.publishId, endLease: true, dueAt: after(dependencies, graceMs) }
        : {},
  );
  await pollPost(dependencies, accepted);
};

/**
 * Applies what is told of a post that is on its way. Anything told twice, late or out of order changes nothing; a post
 * that is not there is left alone. Throws `database_unavailable` and `queue_unavailable`: the message is to come again.
 */
export const applyProgress = async (
  dependencies: PollDependencies,
  message: ProgressMessage,
): Promise<void> => {
  switch (message.kind) {
    case 'bytes': {
      const happening = { kind: 'bytes_confirmed', bytes: message.bytes } as const;
      await changePost(dependencies, message, happening, transferrer, (stepped, post) =>
        stepped.bytesConfirmed > post.bytesConfirmed && post.state === 'transferring'
          ? { dueAt: after(dependencies, silentTransferMs) }
          : {},
      );
      return;
    }
    case 'transfer_ended':
      return endTransfer(dependencies, message);
    case 'transfer_failed':
      return settleFailedTransfer(dependencies, message);
    case 'accepted':
      return accept(dependencies, message);
    case 'poll': {
      const post = await dependencies.posts.find(message.tenant, message.postId);
      // A copy of a look that was had: the one that follows from it is on its way already.
      if (post !== undefined && message.poll >= post.polls) await pollPost(dependencies, post);
    }
  }
};
