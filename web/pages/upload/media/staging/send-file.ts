import type { FileFacts } from '../../../../../shared/platforms/media-rules.ts';
import { type PartPlan, planParts } from '../../../../../shared/posts/media/part-plan.ts';
import { contentTypeOf } from './judge-file.ts';
import type { MediaCalls } from './media-calls.ts';
import { createPartAddresses } from './part-addresses.ts';
import { createTally } from './tally.ts';
import type { startTransfer, Transfer } from './transfer.ts';
import type { NamedPart, RememberedUpload } from './upload-memory.ts';

const planOf = ({ sizeBytes, partSizeBytes }: RememberedUpload): PartPlan => ({
  sizeBytes,
  partSizeBytes,
  partCount: Math.ceil(sizeBytes / partSizeBytes),
});

/**
 * Begins the upload of a file. One that was called off meanwhile is deleted again. Throws what the call throws, and when the
 * API plans parts that this page, of another release, would cut otherwise.
 */
export const beginUpload = async (
  calls: Pick<MediaCalls, 'create' | 'drop'>,
  { name, size: sizeBytes, lastModified }: Pick<File, 'name' | 'size' | 'lastModified'>,
  facts: FileFacts | null | undefined,
  fingerprint: string | undefined,
  signal: AbortSignal,
): Promise<RememberedUpload> => {
  if (facts === null || facts === undefined) throw new Error('A file that is not understood is not sent.');
  const created = await calls.create({ name, contentType: contentTypeOf(facts), sizeBytes }, signal);
  const { mediaId, partSizeBytes, partCount } = created;
  if (signal.aborted) void calls.drop(mediaId);
  signal.throwIfAborted();
  if (partCount !== Math.ceil(sizeBytes / partSizeBytes) || partCount !== planParts(sizeBytes).partCount)
    throw new Error(`The API wants ${partCount} parts of ${partSizeBytes} bytes.`);
  const known = { name, sizeBytes, fingerprint: fingerprint ?? '', lastModified };
  return { mediaId, ...known, partSizeBytes, parts: undefined };
};

export interface SendingDependencies {
  readonly calls: Pick<MediaCalls, 'sign'>;
  /** What sends bytes is heavy: it is loaded with the first file. */
  readonly loadTransfer: () => Promise<{ readonly startTransfer: typeof startTransfer }>;
  readonly clock: () => Date;
}

export interface Sending {
  readonly file: File;
  readonly upload: RememberedUpload;
  readonly signal: AbortSignal;
  /** How many bytes have left by now. */
  readonly onProgress: (sentBytes: number) => void;
  readonly onTroubled: () => void;
  /** It was paused, and no byte is on its way any more. */
  readonly onStill: () => void;
  readonly onSent: (parts: readonly NamedPart[]) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Starts to send what the store does not have of a file. */
export const sendFile = async (
  { calls, loadTransfer, clock }: SendingDependencies,
  { upload, signal, onProgress, ...sending }: Sending,
): Promise<Transfer> => {
  const { mediaId } = upload;
  const plan = planOf(upload);
  const { startTransfer } = await loadTransfer();
  signal.throwIfAborted();
  const tally = createTally(plan);
  const addresses = createPartAddresses({
    partCount: plan.partCount,
    sign: (partNumbers, stop) =>
      calls.sign(mediaId, partNumbers, stop === undefined ? signal : AbortSignal.any([signal, stop])),
    clock,
  });
  const measured = { mediaId, plan, tally, addresses, onProgress: () => onProgress(tally.total()) };
  return startTransfer({ ...sending, ...measured });
};
