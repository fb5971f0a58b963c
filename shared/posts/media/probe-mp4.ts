import type { MediaFacts } from '../../database/media.ts';
import { type ByteSource, readText, UnreadableFile, unreadable } from './byte-source.ts';
import { measured } from './measured.ts';
import { type Box, boxesIn, readBody } from './mp4-boxes.ts';
import { addFragment, type Fragments, noFragments } from './mp4-fragments.ts';
import { type Duration, readDuration, readTrack, readUnits, type Track } from './mp4-track.ts';

interface Movie {
  readonly duration: Duration;
  readonly tracks: readonly Track[];
  /** Of a film in fragments: all it says of how long it will be, and how long a frame of each track lasts. */
  readonly fragmentedUnits: number;
  readonly frameUnits: ReadonlyMap<number, number>;
}

/** More than any camera writes. */
const tracksMax = 64;

/** Section 8.8.1: what a film in fragments says beforehand. */
const readExtends = async (source: ByteSource, mvex: Box, frameUnits: Map<number, number>) => {
  let units = 0;
  for await (const box of boxesIn(source, mvex.bodyFirst, mvex.end)) {
    const body = await readBody(source, box, 16);
    if (box.type === 'mehd' && body.byteLength >= 8) units = readUnits(body, 4, body.getUint8(0) === 1);
    if (box.type === 'trex' && body.byteLength === 16 && frameUnits.size < tracksMax)
      frameUnits.set(body.getUint32(4), body.getUint32(12));
  }
  return units;
};

const readMovie = async (source: ByteSource, moov: Box): Promise<Movie> => {
  let duration: Duration = { units: 0, unitsPerSecond: 0 };
  let fragmentedUnits = 0;
  const tracks: Track[] = [];
  const frameUnits = new Map<number, number>();
  for await (const box of boxesIn(source, moov.bodyFirst, moov.end)) {
    if (box.type === 'mvhd') duration = await readDuration(source, box);
    if (box.type === 'mvex') fragmentedUnits = await readExtends(source, box, frameUnits);
    if (box.type === 'cmov') throw unreadable('keeps its index compressed, which is not understood here.');
    if (box.type !== 'trak') continue;
    if (tracks.length === tracksMax) throw unreadable('has a broken structure: it has far too many tracks.');
    tracks.push(await readTrack(source, box));
  }
  return { duration, tracks, fragmentedUnits, frameUnits };
};

const isVideo = ({ handler }: Track): boolean => handler === 'vide';

/** All boxes of the file but for the bytes of its frames, which are stepped over. */
const readFile = async (source: ByteSource) => {
  let brand = '';
  let movie: Movie | undefined;
  let fragments = noFragments;
  let sawAll = true;
  const boxes = boxesIn(source, 0, source.sizeBytes);
  for (;;) {
    // What fragments add is worth no refusal: what is not seen stays unknown.
    if (fragments !== noFragments && source.readsLeft() < 4) {
      sawAll = false;
      break;
    }
    const next = await boxes.next().catch((error: unknown) => {
      // Behind the index, some programs leave bytes that are no box; what is cut off is another matter.
      const isJunk = error instanceof UnreadableFile && error.flaw.code === 'unreadable';
      if (movie !== undefined && isJunk) return { done: true, value: undefined } as const;
      throw error;
    });
    if (next.done === true) break;
    const box = next.value;
    if (box.type === 'ftyp') brand = readText(await readBody(source, box, 4), 0, 4);
    if (box.type === 'moov') movie = await readMovie(source, box);
    if (box.type === 'moof') fragments = await addTo(source, box, movie, fragments);
  }
  return { brand, movie, fragments, sawAll };
};

const addTo = async (source: ByteSource, moof: Box, movie: Movie | undefined, before: Fragments) => {
  const video = movie?.tracks.find(isVideo);
  if (movie === undefined || video === undefined) return before;
  const of = { trackId: video.id, frameUnits: movie.frameUnits.get(video.id) ?? 0 };
  return addFragment(source, moof, of, before);
};

/** Sample descriptions by the codec that they stand for (ISO/IEC 14496-15; VP codecs in ISO media, section 2). */
const codecs: Readonly<Record<string, string>> = {
  avc1: 'h264',
  avc2: 'h264',
  avc3: 'h264',
  avc4: 'h264',
  dva1: 'h264',
  dvav: 'h264',
  hvc1: 'h265',
  hev1: 'h265',
  dvh1: 'h265',
  dvhe: 'h265',
  vp08: 'vp8',
  vp09: 'vp9',
  av01: 'av1',
};

const codecOf = (sampleType: string): string | null => {
  const text = sampleType.trim();
  return codecs[text] ?? (/^[\x21-\x7e]{2,4}$/.test(text) ? text : null);
};

const secondsOf = ({ units, unitsPerSecond }: Duration): number =>
  units > 0 && unitsPerSecond > 0 ? units / unitsPerSecond : 0;

/**
 * The facts of an MP4 or QuickTime file, from its boxes alone. Of the tables of samples only their length is read: a
 * well-known parser builds them whole, and 80 bytes that claim 2^32 samples end its process. Throws `UnreadableFile`.
 */
export const probeMp4 = async (source: ByteSource): Promise<MediaFacts> => {
  const { brand, movie, fragments, sawAll } = await readFile(source);
  if (movie === undefined)
    throw unreadable('has no index (no "moov" box): its recording or export was probably interrupted.');
  const video = movie.tracks.find(isVideo);
  if (video === undefined) throw unreadable('holds no video track.');
  const { unitsPerSecond } = video.duration;
  const seconds = Math.max(
    secondsOf(movie.duration),
    secondsOf({ ...movie.duration, units: movie.fragmentedUnits }),
    sawAll ? secondsOf({ units: fragments.endUnits, unitsPerSecond }) : 0,
  );
  return {
    container: brand === 'qt  ' || brand === '' ? 'mov' : 'mp4',
    codec: codecOf(video.sampleType),
    durationSeconds: measured(seconds || secondsOf(video.duration)),
    widthPx: (video.isTurned ? video.heightPx : video.widthPx) || null,
    heightPx: (video.isTurned ? video.widthPx : video.heightPx) || null,
    frameRate:
      video.frameCount > 0
        ? measured(video.frameCount / secondsOf(video.duration))
        : measured(fragments.frames / secondsOf({ units: fragments.units, unitsPerSecond })),
  };
};
