import type { AcceptedType, FileFacts, FileProblem, JudgedFile, MediaRules } from '../media-rules.ts';

/* Section 5.7 of the protocol reference, where a megabyte may be 10^6 or 2^20 bytes. Of a video the larger one holds: what
   lies between is TikTok's to refuse. Of a photo the smaller one: it is soon made smaller, and one bad photo fails a post. */
const videoMaxBytes = 4 * 1024 ** 3;
const photoMaxBytes = 20_000_000;

const video: AcceptedType = { kind: 'video', maxBytes: videoMaxBytes };
const photo: AcceptedType = { kind: 'photo', maxBytes: photoMaxBytes };

const videoMaxSeconds = 600;
/** Sound is padded to whole packets, so that a film of ten minutes lasts a little longer. */
const graceSeconds = 0.5;

const frameRates = { min: 23, max: 60 };
/** A phone's frames come unevenly, so that their average is a little off what it was set to. */
const graceFrameRate = 0.5;

const sidesPx = { min: 360, max: 4096 };
const photoShorterSideMaxPx = 1080;

const containers: Readonly<Record<'video' | 'photo', readonly FileFacts['container'][]>> = {
  video: ['mp4', 'mov', 'webm'],
  photo: ['jpeg', 'webp'],
};
const takes = { video: 'MP4, MOV and WebM', photo: 'JPEG and WebP' } as const;
const codecs: readonly string[] = ['h264', 'h265', 'vp8', 'vp9'];

/** Undefined for what is as it should be, and for what is not known. */
type Rule = (file: JudgedFile) => FileProblem | undefined;

const names: Readonly<Record<FileFacts['container'], string>> = {
  mp4: 'an MP4 video',
  mov: 'a QuickTime video',
  webm: 'a WebM video',
  matroska: 'a Matroska video',
  jpeg: 'a JPEG picture',
  webp: 'a WebP picture',
};

const checkFormat: Rule = ({ fileName, kind, facts: { container } }) =>
  containers[kind].includes(container)
    ? undefined
    : {
        code: 'format_not_accepted',
        detail: `"${fileName}" is ${names[container]}; for a ${kind}, TikTok takes ${takes[kind]}. Convert it and upload it again.`,
      };

const checkSize: Rule = ({ fileName, kind, sizeBytes }) => {
  const { maxBytes } = kind === 'video' ? video : photo;
  if (sizeBytes <= maxBytes) return undefined;
  const limit = kind === 'video' ? '4 GB' : '20 MB';
  return {
    code: 'too_large',
    detail: `"${fileName}" is larger than ${limit}, TikTok's limit for a ${kind}.`,
  };
};

const checkCodec: Rule = ({ fileName, facts: { codec } }) =>
  codec === null || codecs.includes(codec)
    ? undefined
    : {
        code: 'codec_not_accepted',
        detail: `"${fileName}" is encoded as ${codec}; TikTok takes H.264, H.265, VP8 and VP9. Export it again as one of them, best H.264.`,
      };

const checkDuration: Rule = ({ fileName, facts: { durationSeconds } }) =>
  durationSeconds === null || durationSeconds <= videoMaxSeconds + graceSeconds
    ? undefined
    : {
        code: 'too_long',
        detail: `"${fileName}" lasts ${Math.round(durationSeconds)} seconds; TikTok takes at most ${videoMaxSeconds}. Cut it shorter.`,
      };

const checkFrameRate: Rule = ({ fileName, facts: { frameRate } }) =>
  frameRate === null ||
  (frameRate >= frameRates.min - graceFrameRate && frameRate <= frameRates.max + graceFrameRate)
    ? undefined
    : {
        code: 'frame_rate_not_accepted',
        detail: `"${fileName}" has ${Math.round(frameRate * 100) / 100} frames a second; TikTok takes ${frameRates.min} to ${frameRates.max}. Export it again, best with 30.`,
      };

const checkVideoSides: Rule = ({ fileName, facts: { widthPx, heightPx } }) => {
  if (widthPx === null || heightPx === null) return undefined;
  const sides = [widthPx, heightPx];
  if (sides.every((side) => side >= sidesPx.min && side <= sidesPx.max)) return undefined;
  return {
    code: 'picture_size_not_accepted',
    detail: `"${fileName}" is ${widthPx} by ${heightPx} pixels; TikTok takes ${sidesPx.min} to ${sidesPx.max} for each side. Export it again in another size.`,
  };
};

/** "At most 1080p", which in practice is the shorter side; one picture too many fails the whole post. */
const checkPhotoSides: Rule = ({ fileName, facts: { widthPx, heightPx } }) =>
  widthPx === null || heightPx === null || Math.min(widthPx, heightPx) <= photoShorterSideMaxPx
    ? undefined
    : {
        code: 'picture_size_not_accepted',
        detail: `"${fileName}" is ${widthPx} by ${heightPx} pixels; the shorter side may have at most ${photoShorterSideMaxPx}. Make it smaller and upload it again.`,
      };

const rules: Readonly<Record<'video' | 'photo', readonly Rule[]>> = {
  video: [checkSize, checkCodec, checkDuration, checkFrameRate, checkVideoSides],
  photo: [checkSize, checkPhotoSides],
};

const applyRules = (file: JudgedFile, list: readonly Rule[]): readonly FileProblem[] =>
  list.flatMap((rule) => rule(file) ?? []);

/** What TikTok takes. A file of another format is told only that: nothing else of it matters. */
export const tiktokMediaRules: MediaRules = {
  accepted: {
    'video/mp4': video,
    'video/quicktime': video,
    'video/webm': video,
    'image/jpeg': photo,
    'image/webp': photo,
  },
  judge: (file) => {
    const format = checkFormat(file);
    return format === undefined ? applyRules(file, rules[file.kind]) : [format];
  },
};
