import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { MediaReader } from '../../media/media-store.ts';
import type { ChunkUpload } from '../../platforms/posting.ts';
import type { SendDependencies } from './send-chunk.ts';
import type { TransferFailure } from './transfer-failure.ts';

export interface SliceSettings {
  /** After this long no chunk is begun. */
  readonly sliceMs: number;
  /** When a chunk under way is given up, from the slice's beginning on: before the function itself is ended. */
  readonly deadlineMs: number;
  /** The pauses before a chunk is sent again, one for each time. */
  readonly pausesMs: readonly number[];
}

/** Within a function timeout of 120 s. A file of 64 MB in one chunk gets through at 5 Mbit/s, a chunk of 10.5 MB at 0.8. */
export const ordinarySlice: SliceSettings = {
  sliceMs: 55_000,
  deadlineMs: 108_000,
  pausesMs: [500, 2_000, 6_000],
};

export interface SliceDependencies {
  readonly media: Pick<MediaReader, 'readRange'>;
  readonly upload: Pick<ChunkUpload, 'send'>;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  /** Called after each chunk: lets go of the memory that its bytes passed through. */
  readonly tidy: () => void;
  readonly settings: SliceSettings;
  readonly log: Log;
}

/** A slice of a transfer under way. */
export interface Slice extends SliceDependencies, SendDependencies {
  /** When the upload address ends. */
  readonly expiresAt: Date;
  readonly startedAt: Date;
  readonly progress: SliceProgress;
}

export interface SliceProgress {
  confirmedBytes: number;
  /** Whether the platform has said in this slice where it is, so that it is known and not remembered. */
  isInStep: boolean;
  /** How often its word on that led nowhere. */
  missteps: number;
}

/** Why a slice ends with bytes left: its time, a platform or store that is away, a chunk too slow for it, another worker. */
export type Unfinished = 'time' | 'busy' | 'too_slow' | 'other_worker';

export type SliceEnd =
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: TransferFailure }
  | { readonly kind: 'unfinished'; readonly why: Unfinished; readonly confirmedBytes: number };

export const elapsedMs = ({ clock, startedAt }: Pick<Slice, 'clock' | 'startedAt'>): number =>
  clock().getTime() - startedAt.getTime();
