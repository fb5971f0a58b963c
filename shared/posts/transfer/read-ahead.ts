import type { Readable } from 'node:stream';
import type { MediaReader } from '../../media/media-store.ts';
import { type Chunk, nextChunk, type UploadPlan } from '../upload-plan.ts';

export interface ChunkBodies {
  /** The bytes of a chunk. Throws as `readRange` does. */
  take(chunk: Chunk): Promise<Readable>;
  close(): void;
}

/** The staged object, held to its ETag: another one in its place is refused, and never spliced with this one. */
export interface StagedObject {
  readonly key: string;
  readonly etag: string;
}

/**
 * The bytes of a plan's chunks, one after the other. As soon as a chunk is read to its end the next one is asked for, so
 * that the store answers while the platform does; no more of it is held than what streams hold. `signal` ends all of it.
 */
export const openChunkBodies = (
  media: Pick<MediaReader, 'readRange'>,
  { key, etag }: StagedObject,
  plan: UploadPlan,
  signal: AbortSignal,
): ChunkBodies => {
  let ahead: { readonly index: number; readonly body: Promise<Readable | undefined> } | undefined;

  const open = ({ firstByte, lastByte }: Chunk) => media.readRange(key, etag, firstByte, lastByte, signal);

  /** What goes wrong here shows when the chunk is asked for again, in earnest. */
  const openAhead = (chunk: Chunk) =>
    open(chunk).then(
      (body) => body.on('error', () => {}),
      () => undefined,
    );

  const takeAhead = async (chunk: Chunk): Promise<Readable | undefined> => {
    const opened = ahead;
    ahead = undefined;
    const body = await opened?.body;
    if (opened?.index === chunk.index && body?.destroyed === false) return body;
    body?.destroy();
    return undefined;
  };

  const lookAhead = (chunk: Chunk): void => {
    const next = nextChunk(plan, chunk.lastByte + 1);
    if (next !== undefined && !signal.aborted) ahead = { index: next.index, body: openAhead(next) };
  };

  return {
    take: async (chunk) => {
      const body = (await takeAhead(chunk)) ?? (await open(chunk));
      body.once('end', () => lookAhead(chunk));
      return body;
    },
    close: () => {
      void ahead?.body.then((body) => body?.destroy());
      ahead = undefined;
    },
  };
};
