import type { PostRow } from '../database/posts.ts';
import type { Send } from '../queue/sqs.ts';
import type { Vault } from '../vault/vault.ts';
import { writeTransferMessage } from './messages.ts';
import { sendProgress } from './queues.ts';
import { openUploadAddress } from './upload-address.ts';

export interface HandOverDependencies {
  readonly vault: Vault;
  readonly sendTransfer: Send;
  readonly sendToProgress: Send;
}

const firstPollAfterMs = 5_000;

/**
 * Hands a post that the platform has taken to whoever is next: its file to transfer-media, anything else to the first
 * look at its status. Doing it twice does no harm: a transfer goes on where the platform is. Throws `queue_unavailable`.
 */
export const handOver = async (dependencies: HandOverDependencies, post: PostRow): Promise<void> => {
  const { vault, sendTransfer, sendToProgress } = dependencies;
  if (post.state === 'processing') {
    await sendProgress(sendToProgress, post, { kind: 'poll', poll: post.polls }, firstPollAfterMs);
    return;
  }
  const { media, contentType } = post.intent;
  if (post.state !== 'transferring' || media.kind !== 'file') return;
  if (post.sealedUploadUrl === null || post.uploadExpiresAt === null || post.sizeBytes === null) return;
  const uploadUrl = await openUploadAddress(vault, post, post.sealedUploadUrl);
  const body = writeTransferMessage({
    version: 1,
    tenant: post.tenantId,
    postId: post.id,
    key: media.key,
    etag: media.etag,
    sizeBytes: post.sizeBytes,
    contentType: contentType ?? 'video/mp4',
    uploadUrl: uploadUrl.reveal(),
    uploadExpiresAt: post.uploadExpiresAt.toISOString(),
    confirmedBytes: post.bytesConfirmed,
  });
  await sendTransfer({ body, attributes: {} });
};
