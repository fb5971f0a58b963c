import { type ByteSource, cutOff, readText, unreadable } from './byte-source.ts';

/** A box of ISO/IEC 14496-12 section 4.2: its place in the file. */
export interface Box {
  readonly type: string;
  readonly bodyFirst: number;
  /** The first byte behind it. */
  readonly end: number;
}

/** What stands in a file by itself, so that one that goes on beyond the end was cut off; another is no box at all. */
const fileBoxes: ReadonlySet<string> = new Set([
  'ftyp',
  'moov',
  'mdat',
  'moof',
  'free',
  'skip',
  'wide',
  'mfra',
  'uuid',
]);

const readSize = (header: DataView): { sizeBytes: number; headerBytes: number } => {
  const sizeBytes = header.getUint32(0);
  if (sizeBytes !== 1) return { sizeBytes, headerBytes: 8 };
  if (header.byteLength < 16) throw unreadable('has a broken structure: a box ends within its own header.');
  // Beyond 2^53 it loses digits, and is beyond the end of any file.
  return { sizeBytes: Number(header.getBigUint64(8)), headerBytes: 16 };
};

const readBox = async (source: ByteSource, first: number, end: number): Promise<Box> => {
  const header = await source.read(first, Math.min(16, end - first));
  if (header.byteLength < 8) throw unreadable('has a broken structure: a box ends within its own header.');
  const { sizeBytes, headerBytes } = readSize(header);
  const type = readText(header, 4, 4);
  // Size 0: as far as its parent goes.
  const boxEnd = sizeBytes === 0 ? end : first + sizeBytes;
  if (sizeBytes !== 0 && sizeBytes < headerBytes)
    throw unreadable('has a broken structure: it holds a box that is smaller than its own header.');
  if (boxEnd > end) {
    if (end === source.sizeBytes && fileBoxes.has(type)) throw cutOff();
    throw unreadable('has a broken structure: one of its boxes is larger than what it lies in.');
  }
  return { type, bodyFirst: first + headerBytes, end: boxEnd };
};

/** The boxes from `first` to `end`, one after another. Throws `UnreadableFile` at the first that cannot be. */
export async function* boxesIn(source: ByteSource, first: number, end: number): AsyncGenerator<Box> {
  let at = first;
  while (at < end) {
    source.countPiece();
    // QuickTime may end a list of boxes with 32 bits of zero (QuickTime File Format, "Atoms").
    if (end - at < 8 && end < source.sizeBytes) return;
    const box = await readBox(source, at, end);
    yield box;
    at = box.end;
  }
}

/** The body of a box as far as `lengthBytes`; shorter when it is. */
export const readBody = (source: ByteSource, { bodyFirst, end }: Box, lengthBytes: number) =>
  source.read(bodyFirst, Math.min(lengthBytes, end - bodyFirst));
