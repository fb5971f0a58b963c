import { flag, InputError, listOf, oneOf, type Reader, record, text, whole } from '../input.ts';
import type { Switches } from '../switches.ts';
import { type ChunkPlan, checkChunkPlan } from './chunk-plan.ts';

/** Where the bytes of a post come from. */
export type Source = { kind: 'FILE_UPLOAD'; plan: ChunkPlan } | { kind: 'PULL_FROM_URL'; urls: string[] };

export interface PhotoSource {
  kind: 'PULL_FROM_URL';
  urls: string[];
  coverIndex: number;
}

/** A key of a body that TikTok reads leniently: unknown keys are let through, and null is as good as absent. */
export function optional<T>(from: Record<string, unknown>, key: string, reader: Reader<T>): T | null {
  const value = from[key];
  return value === undefined || value === null ? null : reader(value, key);
}

/** As optional, for a key that must be there; throws an InputError that names it. */
export function required<T>(from: Record<string, unknown>, key: string, reader: Reader<T>): T {
  const value = optional(from, key, reader);
  if (value === null) throw new InputError(`${key} is required`);
  return value;
}

/** Reads source_info of a video (section 5.2). Throws an InputError in TikTok's words. */
export function readVideoSource(body: Record<string, unknown>, switches: Switches): Source {
  const info = required(body, 'source_info', record);
  const kind = required(info, 'source', oneOf('FILE_UPLOAD', 'PULL_FROM_URL'));
  if (kind === 'PULL_FROM_URL') return { kind, urls: [required(info, 'video_url', text)] };
  const plan = {
    videoSizeBytes: required(info, 'video_size', whole(0)),
    chunkSizeBytes: required(info, 'chunk_size', whole(0)),
    chunkCount: required(info, 'total_chunk_count', whole(0)),
  };
  const fault = checkChunkPlan(plan, switches);
  if (fault !== null) throw new InputError(fault);
  return { kind, plan };
}

/** Reads source_info of a photo post (section 5.4). Throws an InputError in TikTok's words. */
export function readPhotoSource(body: Record<string, unknown>): PhotoSource {
  const info = required(body, 'source_info', record);
  const kind = required(info, 'source', oneOf('PULL_FROM_URL'));
  const urls = required(info, 'photo_images', listOf(text));
  if (urls.length < 1 || urls.length > 35) throw new InputError('photo_images must be 1 to 35 URLs');
  return { kind, urls, coverIndex: required(info, 'photo_cover_index', whole(0, urls.length - 1)) };
}

export const readFlag = (from: Record<string, unknown>, key: string): boolean =>
  optional(from, key, flag) ?? false;
