import type { Send } from '../../queue/sqs.ts';
import {
  type Progress,
  type TransferMessage,
  writeProgressMessage,
  writeTransferMessage,
} from '../messages.ts';
import { decideHandOver } from './decide-hand-over.ts';
import { openByteReports } from './report-bytes.ts';
import type { SliceDependencies } from './slice.ts';
import type { TransferFailure } from './transfer-failure.ts';
import { transferSlice } from './transfer-slice.ts';

export interface TransferDependencies extends SliceDependencies {
  readonly sendToProgress: Send;
  readonly sendToTransfer: Send;
}

/** The attribute in which a successor carries how many slices before it were in vain. */
export const fruitlessAttribute = 'fruitless';

const tell = (
  { sendToProgress }: Pick<TransferDependencies, 'sendToProgress'>,
  { tenant, postId }: Pick<TransferMessage, 'tenant' | 'postId'>,
  progress: Progress,
): Promise<void> =>
  sendToProgress({ body: writeProgressMessage({ version: 1, tenant, postId, ...progress }), attributes: {} });

/** Tells that a transfer cannot go on. Throws `queue_unavailable`. */
export const tellFailure = (
  dependencies: Pick<TransferDependencies, 'sendToProgress'>,
  post: Pick<TransferMessage, 'tenant' | 'postId'>,
  failure: TransferFailure,
): Promise<void> => tell(dependencies, post, { kind: 'transfer_failed', ...failure });

/**
 * Sends a slice of a file, and hands the rest to a successor; what became of it is told before that, so that a worker
 * killed in between does it again and loses nothing. Says what followed. Throws `queue_unavailable`, and what nobody
 * knows by name.
 */
export const transferMedia = async (
  dependencies: TransferDependencies,
  message: TransferMessage,
  fruitlessBefore: number,
): Promise<'ended' | 'failed' | 'successor'> => {
  const { clock, log, sendToTransfer } = dependencies;
  const tellBytes = (bytes: number) =>
    tell(dependencies, message, { kind: 'bytes', bytes }).catch(() =>
      log.warn('How far a transfer is could not be told', { postId: message.postId }),
    );
  const reports = openByteReports(tellBytes, clock, message.confirmedBytes);
  const end = await transferSlice(dependencies, message, reports);
  const next = decideHandOver(message, end, fruitlessBefore, clock());
  switch (next.kind) {
    case 'ended':
      await tell(dependencies, message, { kind: 'transfer_ended' });
      break;
    case 'failed':
      await tellFailure(dependencies, message, next.failure);
      break;
    case 'successor':
      await reports.close();
      await sendToTransfer({
        body: writeTransferMessage(next.message),
        attributes: { [fruitlessAttribute]: String(next.fruitless) },
        delaySeconds: next.delaySeconds,
      });
  }
  log.info('A slice of a transfer is over', {
    postId: message.postId,
    ...describeEnd(end),
    next: next.kind,
  });
  return next.kind;
};

const describeEnd = (end: Awaited<ReturnType<typeof transferSlice>>) =>
  end.kind === 'failed' ? { code: end.failure.code } : end;
