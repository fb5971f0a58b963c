import { type Readable, Transform } from 'node:stream';
import { mediaUnavailable } from './media-failure.ts';

/** How long S3 may leave a reader without a byte. A reader that is slow itself is not held against it. */
const IDLE_TIMEOUT_MS = 10_000;

/**
 * Passes on bytes as they come, and fails with `media_unavailable` unless they are exactly as many as was promised: when
 * they stop coming, break off, or do not end. Destroying what it gives ends the source at once.
 */
export const checkBytes = (
  source: Readable,
  promisedBytes: number,
  signal?: AbortSignal,
  idleTimeoutMs = IDLE_TIMEOUT_MS,
): Readable => {
  let leftBytes = promisedBytes;
  const checked = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      leftBytes -= chunk.length;
      timer.refresh();
      if (leftBytes < 0) done(mediaUnavailable('More bytes came than were promised.'));
      else done(undefined, chunk);
    },
    flush: (done) => done(leftBytes === 0 ? undefined : mediaUnavailable(`${leftBytes} bytes are missing.`)),
  });
  const timer = setTimeout(() => {
    if (checked.writableNeedDrain) timer.refresh();
    else checked.destroy(mediaUnavailable(`No byte came for ${idleTimeoutMs} ms.`));
  }, idleTimeoutMs);
  const abort = () => checked.destroy(asError(signal?.reason));
  source.once('error', (cause) => checked.destroy(mediaUnavailable(cause)));
  signal?.addEventListener('abort', abort, { once: true });
  checked.once('close', () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    source.destroy();
  });
  return source.pipe(checked);
};

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('The reader gave up.', { cause: reason });
