import { type ByteSource, readText } from './byte-source.ts';
import { type Box, boxesIn, readBody } from './mp4-boxes.ts';

/** How long something lasts, in units of a second's part; 0 for what is not said. */
export interface Duration {
  readonly units: number;
  readonly unitsPerSecond: number;
}

/** What the track of a film says of itself. */
export interface Track {
  id: number;
  handler: string;
  duration: Duration;
  /** The name of its first sample description, such as `avc1`. */
  sampleType: string;
  widthPx: number;
  heightPx: number;
  isTurned: boolean;
  frameCount: number;
}

/** A number of 32 or 64 bits, all of whose bits set say that it is not known (ISO/IEC 14496-12 section 8.2.2.3). */
export const readUnits = (view: DataView, first: number, isLong: boolean): number => {
  if (view.byteLength < first + (isLong ? 8 : 4)) return 0;
  const units = isLong ? Number(view.getBigUint64(first)) : view.getUint32(first);
  return units >= (isLong ? 2 ** 64 : 2 ** 32) - 1 ? 0 : units;
};

/** The duration of `mvhd` and of `mdhd`, which have it at the same place. */
export const readDuration = async (source: ByteSource, box: Box): Promise<Duration> => {
  const body = await readBody(source, box, 32);
  if (body.byteLength < 20) return { units: 0, unitsPerSecond: 0 };
  const isLong = body.getUint8(0) === 1;
  if (isLong && body.byteLength < 32) return { units: 0, unitsPerSecond: 0 };
  return {
    unitsPerSecond: body.getUint32(isLong ? 20 : 12),
    units: readUnits(body, isLong ? 24 : 16, isLong),
  };
};

/** Track header (section 8.3.2): its id, and whether the matrix turns the picture by a quarter. */
const readTrackHeader = async (source: ByteSource, box: Box, track: Track): Promise<void> => {
  const body = await readBody(source, box, 96);
  if (body.byteLength < 84) return;
  const shift = body.getUint8(0) === 1 ? 12 : 0;
  if (body.byteLength < 84 + shift) return;
  track.id = body.getUint32(12 + (shift === 0 ? 0 : 8));
  const [a, b, c, d] = [40, 44, 52, 56].map((place) => body.getInt32(place + shift));
  track.isTurned = a === 0 && d === 0 && b !== 0 && c !== 0;
  // The sample description is nearer to the truth; a track may have none.
  track.widthPx ||= body.getUint32(76 + shift) >>> 16;
  track.heightPx ||= body.getUint32(80 + shift) >>> 16;
};

/** Sample description (section 8.5.2 and 12.1.3): the first one's name and, of a picture, its size. */
const readSampleDescription = async (source: ByteSource, box: Box, track: Track): Promise<void> => {
  const body = await readBody(source, box, 44);
  if (body.byteLength < 16) return;
  track.sampleType = readText(body, 12, 4);
  if (body.byteLength < 44) return;
  track.widthPx = body.getUint16(40) || track.widthPx;
  track.heightPx = body.getUint16(42) || track.heightPx;
};

const readSampleTable = async (source: ByteSource, table: Box, track: Track): Promise<void> => {
  for await (const box of boxesIn(source, table.bodyFirst, table.end)) {
    if (box.type === 'stsd') await readSampleDescription(source, box, track);
    // Both have the number of samples at the same place; of the samples themselves nothing is read.
    if (box.type === 'stsz' || box.type === 'stz2') {
      const body = await readBody(source, box, 12);
      if (body.byteLength === 12) track.frameCount = body.getUint32(8);
    }
  }
};

const readMedia = async (source: ByteSource, media: Box, track: Track): Promise<void> => {
  for await (const box of boxesIn(source, media.bodyFirst, media.end)) {
    if (box.type === 'mdhd') track.duration = await readDuration(source, box);
    if (box.type === 'hdlr') {
      const body = await readBody(source, box, 12);
      if (body.byteLength === 12) track.handler = readText(body, 8, 4);
    }
    if (box.type !== 'minf') continue;
    for await (const part of boxesIn(source, box.bodyFirst, box.end))
      if (part.type === 'stbl') await readSampleTable(source, part, track);
  }
};

/** Reads a `trak` box; what it does not say stays empty. */
export const readTrack = async (source: ByteSource, { bodyFirst, end }: Box): Promise<Track> => {
  const track: Track = {
    id: 0,
    handler: '',
    duration: { units: 0, unitsPerSecond: 0 },
    sampleType: '',
    widthPx: 0,
    heightPx: 0,
    isTurned: false,
    frameCount: 0,
  };
  for await (const box of boxesIn(source, bodyFirst, end)) {
    if (box.type === 'tkhd') await readTrackHeader(source, box, track);
    if (box.type === 'mdia') await readMedia(source, box, track);
  }
  return track;
};
