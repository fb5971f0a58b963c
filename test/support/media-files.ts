import { createByteSource, windowBytes } from '../../shared/posts/media/byte-source.ts';
import { type Probed, probeFile } from '../../shared/posts/media/probe-file.ts';

/** A file of any size of which only some places hold anything: what lies between is zero and takes no memory. */
export interface SparseFile {
  readonly sizeBytes: number;
  readonly pieces: readonly { readonly first: number; readonly bytes: Uint8Array }[];
}

export const wholeFile = (bytes: Uint8Array): SparseFile => ({
  sizeBytes: bytes.length,
  pieces: [{ first: 0, bytes }],
});

const readSparse = ({ pieces }: SparseFile, first: number, last: number): Uint8Array => {
  const read = new Uint8Array(last - first + 1);
  for (const piece of pieces) {
    const from = Math.max(first, piece.first);
    const until = Math.min(last + 1, piece.first + piece.bytes.length);
    if (from < until) read.set(piece.bytes.subarray(from - piece.first, until - piece.first), from - first);
  }
  return read;
};

export interface Probe {
  readonly probed: Probed;
  readonly reads: number;
  readonly bytesRead: number;
}

/** Probes a file, counting what is read of it. Throws when a read goes beyond the file or takes more than it may. */
export const probeSparse = async (file: SparseFile): Promise<Probe> => {
  let reads = 0;
  let bytesRead = 0;
  const readBytes = async (first: number, last: number): Promise<Uint8Array> => {
    if (first < 0 || last < first || last >= file.sizeBytes)
      throw new Error(`${first} to ${last} is no range.`);
    if (last - first + 1 > windowBytes) throw new Error('Too much is read at a time.');
    reads += 1;
    bytesRead += last - first + 1;
    return readSparse(file, first, last);
  };
  const source = createByteSource(file.sizeBytes, readBytes, new AbortController().signal);
  const probed = await probeFile(source);
  return { probed, reads, bytesRead };
};

export const uint32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
};

/** A box of ISO media; with `claimedBytes` it says another size than it has. */
export const box = (type: string, body: Uint8Array = Buffer.alloc(0), claimedBytes?: number): Buffer =>
  Buffer.concat([uint32(claimedBytes ?? body.length + 8), Buffer.from(type, 'latin1'), body]);

/** The header of a box whose size takes 64 bits. */
export const longBoxHeader = (type: string, sizeBytes: bigint): Buffer => {
  const header = Buffer.concat([uint32(1), Buffer.from(type, 'latin1'), Buffer.alloc(8)]);
  header.writeBigUInt64BE(sizeBytes, 8);
  return header;
};

export interface FilmWish {
  readonly seconds?: number;
  readonly frames?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly sampleType?: string;
  readonly handler?: string;
  /** Boxes put in between the description of the samples and their count. */
  readonly stuffing?: Uint8Array;
}

const unitsPerSecond = 600;

/** The index of a film with one track, as small as it may be. */
export const movieBox = (wish: FilmWish = {}): Buffer => {
  const { seconds = 10, frames = 300, widthPx = 720, heightPx = 1280, sampleType = 'avc1' } = wish;
  const header = uint32(0, 0, 0, unitsPerSecond, seconds * unitsPerSecond);
  const sides = Buffer.alloc(4);
  sides.writeUInt16BE(widthPx, 0);
  sides.writeUInt16BE(heightPx, 2);
  const entry = box(sampleType, Buffer.concat([Buffer.alloc(24), sides, Buffer.alloc(50)]));
  const table = box(
    'stbl',
    Buffer.concat([
      box('stsd', Buffer.concat([uint32(0, 1), entry])),
      wish.stuffing ?? Buffer.alloc(0),
      box('stsz', uint32(0, 1000, frames)),
    ]),
  );
  const handler = box(
    'hdlr',
    Buffer.concat([uint32(0, 0), Buffer.from(wish.handler ?? 'vide'), Buffer.alloc(12)]),
  );
  const media = box('mdia', Buffer.concat([box('mdhd', header), handler, box('minf', table)]));
  return box('moov', Buffer.concat([box('mvhd', header), box('trak', media)]));
};

export const fileType = (brand = 'isom'): Buffer =>
  box('ftyp', Buffer.concat([Buffer.from(brand), uint32(0)]));

/** A small film: its type, its index, its frames. */
export const film = (wish: FilmWish = {}): Buffer =>
  Buffer.concat([fileType(), movieBox(wish), box('mdat', Buffer.alloc(100))]);
