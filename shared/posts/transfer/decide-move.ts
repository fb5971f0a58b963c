import type { ChunkAnswer } from '../../platforms/posting.ts';
import { type Chunk, readConfirmedBytes, type UploadPlan } from '../upload-plan.ts';
import { type TransferFailure, type TransferFailureCode, transferFailure } from './transfer-failure.ts';

/** How a slice stands when it sends a chunk. */
export interface Standing {
  /** Whether this chunk was sent before in this slice, so that it may be stored although no answer came. */
  readonly isRepeated: boolean;
  /** Whether a chunk was stored in this slice, so that the place of the next is known and not remembered. */
  readonly isInStep: boolean;
  /** How often the platform's word on its place led nowhere. */
  readonly missteps: number;
}

/** What to do after an answer. */
export type Move =
  | { readonly kind: 'ended' }
  /** Send the chunk that begins where so many bytes are confirmed. */
  | { readonly kind: 'go_on'; readonly confirmedBytes: number; readonly isMisstep: boolean }
  /** Send the same chunk again, a little later. */
  | { readonly kind: 'again' }
  /** Another worker sends this file: leave it to that one for a while. */
  | { readonly kind: 'step_aside'; readonly confirmedBytes: number }
  | { readonly kind: 'failed'; readonly failure: TransferFailure };

/** One contradiction may be a server's that has just lost something; two are not a matter of chance. */
const misstepsMax = 1;

const endings: Readonly<Partial<Record<ChunkAnswer['word'], TransferFailureCode>>> = {
  expired: 'upload_expired',
  gone: 'upload_gone',
  refused: 'upload_refused',
};

const goOn = (plan: UploadPlan, confirmedBytes: number): Move =>
  confirmedBytes >= plan.sizeBytes ? { kind: 'ended' } : { kind: 'go_on', confirmedBytes, isMisstep: false };

/** The platform is elsewhere: ahead is where to go on; anything else is believed once. */
const followPlatform = (
  plan: UploadPlan,
  chunk: Chunk,
  { isRepeated, isInStep, missteps }: Standing,
  uploadedRange: string | undefined,
): Move => {
  const confirmedBytes = readConfirmedBytes(plan, uploadedRange ?? null);
  if (confirmedBytes !== undefined && confirmedBytes > chunk.firstByte) {
    const isOthers = isInStep && !isRepeated && confirmedBytes < plan.sizeBytes;
    return isOthers ? { kind: 'step_aside', confirmedBytes } : goOn(plan, confirmedBytes);
  }
  if (missteps >= misstepsMax) return { kind: 'failed', failure: transferFailure('upload_out_of_step') };
  // Of a place that cannot be read the beginning is the one where nothing can be skipped: the next answer corrects it.
  return { kind: 'go_on', confirmedBytes: confirmedBytes ?? 0, isMisstep: true };
};

/** What the platform's answer to a chunk means for the transfer. */
export const decideMove = (
  plan: UploadPlan,
  chunk: Chunk,
  standing: Standing,
  { word, status, uploadedRange }: ChunkAnswer,
): Move => {
  if (word === 'stored') return goOn(plan, chunk.lastByte + 1);
  if (word === 'complete') return { kind: 'ended' };
  if (word === 'elsewhere') return followPlatform(plan, chunk, standing, uploadedRange);
  const code = endings[word];
  if (code === undefined) return { kind: 'again' };
  const place = `It answered ${status} at byte ${chunk.firstByte} of ${plan.sizeBytes}.`;
  return { kind: 'failed', failure: transferFailure(code, place) };
};
