import type { FileFacts } from '../../../../../shared/platforms/media-rules.ts';
import type { Format } from '../../../../language/format.ts';
import type { ChosenFile, FileTrouble } from '../../model.ts';
import { type FileProblemCode, type FoundKind, fileProblemCodes, foundKinds } from './problem-codes.ts';

/** What TikTok takes of a video (shared/platforms/tiktok/media-rules.ts, where a test holds these to). */
export const videoLimits = {
  maxBytes: 4 * 1024 ** 3,
  maxSeconds: 600,
  minFrameRate: 23,
  maxFrameRate: 60,
  minSidePx: 360,
  maxSidePx: 4096,
} as const;

/** A problem of a file as the catalogue words it. */
export interface ExplainedProblem {
  readonly code: FileProblemCode;
  readonly values: Readonly<Record<string, string>>;
  /** What the file really is, when that is the problem. */
  readonly found: FoundKind;
}

export type JudgedFile = Pick<ChosenFile, 'name' | 'sizeBytes' | 'facts'>;

const isKnown = (code: string): code is FileProblemCode =>
  (fileProblemCodes as readonly string[]).includes(code);

const kindOf = (detail: string): FoundKind => {
  const [, words = ''] = /\bis (?:really )?(an? [^.;]+)[.;]/.exec(detail) ?? [];
  return Object.hasOwn(foundKinds, words) ? foundKinds[words as keyof typeof foundKinds] : 'other';
};

/** As people write them; a name that is not here is shown as the file gives it. */
const codecNames: Readonly<Record<string, string>> = { av1: 'AV1', mp4v: 'MPEG-4 Visual' };

const valuesOf = (facts: FileFacts | null | undefined, format: Format): Record<string, string> => {
  const { codec, durationSeconds, frameRate, widthPx, heightPx } = facts ?? {};
  const count = (amount: number | null | undefined) =>
    typeof amount === 'number' ? format.count(amount) : '';
  return {
    codec: codec === null || codec === undefined ? '' : (codecNames[codec] ?? codec),
    length: typeof durationSeconds === 'number' ? format.duration(durationSeconds) : '',
    frameRate: count(typeof frameRate === 'number' ? Math.round(frameRate * 100) / 100 : undefined),
    width: `${widthPx ?? ''}`,
    height: `${heightPx ?? ''}`,
    maxBytes: format.bytes(videoLimits.maxBytes),
    maxLength: format.duration(videoLimits.maxSeconds),
    minFrameRate: count(videoLimits.minFrameRate),
    maxFrameRate: count(videoLimits.maxFrameRate),
    minSide: `${videoLimits.minSidePx}`,
    maxSide: `${videoLimits.maxSidePx}`,
  };
};

/** The sentence of a problem and the values in it; undefined for a code that this page, of an older release, does not know. */
export const explainProblem = (
  { name, sizeBytes, facts }: JudgedFile,
  { code, detail }: FileTrouble,
  format: Format,
): ExplainedProblem | undefined => {
  if (!isKnown(code)) return undefined;
  const values = { ...valuesOf(facts, format), name, size: format.bytes(sizeBytes) };
  return { code, values, found: kindOf(detail) };
};

/** How long a video may be: as TikTok takes it, or as this creator may post it (tiktok-api.md section 9, point 4). */
export const longestSeconds = (creatorMaxSeconds: number | null | undefined): number =>
  Math.min(creatorMaxSeconds ?? videoLimits.maxSeconds, videoLimits.maxSeconds);
