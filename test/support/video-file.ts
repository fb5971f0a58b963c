import { createHash, randomBytes } from 'node:crypto';

export interface VideoShape {
  readonly seconds: number;
  readonly frameRate: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

const ordinary: VideoShape = { seconds: 10, frameRate: 30, widthPx: 1080, heightPx: 1920 };
const unitsPerSecond = 1_000;

const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

/** A full box of version 0: its flags, and numbers of 32 bits. */
const fullBox = (type: string, numbers: readonly number[], ...more: readonly Uint8Array[]): Buffer => {
  const body = Buffer.alloc(4 + 4 * numbers.length);
  for (const [place, value] of numbers.entries()) body.writeUInt32BE(value >>> 0, 4 + 4 * place);
  return box(type, body, ...more);
};

const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

/** An index of one H.264 track (ISO/IEC 14496-12), whose frames nobody could decode. */
const index = ({ seconds, frameRate, widthPx, heightPx }: VideoShape): Buffer => {
  const units = seconds * unitsPerSecond;
  const frames = seconds * frameRate;
  const sample = Buffer.alloc(78);
  sample.writeUInt16BE(1, 6);
  sample.writeUInt16BE(widthPx, 24);
  sample.writeUInt16BE(heightPx, 26);
  const table = box(
    'stbl',
    fullBox('stsd', [1], box('avc1', sample)),
    fullBox('stts', [1, frames, unitsPerSecond / frameRate]),
    fullBox('stsc', [0]),
    fullBox('stsz', [1_000, frames]),
    fullBox('stco', [0]),
  );
  const media = box(
    'mdia',
    fullBox('mdhd', [0, 0, unitsPerSecond, units, 0]),
    fullBox('hdlr', [0, 0x76696465, 0, 0, 0], Buffer.from([0])),
    box('minf', table),
  );
  const track = fullBox('tkhd', [0, 0, 1, 0, units, 0, 0, 0, 0, ...matrix, widthPx << 16, heightPx << 16]);
  const movie = fullBox('mvhd', [
    0,
    0,
    unitsPerSecond,
    units,
    0x10000,
    0,
    0,
    0,
    ...matrix,
    0,
    0,
    0,
    0,
    0,
    0,
    2,
  ]);
  return box('moov', movie, box('trak', track, media));
};

/** A file that reads like a video and holds random bytes for frames; any piece of it can be had without the rest. */
export interface VideoFile {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Bytes `first` to `end`, the latter not included. */
  slice(first: number, end: number): Buffer;
}

/** Random bytes over and over, of a length that meets no part or chunk twice at the same place. */
const pieceBytes = 7_340_033;

/** A video of this many bytes; throws for fewer than its index needs. */
export const createVideo = (sizeBytes: number, shape: Partial<VideoShape> = {}): VideoFile => {
  const start = Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\0\u0001isomavc1', 'latin1')),
    index({ ...ordinary, ...shape }),
  ]);
  const mdat = Buffer.alloc(16);
  mdat.writeUInt32BE(1, 0);
  mdat.write('mdat', 4, 'latin1');
  mdat.writeBigUInt64BE(BigInt(sizeBytes - start.length), 8);
  const head = Buffer.concat([start, mdat]);
  if (sizeBytes < head.length) throw new RangeError(`Such a video has at least ${head.length} bytes.`);
  const piece = randomBytes(Math.min(pieceBytes, sizeBytes));
  const slice = (first: number, end: number): Buffer => {
    const bytes = Buffer.alloc(end - first);
    for (let at = first; at < end; ) {
      const taken =
        at < head.length
          ? head.copy(bytes, at - first, at, Math.min(end, head.length))
          : piece.copy(
              bytes,
              at - first,
              (at - head.length) % piece.length,
              Math.min(piece.length, ((at - head.length) % piece.length) + end - at),
            );
      at += taken;
    }
    return bytes;
  };
  const hash = createHash('sha256');
  for (let at = 0; at < sizeBytes; at += pieceBytes)
    hash.update(slice(at, Math.min(sizeBytes, at + pieceBytes)));
  return { sizeBytes, sha256: hash.digest('hex'), slice };
};
