import type { MediaFacts } from '../../database/media.ts';
import { type ByteSource, cutOff, readText, unreadable } from './byte-source.ts';
import { measured } from './measured.ts';

/** An element of EBML (RFC 8794): its place in the file. */
interface Element {
  readonly id: number;
  readonly bodyFirst: number;
  /** The first byte behind it; of one without a size, the end of what it lies in. */
  readonly end: number;
  readonly hasSize: boolean;
}

/** Ids of RFC 8794 section 11.2 and RFC 9559 section 5. */
const ids = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackType: 0x83,
  codecId: 0x86,
  defaultDuration: 0x23e383,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f43b675,
} as const;

const videoTrackType = 1;

const brokenStructure = () => unreadable('has a broken structure: one of its elements cannot be.');

/** A number whose leading zeros say how long it is (RFC 8794 section 4); undefined when all its bits are set: not known. */
const readVint = (view: DataView, first: number, maxBytes: number, keepMarker: boolean) => {
  if (first >= view.byteLength) throw brokenStructure();
  const lead = view.getUint8(first);
  const lengthBytes = Math.clz32(lead) - 23;
  if (lengthBytes > maxBytes || first + lengthBytes > view.byteLength) throw brokenStructure();
  const marker = 0x80 >> (lengthBytes - 1);
  let value = keepMarker ? lead : lead & (marker - 1);
  let isAllSet = (lead | ~(marker - 1)) === ~0;
  for (let at = first + 1; at < first + lengthBytes; at += 1) {
    const byte = view.getUint8(at);
    // Beyond 2^53 it loses digits, and is beyond the end of any file.
    value = value * 256 + byte;
    isAllSet &&= byte === 0xff;
  }
  return { value: isAllSet && !keepMarker ? undefined : value, lengthBytes };
};

async function* elementsIn(source: ByteSource, first: number, end: number): AsyncGenerator<Element> {
  let at = first;
  while (at < end) {
    source.countPiece();
    const head = await source.read(at, Math.min(12, end - at));
    const id = readVint(head, 0, 4, true);
    const size = readVint(head, id.lengthBytes, 8, false);
    const bodyFirst = at + id.lengthBytes + size.lengthBytes;
    const element = {
      id: id.value ?? 0,
      bodyFirst,
      end: size.value === undefined ? end : bodyFirst + size.value,
      hasSize: size.value !== undefined,
    };
    if (element.end > end) {
      if (end === source.sizeBytes) throw cutOff();
      throw brokenStructure();
    }
    yield element;
    at = element.end;
  }
}

const readBody = (source: ByteSource, { bodyFirst, end }: Element, maxBytes: number) =>
  source.read(bodyFirst, Math.min(maxBytes, end - bodyFirst));

const readUnsigned = async (source: ByteSource, element: Element): Promise<number> => {
  const body = await readBody(source, element, 8);
  let value = 0;
  for (let at = 0; at < body.byteLength; at += 1) value = value * 256 + body.getUint8(at);
  return value;
};

const readFloat = async (source: ByteSource, element: Element): Promise<number> => {
  const body = await readBody(source, element, 8);
  if (body.byteLength === 8) return body.getFloat64(0);
  return body.byteLength === 4 ? body.getFloat32(0) : 0;
};

/** Text ends with its element or its first NUL (RFC 8794 section 7.4). */
const readName = async (source: ByteSource, element: Element): Promise<string> =>
  readText(await readBody(source, element, 64), 0, 64).split('\0')[0] ?? '';

interface VideoTrack {
  type: number;
  codecId: string;
  frameNanoseconds: number;
  widthPx: number;
  heightPx: number;
}

