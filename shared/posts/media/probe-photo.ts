import type { MediaFacts } from '../../database/media.ts';
import { type ByteSource, cutOff, readText, unreadable } from './byte-source.ts';

const still = { codec: null, durationSeconds: null, frameRate: null } as const;

const broken = () => unreadable('is broken: its size in pixels cannot be read.');

/** Start of frame, of every kind; the numbers between are of other things (ITU-T T.81 table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const startOfScan = 0xda;
const endOfImage = 0xd9;

/** The facts of a JPEG file: width and height as they are stored. Throws `UnreadableFile`. */
export const probeJpeg = async (source: ByteSource): Promise<MediaFacts> => {
  let at = 2;
  for (;;) {
    source.countPiece();
    const head = await source.read(at, 9);
    if (head.byteLength < 4) throw cutOff();
    const marker = head.getUint8(1);
    if (head.getUint8(0) !== 0xff || marker === startOfScan || marker === endOfImage) throw broken();
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const lengthBytes = head.getUint16(2);
    if (isFrame(marker)) {
      if (head.byteLength < 9) throw cutOff();
      const [heightPx, widthPx] = [head.getUint16(5), head.getUint16(7)];
      if (heightPx === 0 || widthPx === 0) throw broken();
      return { container: 'jpeg', ...still, widthPx, heightPx };
    }
    if (lengthBytes < 2) throw broken();
    at += 2 + lengthBytes;
  }
};

/** The three kinds of first chunk (WebP container specification; RFC 6386 section 9.1 for the first of them). */
const readWebpSize = (view: DataView): readonly [number, number] => {
  const body = 20;
  const uint24 = (place: number): number => view.getUint16(place, true) | (view.getUint8(place + 2) << 16);
  switch (readText(view, 12, 4)) {
    case 'VP8 ':
      if (uint24(body + 3) !== 0x2a019d) throw broken();
      return [view.getUint16(body + 6, true) & 0x3fff, view.getUint16(body + 8, true) & 0x3fff];
    case 'VP8L': {
      if (view.getUint8(body) !== 0x2f) throw broken();
      const bits = view.getUint32(body + 1, true);
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
    }
    case 'VP8X':
      return [uint24(body + 4) + 1, uint24(body + 7) + 1];
    default:
      throw broken();
  }
};

/** The facts of a WebP file. Throws `UnreadableFile`. */
export const probeWebp = async (source: ByteSource): Promise<MediaFacts> => {
  const view = await source.read(0, 30);
  if (view.byteLength < 30) throw cutOff();
  if (view.getUint32(4, true) + 8 > source.sizeBytes) throw cutOff();
  const [widthPx, heightPx] = readWebpSize(view);
  if (widthPx === 0 || heightPx === 0) throw broken();
  return { container: 'webp', ...still, widthPx, heightPx };
};
