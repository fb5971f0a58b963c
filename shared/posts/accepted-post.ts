import { describeError } from '../core/log.ts';
import type { PostChanges, PostRow } from '../database/posts.ts';
import type { AcceptedOrder } from '../platforms/posting.ts';
import { changePost } from './change-post.ts';
import { handOver } from './hand-over.ts';
import { outlast } from './outlast.ts';
import { sendProgress } from './queues.ts';
import { graceMs, type SubmitDependencies, submitter } from './settle-submission.ts';
import { sealUploadAddress, uploadAddressLivesMs } from './upload-address.ts';

const writeAccepted = async (
  { vault, clock }: SubmitDependencies,
  post: PostRow,
  { publishId, uploadUrl }: AcceptedOrder,
): Promise<PostChanges> => {
  const after = (ms: number): Date => new Date(clock().getTime() + ms);
  return {
    publishId,
    endLease: true,
    failures: 0,
    willSubmitAt: null,
    dueAt: after(graceMs),
    ...(uploadUrl === undefined
      ? {}
      : {
          sealedUploadUrl: await sealUploadAddress(vault, post, uploadUrl),
          uploadExpiresAt: after(uploadAddressLivesMs),
        }),
  };
};

/** Should an answer be stored already, that one stays: the bytes of a file go to one address only. */
const storeOnce = async (
  dependencies: SubmitDependencies,
  post: PostRow,
  accepted: AcceptedOrder,
): Promise<PostRow> => {
  const changes = await writeAccepted(dependencies, post, accepted);
  const next = accepted.uploadUrl === undefined ? 'processing' : 'transferring';
  return changePost(
    dependencies,
    { tenant: post.tenantId, postId: post.id },
    { kind: 'accepted', next },
    submitter,
    (stepped, present) => {
      if (present.publishId !== null) return {};
      // Of a post that was cancelled meanwhile nothing is sent, and no address is kept.
      return stepped.state === next ? changes : { ...changes, sealedUploadUrl: null };
    },
    post,
  );
};

/** Of a pull the queue remembers the answer; what nobody remembers is settled as lost when the lease ends. */
const leaveToQueue = async (
  { log, sendToProgress }: SubmitDependencies,
  post: PostRow,
  { publishId, uploadUrl }: AcceptedOrder,
): Promise<void> => {
  log.error('An accepted post could not be stored', { postId: post.id, publishId });
  if (uploadUrl !== undefined) return;
  await sendProgress(sendToProgress, post, { kind: 'accepted', publishId }).catch((error: unknown) =>
    log.error('An accepted post could not be told either', {
      postId: post.id,
      publishId,
      error: describeError(error),
    }),
  );
};

/**
 * After the platform took it. Killed anywhere here, the table says what is left, and reconcile-posts does it. Throws no
 * failure: it would be taken for one from before the init, after which the platform may be asked again.
 */
export const goOn = async (
  dependencies: SubmitDependencies,
  post: PostRow,
  accepted: AcceptedOrder,
): Promise<void> => {
  const { log, takeParkedEvents, count } = dependencies;
  // Worth waiting for: of a file it costs another init, of a pull nobody could know.
  const stored = await outlast(dependencies, post.id, () => storeOnce(dependencies, post, accepted));
  if (stored === undefined) return leaveToQueue(dependencies, post, accepted);
  if (stored.publishId !== accepted.publishId) {
    return log.warn('A post was accepted twice; the first answer stays', {
      postId: post.id,
      publishId: accepted.publishId,
    });
  }
  count({ PostsSubmitted: 1 });
  await handOver(dependencies, stored).catch((error: unknown) =>
    log.warn('A post is left to the next reconciliation', { postId: post.id, error: describeError(error) }),
  );
  await takeParkedEvents(accepted.publishId).catch((error: unknown) =>
    log.warn('Parked events are left to the next look', { postId: post.id, error: describeError(error) }),
  );
};