const readTrackEntry = async (source: ByteSource, entry: Element): Promise<VideoTrack> => {
  const track: VideoTrack = { type: 0, codecId: '', frameNanoseconds: 0, widthPx: 0, heightPx: 0 };
  for await (const element of elementsIn(source, entry.bodyFirst, entry.end)) {
    if (element.id === ids.trackType) track.type = await readUnsigned(source, element);
    if (element.id === ids.codecId) track.codecId = await readName(source, element);
    if (element.id === ids.defaultDuration) track.frameNanoseconds = await readUnsigned(source, element);
    if (element.id !== ids.video) continue;
    for await (const part of elementsIn(source, element.bodyFirst, element.end)) {
      if (part.id === ids.pixelWidth) track.widthPx = await readUnsigned(source, part);
      if (part.id === ids.pixelHeight) track.heightPx = await readUnsigned(source, part);
    }
  }
  return track;
};

const findVideoTrack = async (source: ByteSource, tracks: Element): Promise<VideoTrack | undefined> => {
  for await (const element of elementsIn(source, tracks.bodyFirst, tracks.end)) {
    if (element.id !== ids.trackEntry) continue;
    const track = await readTrackEntry(source, element);
    if (track.type === videoTrackType) return track;
  }
  return undefined;
};

/** Section 5.1.2 of RFC 9559: the duration in units of so many nanoseconds, a million unless it says otherwise. */
const readSeconds = async (source: ByteSource, info: Element): Promise<number> => {
  let unitNanoseconds = 1_000_000;
  let units = 0;
  for await (const element of elementsIn(source, info.bodyFirst, info.end)) {
    if (element.id === ids.timestampScale) unitNanoseconds = await readUnsigned(source, element);
    if (element.id === ids.duration) units = await readFloat(source, element);
  }
  return (units * unitNanoseconds) / 1e9;
};

const readSegment = async (source: ByteSource, segment: Element) => {
  let seconds: number | undefined;
  let track: VideoTrack | undefined;
  let sawTracks = false;
  for await (const element of elementsIn(source, segment.bodyFirst, segment.end)) {
    if (element.id === ids.info) seconds = await readSeconds(source, element);
    if (element.id === ids.tracks) {
      track = await findVideoTrack(source, element);
      sawTracks = true;
    }
    // Both stand before the clusters in all but a few files; a cluster without a size cannot be stepped over.
    const isPast = element.id === ids.cluster && !element.hasSize;
    if ((sawTracks && (seconds !== undefined || element.id === ids.cluster)) || isPast) break;
  }
  return { seconds: seconds ?? 0, track };
};

const codecs: Readonly<Record<string, string>> = {
  V_VP8: 'vp8',
  V_VP9: 'vp9',
  V_AV1: 'av1',
  'V_MPEG4/ISO/AVC': 'h264',
  'V_MPEGH/ISO/HEVC': 'h265',
};

const codecOf = (codecId: string): string | null =>
  codecs[codecId] ?? (/^[\x21-\x7e]+$/.test(codecId) ? codecId : null);

/** What kind of document the header says it is; `webm` is a part of Matroska, and the only part that is accepted. */
const readDocType = async (source: ByteSource, header: Element): Promise<string> => {
  for await (const element of elementsIn(source, header.bodyFirst, header.end))
    if (element.id === ids.docType) return readName(source, element);
  return '';
};

/**
 * The facts of a WebM file, from the elements before its clusters. A recording of a browser says neither how long it is nor
 * how many frames a second has; both are then null. Throws `UnreadableFile`.
 */
export const probeWebm = async (source: ByteSource): Promise<MediaFacts> => {
  let docType = '';
  let segment: Awaited<ReturnType<typeof readSegment>> | undefined;
  for await (const element of elementsIn(source, 0, source.sizeBytes)) {
    if (element.id === ids.ebml) docType = await readDocType(source, element);
    if (element.id !== ids.segment) continue;
    segment = await readSegment(source, element);
    break;
  }
  if (segment?.track === undefined) throw unreadable('holds no video track.');
  const { seconds, track } = segment;
  return {
    container: docType === 'webm' ? 'webm' : 'matroska',
    codec: codecOf(track.codecId),
    durationSeconds: measured(seconds),
    widthPx: track.widthPx || null,
    heightPx: track.heightPx || null,
    frameRate: measured(1e9 / track.frameNanoseconds),
  };
};
