/*
 * Uppy 5 with the plugin below 6: from 6 on the plugin speaks the store's own protocol and signs by itself, and takes no
 * backend of one's own in the place of its parts.
 */
import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';
import type { PartPlan } from '../../../../../shared/posts/media/part-plan.ts';
import type { PartAddresses } from './part-addresses.ts';
import { PartFailure, type SentPart, sendPart } from './send-part.ts';
import type { Tally } from './tally.ts';
import { abreastMax, createTurns } from './turns.ts';
import type { NamedPart } from './upload-memory.ts';

export interface TransferDependencies {
  readonly file: Blob;
  readonly mediaId: string;
  readonly plan: PartPlan;
  readonly addresses: PartAddresses;
  readonly tally: Tally;
  readonly onProgress: () => void;
  /** A part did not arrive; it is sent again. */
  readonly onTroubled: () => void;
  /** It was paused, and no byte is on its way any more. */
  readonly onStill: () => void;
  /** Every part has arrived. */
  readonly onSent: (parts: readonly NamedPart[]) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Bytes on their way. */
export interface Transfer {
  /** What is on its way is let through, for a while: cut off it would have to be sent again. */
  pause(): void;
  resume(): void;
  /** For good; what has arrived stays in the store. */
  stop(): void;
}

/** Who pauses wants the line for something else: what has not arrived by then is cut off. */
const lettingThroughMs = 20_000;
/** Of one part, before a person is asked: some five minutes. Offline no attempt is counted. */
const retryDelaysMs = [500, 1_000, 2_000, 4_000, 8_000, ...Array<number>(20).fill(15_000)];
/** A fresh address that is refused again and again will not be taken the next time. */
const refusedAddressesMax = 3;

/** Uppy tries again when an error names a status that may pass. */
const withStatus = (error: PartFailure, status: number): PartFailure =>
  Object.assign(error, { source: { status } });

/**
 * Sends what the store does not have of a file, several parts at once. Uppy orders the parts and their repetitions; the
 * upload itself is begun, ended and deleted by the caller, so that an error on the way never throws away what has arrived.
 */
export const startTransfer = (dependencies: TransferDependencies): Transfer => {
  const { file, mediaId, plan, addresses, tally, onProgress, onTroubled, onSent, onFailed } = dependencies;
  let isStopped = false;
  let isCutOff = false;
  let cutOffTimer: ReturnType<typeof setTimeout> | undefined;
  const turns = createTurns(() => {
    clearTimeout(cutOffTimer);
    dependencies.onStill();
  });

  type Body = Pick<SentPart, 'body' | 'signal'>;
  const putPart = async (partNumber: number, url: string, { body, signal }: Body): Promise<string> => {
    const measure = (loadedBytes: number) => {
      tally.send(partNumber, loadedBytes);
      onProgress();
    };
    try {
      const etag = await sendPart({ url, body, signal, onProgress: measure });
      tally.store(partNumber);
      addresses.markSent(partNumber);
      onProgress();
      return etag;
    } catch (error) {
      tally.drop(partNumber);
      onProgress();
      if (!(error instanceof PartFailure)) throw error;
      if (error.kind === 'refused' || error.kind === 'unreadable') throw error;
      if (error.kind === 'address' && addresses.drop(partNumber) >= refusedAddressesMax) throw error;
      onTroubled();
      throw withStatus(error, 503);
    }
  };

  const putInTurn = async (partNumber: number, body: Body): Promise<string> => {
    const end = await turns.take(body.signal);
    try {
      const url = await addresses.addressOf(partNumber, body.signal);
      const startedMs = performance.now();
      const etag = await putPart(partNumber, url, body);
      end({ arrivedAfterMs: performance.now() - startedMs });
      return etag;
    } catch (error) {
      end('failed');
      throw error;
    }
  };

  const uppy = new Uppy({ autoProceed: false });
  uppy.use(AwsS3, {
    limit: abreastMax,
    retryDelays: retryDelaysMs,
    shouldUseMultipart: true,
    getChunkSize: () => plan.partSizeBytes,
    // It is there already, and Uppy is told so below.
    createMultipartUpload: () => ({ key: mediaId, uploadId: mediaId }),
    listParts: async (_file, { signal }) => {
      const stored = await addresses.list(signal);
      for (const { partNumber } of stored) tally.store(partNumber);
      onProgress();
      return stored.map(({ partNumber, etag, sizeBytes }) => ({
        PartNumber: partNumber,
        ETag: etag,
        Size: sizeBytes,
      }));
    },
    // An address lives for a while only: it is found when it is its part's turn, and the part is told by its number until then.
    signPart: (_file, { partNumber }) => ({ method: 'PUT', url: `${partNumber}` }),
    uploadPartBytes: async ({ signature, body, onComplete, signal }) => {
      if (!(body instanceof Blob)) throw new Error('A part is bytes.');
      const etag = await putInTurn(Number(signature.url), { body, signal });
      onComplete(etag);
      return { ETag: etag };
    },
    completeMultipartUpload: (_file, { parts }) => {
      const named = parts.map(({ PartNumber = 0, ETag = '' }) => ({ partNumber: PartNumber, etag: ETag }));
      if (!isStopped) {
        stop();
        onSent(named.sort((one, other) => one.partNumber - other.partNumber));
      }
      return {};
    },
    // Removing a file is the caller's to carry out: exactly once, and whether a transfer runs or not.
    abortMultipartUpload: () => undefined,
  });
  const stop = () => {
    isStopped = true;
    clearTimeout(cutOffTimer);
    uppy.destroy();
  };
  const fail = (error: unknown) => {
    if (isStopped) return;
    stop();
    onFailed(error);
  };
  uppy.on('upload-error', (_file, error) => fail(error));
  const id = uppy.addFile({ name: 'video', data: file });
  // By this, which its types leave out, the plugin knows of an upload that has begun: it asks what is there already, and
  // throws nothing away when something fails.
  const begun = { isPaused: false, s3Multipart: { key: mediaId, uploadId: mediaId } };
  uppy.setFileState(id, begun);
  uppy.upload().catch(fail);
  return {
    pause: () => {
      cutOffTimer = setTimeout(() => {
        isCutOff = true;
        uppy.pauseAll();
      }, lettingThroughMs);
      turns.stop();
    },
    resume: () => {
      clearTimeout(cutOffTimer);
      turns.go();
      if (isCutOff) uppy.resumeAll();
      isCutOff = false;
    },
    stop,
  };
};
