import type { Chunk } from '../upload-plan.ts';
import { decideMove, type Move } from './decide-move.ts';
import { sendChunk } from './send-chunk.ts';
import { elapsedMs, type Slice, type Unfinished } from './slice.ts';

/** What became of a chunk, all its tries together. */
export type ChunkEnd =
  | Exclude<Move, { readonly kind: 'again' }>
  | { readonly kind: 'given_up'; readonly why: Unfinished };

/** Sends a chunk once, for no longer than the slice has; `late` when that was over first. */
const tryChunk = async (slice: Slice, chunk: Chunk, isRepeated: boolean): Promise<Move | 'late'> => {
  const { plan, progress, deadline, tidy, log } = slice;
  const outcome = await sendChunk(slice, chunk);
  tidy();
  if (outcome.kind === 'answered') {
    const { isInStep, missteps } = progress;
    return decideMove(plan, chunk, { isRepeated, isInStep, missteps }, outcome.answer);
  }
  if (outcome.kind === 'failed') return outcome;
  log.warn('A part of a file got no answer', { why: outcome.why, firstByte: chunk.firstByte });
  return deadline.aborted ? 'late' : { kind: 'again' };
};

/** The same chunk again and again, each time a little later, while the slice lasts. Throws what nobody knows by name. */
export const settleChunk = async (slice: Slice, chunk: Chunk, isFirst: boolean): Promise<ChunkEnd> => {
  const { settings, pause } = slice;
  for (let repeats = 0; ; repeats += 1) {
    const move = await tryChunk(slice, chunk, repeats > 0);
    // Too slow is one that had all the time that there is.
    if (move === 'late') return { kind: 'given_up', why: isFirst && repeats === 0 ? 'too_slow' : 'time' };
    if (move.kind !== 'again') return move;
    const pauseMs = settings.pausesMs[repeats];
    if (pauseMs === undefined || elapsedMs(slice) + pauseMs >= settings.sliceMs)
      return { kind: 'given_up', why: 'busy' };
    await pause(pauseMs);
  }
};
