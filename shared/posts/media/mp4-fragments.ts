import { type ByteSource, windowBytes } from './byte-source.ts';
import { type Box, boxesIn, readBody } from './mp4-boxes.ts';
import { readUnits } from './mp4-track.ts';

/** What the fragments of one track add up to, in the units of that track. */
export interface Fragments {
  readonly frames: number;
  readonly units: number;
  /** When the last of them ends. */
  readonly endUnits: number;
}

export const noFragments: Fragments = { frames: 0, units: 0, endUnits: 0 };

/** Section 8.8.7: the track, and how long each sample lasts unless it says so itself. */
const readFragmentHeader = async (source: ByteSource, box: Box) => {
  const body = await readBody(source, box, 32);
  if (body.byteLength < 8) return { trackId: 0, frameUnits: undefined };
  const flags = body.getUint32(0) & 0xffffff;
  const at = 8 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0);
  const isSaid = (flags & 8) !== 0 && body.byteLength >= at + 4;
  return { trackId: body.getUint32(4), frameUnits: isSaid ? body.getUint32(at) : undefined };
};

/** Section 8.8.8: how many samples follow one another, and how long they take. Undefined when they are too many to read. */
const readRun = async (source: ByteSource, box: Box, frameUnits: number) => {
  const head = await readBody(source, box, 8);
  if (head.byteLength < 8) return undefined;
  const flags = head.getUint32(0) & 0xffffff;
  const frames = head.getUint32(4);
  if ((flags & 0x100) === 0) return { frames, units: frames * frameUnits };
  const firstAt = 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  const stepBytes = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  const lengthBytes = firstAt + frames * stepBytes;
  if (lengthBytes > Math.min(windowBytes, box.end - box.bodyFirst)) return undefined;
  const body = await readBody(source, box, lengthBytes);
  let units = 0;
  for (let at = firstAt; at + 4 <= body.byteLength; at += stepBytes) units += body.getUint32(at);
  return { frames, units };
};

const readTrackFragment = async (
  source: ByteSource,
  traf: Box,
  of: { readonly trackId: number; readonly frameUnits: number },
): Promise<Fragments | undefined> => {
  let { frameUnits } = of;
  let start = 0;
  let [frames, units] = [0, 0];
  for await (const box of boxesIn(source, traf.bodyFirst, traf.end)) {
    if (box.type === 'tfhd') {
      const header = await readFragmentHeader(source, box);
      if (header.trackId !== of.trackId) return undefined;
      frameUnits = header.frameUnits ?? frameUnits;
    }
    if (box.type === 'tfdt') {
      const body = await readBody(source, box, 12);
      if (body.byteLength >= 8) start = readUnits(body, 4, body.getUint8(0) === 1);
    }
    if (box.type !== 'trun') continue;
    const run = await readRun(source, box, frameUnits);
    if (run === undefined) return undefined;
    frames += run.frames;
    units += run.units;
  }
  return { frames, units, endUnits: start + units };
};

/** Adds a `moof` box (section 8.8.4) to what the fragments before it came to. */
export const addFragment = async (
  source: ByteSource,
  moof: Box,
  of: { readonly trackId: number; readonly frameUnits: number },
  before: Fragments,
): Promise<Fragments> => {
  let sum = before;
  for await (const box of boxesIn(source, moof.bodyFirst, moof.end)) {
    const one = box.type === 'traf' ? await readTrackFragment(source, box, of) : undefined;
    if (one === undefined) continue;
    sum = {
      frames: sum.frames + one.frames,
      units: sum.units + one.units,
      endUnits: Math.max(sum.endUnits, one.endUnits),
    };
  }
  return sum;
};
