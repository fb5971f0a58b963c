import type { MediaFacts } from './declarations.ts';
import type { FailReason, PublishTask } from './task.ts';

const videoFormats = ['mp4', 'webm', 'mov'];
const videoCodecs = ['h264', 'h265', 'vp8', 'vp9'];
const photoFormats = ['jpeg', 'jpg', 'webp'];
/** The ceiling of the API, for posts that have no other limit (section 5.7). */
export const longestVideoSeconds = 600;
export const largestVideoBytes = 4 * 2 ** 30;
export const largestPhotoBytes = 20 * 1_000_000;

/** The fail reason that the media restrictions of section 5.7 give for what is known of a file, or null. */
export function checkMedia(
  media: PublishTask['media'],
  facts: MediaFacts,
  maxDurationSeconds: number,
): FailReason | null {
  return media === 'photo' ? checkPhoto(facts) : checkVideo(facts, maxDurationSeconds);
}

function checkVideo(facts: MediaFacts, maxDurationSeconds: number): FailReason | null {
  const { format = 'mp4', codec = 'h264', durationSeconds = 1, frameRate = 30 } = facts;
  const { widthPx = 1_080, heightPx = 1_920 } = facts;
  if (!videoFormats.includes(format) || !videoCodecs.includes(codec)) return 'file_format_check_failed';
  if (durationSeconds > Math.min(maxDurationSeconds, longestVideoSeconds)) return 'duration_check_failed';
  if (frameRate < 23 || frameRate > 60) return 'frame_rate_check_failed';
  const isGoodSide = (sidePx: number) => sidePx >= 360 && sidePx <= 4_096;
  return isGoodSide(widthPx) && isGoodSide(heightPx) ? null : 'picture_size_check_failed';
}

/** "Maximum 1080p" is about the shorter side in practice. */
function checkPhoto({ format = 'jpeg', widthPx = 1_080, heightPx = 1_080 }: MediaFacts): FailReason | null {
  if (!photoFormats.includes(format)) return 'file_format_check_failed';
  return Math.min(widthPx, heightPx) > 1_080 ? 'picture_size_check_failed' : null;
}

const formatsByType: Readonly<Record<string, string>> = {
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'image/jpeg': 'jpeg',
  'image/webp': 'webp',
};

/** The format that a content type stands for; null for one that says nothing. */
export function formatOfType(contentType: string | null): string | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (['', 'application/octet-stream', 'binary/octet-stream'].includes(type)) return null;
  return formatsByType[type] ?? type;
}
