import { isFailure } from '../../core/failure.ts';
import type { Secret } from '../../core/secret.ts';
import { PlatformError } from '../../platforms/platform.ts';
import type { ChunkAnswer, ChunkUpload } from '../../platforms/posting.ts';
import { type Chunk, contentRangeOf, type UploadPlan } from '../upload-plan.ts';
import type { ChunkBodies } from './read-ahead.ts';
import { type TransferFailure, transferFailure } from './transfer-failure.ts';

export interface SendDependencies {
  readonly bodies: Pick<ChunkBodies, 'take'>;
  readonly upload: Pick<ChunkUpload, 'send'>;
  readonly plan: UploadPlan;
  readonly contentType: string;
  readonly uploadUrl: Secret;
  /** When the slice has to be over. */
  readonly deadline: AbortSignal;
}

/** What came of sending a chunk: an answer, none (of the platform or of the store: the same again), or the end. */
export type SendOutcome =
  | { readonly kind: 'answered'; readonly answer: ChunkAnswer }
  | { readonly kind: 'no_answer'; readonly why: string }
  | { readonly kind: 'failed'; readonly failure: TransferFailure };

const readFailure = (thrown: unknown): SendOutcome => {
  if (thrown instanceof PlatformError) {
    return thrown.errorClass === 'retry'
      ? { kind: 'no_answer', why: thrown.message }
      : { kind: 'failed', failure: transferFailure('upload_refused', thrown.message) };
  }
  if (isFailure(thrown, 'media_unavailable')) return { kind: 'no_answer', why: thrown.message };
  for (const code of ['media_changed', 'media_range_ignored'] as const)
    if (isFailure(thrown, code)) return { kind: 'failed', failure: transferFailure(code) };
  throw thrown;
};

/**
 * Streams one chunk from the store to the platform, in constant memory, until the deadline. A store that is away and a
 * platform that does not answer are outcomes; what nobody knows by name is thrown.
 */
export const sendChunk = async (
  { bodies, upload, plan, contentType, uploadUrl, deadline }: SendDependencies,
  chunk: Chunk,
): Promise<SendOutcome> => {
  try {
    const sent = {
      uploadUrl,
      contentType,
      contentRange: contentRangeOf(plan, chunk),
      sizeBytes: chunk.lastByte - chunk.firstByte + 1,
      body: await bodies.take(chunk),
    };
    return { kind: 'answered', answer: await upload.send(sent, deadline) };
  } catch (error) {
    if (deadline.aborted) return { kind: 'no_answer', why: 'The time for this part is over.' };
    return readFailure(error);
  }
};
