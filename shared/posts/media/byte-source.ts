import { Failure } from '../../core/failure.ts';

/** Bytes of a stored file, read in pieces. */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * `lengthBytes` bytes from `first` on; fewer at the end of the file. Throws `UnreadableFile` when the file would have
   * more read of it than is allowed, and `media_unavailable` when time is up or the store does not answer.
   */
  read(first: number, lengthBytes: number): Promise<DataView>;
  /** How many reads of the store are left. */
  readsLeft(): number;
  /** Counts one piece of the file's structure. Throws `UnreadableFile` at more than any file has. */
  countPiece(): void;
}

/** What a person is told of a file that cannot be understood: a code, and a predicate to its name. */
export interface Flaw {
  readonly code: string;
  readonly says: string;
}

/** The file itself is at fault, whatever is tried again. */
export class UnreadableFile extends Error {
  readonly flaw: Flaw;

  constructor(flaw: Flaw) {
    super(`${flaw.code}: the file ${flaw.says}`);
    this.name = 'UnreadableFile';
    this.flaw = flaw;
  }
}

export const unreadable = (says: string): UnreadableFile => new UnreadableFile({ code: 'unreadable', says });

export const cutOff = (): UnreadableFile =>
  new UnreadableFile({
    code: 'cut_off',
    says: 'ends in the middle: its last part is missing. Save or export it again and upload that.',
  });

/** What one read of the store fetches: the headers of a container lie close together. */
export const windowBytes = 65_536;

/**
 * The reads that one file is worth. An ordinary file takes less than ten; a fragmented one takes one for each fragment.
 * With the window they bound what is read of a file to 8 MiB.
 */
const readsMax = 128;

/**
 * Pieces cost no read when they lie together, but time: of eight bytes each, a million fit into what may be read. An ordinary
 * file has about a hundred.
 */
const piecesMax = 20_000;

/** `first` and `last` both included, as a store reads. */
export type ReadBytes = (first: number, last: number) => Promise<Uint8Array>;

const tooLate = (): Failure =>
  new Failure('media_unavailable', {
    detail: 'Looking at the file took too long. Nothing is lost: try again shortly.',
    retryAfterSeconds: 5,
  });

const withSignal = async <T>(begin: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  if (signal.aborted) throw tooLate();
  const work = begin();
  const late = Promise.withResolvers<never>();
  const giveUp = () => late.reject(tooLate());
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
    // What was given up may still fail, and nobody waits for it.
    work.catch(() => {});
  }
};

const viewOf = (bytes: Uint8Array, first: number, lengthBytes: number): DataView => {
  const start = Math.min(first, bytes.byteLength);
  return new DataView(
    bytes.buffer,
    bytes.byteOffset + start,
    Math.min(lengthBytes, bytes.byteLength - start),
  );
};

/** A file of `sizeBytes` behind ranged reads, whose number and time are bounded whatever the file says of itself. */
export const createByteSource = (
  sizeBytes: number,
  readBytes: ReadBytes,
  signal: AbortSignal,
): ByteSource => {
  let reads = 0;
  let pieces = 0;
  let held: { readonly first: number; readonly bytes: Uint8Array } = { first: 0, bytes: new Uint8Array() };
  const holds = (first: number, end: number): boolean =>
    first >= held.first && end <= held.first + held.bytes.byteLength;
  return {
    sizeBytes,
    readsLeft: () => readsMax - reads,
    countPiece: () => {
      pieces += 1;
      if (pieces > piecesMax) throw unreadable('has a broken structure: it holds far too many pieces.');
    },
    read: async (first, lengthBytes) => {
      if (lengthBytes > windowBytes) throw new RangeError(`At most ${windowBytes} bytes are read at a time.`);
      const end = Math.min(first + lengthBytes, sizeBytes);
      if (first >= end) return new DataView(new ArrayBuffer(0));
      if (!holds(first, end)) {
        if (reads === readsMax)
          throw unreadable('is put together in more pieces than can be looked through.');
        reads += 1;
        const last = Math.min(first + windowBytes, sizeBytes) - 1;
        held = { first, bytes: await withSignal(() => readBytes(first, last), signal) };
      }
      return viewOf(held.bytes, first - held.first, end - first);
    },
  };
};

/** Text of single bytes, such as the names of boxes. */
export const readText = (view: DataView, first: number, lengthBytes: number): string =>
  String.fromCharCode(
    ...new Uint8Array(view.buffer, view.byteOffset + first, Math.min(lengthBytes, view.byteLength - first)),
  );
