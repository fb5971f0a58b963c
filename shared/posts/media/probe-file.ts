import type { MediaFacts } from '../../database/media.ts';
import { type ByteSource, type Flaw, readText, UnreadableFile } from './byte-source.ts';
import { probeMp4 } from './probe-mp4.ts';
import { probeJpeg, probeWebp } from './probe-photo.ts';
import { probeWebm } from './probe-webm.ts';

/** What the bytes of a file say: its facts, or why there are none. */
export type Probed =
  | { readonly facts: MediaFacts; readonly flaw: undefined }
  | { readonly facts: null; readonly flaw: Flaw };

/** Text that stands at a place of a file of some kind, and what that kind is. */
type Mark<T> = readonly [place: number, text: string, of: T];

/** The first bytes say more than a name or a media type does. */
const others: readonly Mark<string>[] = [
  [0, '\x89PNG', 'a PNG picture'],
  [0, 'GIF8', 'a GIF picture'],
  [0, 'II*\0', 'a TIFF picture'],
  [0, 'MM\0*', 'a TIFF picture'],
  [4, 'ftyphei', 'a HEIC picture'],
  [4, 'ftyphev', 'a HEIC picture'],
  [4, 'ftypmif1', 'a HEIC picture'],
  [4, 'ftypavi', 'an AVIF picture'],
  [4, 'ftypM4A ', 'a sound file'],
  [8, 'AVI LIST', 'an AVI video'],
  [8, 'WAVE', 'a sound file'],
  [0, 'ID3', 'a sound file'],
  [0, 'OggS', 'an Ogg file'],
  [0, 'fLaC', 'a sound file'],
  [0, 'FLV\x01', 'a Flash video'],
  [0, '\x30\x26\xb2\x75', 'a Windows Media file'],
  [0, '\0\0\x01\xba', 'an MPEG video'],
  [0, '\0\0\x01\xb3', 'an MPEG video'],
  [0, '%PDF', 'a PDF document'],
  [0, 'PK\x03\x04', 'a ZIP archive'],
];

const probes: readonly Mark<(source: ByteSource) => Promise<MediaFacts>>[] = [
  [0, '\xff\xd8\xff', probeJpeg],
  [8, 'WEBP', probeWebp],
  [0, '\x1a\x45\xdf\xa3', probeWebm],
  // A file of QuickTime may begin with any of these.
  [4, 'ftyp', probeMp4],
  [4, 'moov', probeMp4],
  [4, 'mdat', probeMp4],
  [4, 'wide', probeMp4],
  [4, 'free', probeMp4],
  [4, 'skip', probeMp4],
];

const findIn = <T>(marks: readonly Mark<T>[], start: string): T | undefined =>
  marks.find(([place, text]) => start.startsWith(text, place))?.[2];

/**
 * Looks into a file as far as its facts need. A file at fault is an answer, and comes within the bounds of its source
 * whatever it holds; throws only what the source throws for others' faults.
 */
export const probeFile = async (source: ByteSource): Promise<Probed> => {
  const start = readText(await source.read(0, 16), 0, 16);
  const other = findIn(others, start);
  const probe = findIn(probes, start);
  if (other !== undefined || probe === undefined) {
    const says = `is really ${other ?? 'a file of no kind that is known here'}. Convert it to MP4, MOV or WebM; a photo to JPEG or WebP.`;
    return { facts: null, flaw: { code: 'format_not_accepted', says } };
  }
  try {
    return { facts: await probe(source), flaw: undefined };
  } catch (error) {
    if (error instanceof UnreadableFile) return { facts: null, flaw: error.flaw };
    throw error;
  }
};
