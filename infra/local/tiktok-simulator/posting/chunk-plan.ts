import type { Switches } from '../switches.ts';
import { largestVideoBytes } from './media-check.ts';

/** How a client wants to send a file (section 5.5). */
export interface ChunkPlan {
  readonly videoSizeBytes: number;
  readonly chunkSizeBytes: number;
  readonly chunkCount: number;
}

/**
 * The limits of section 5.5 in bytes, by what a megabyte is taken to be. Its other two, at most 1000 chunks and a last
 * one of 128 MB, follow: 4 GB have fewer chunks of 5 MB, and a remainder is smaller than a chunk.
 */
const limits = {
  strictest: { smallest: 5 * 2 ** 20, largest: 64_000_000 },
  decimal: { smallest: 5_000_000, largest: 64_000_000 },
  binary: { smallest: 5 * 2 ** 20, largest: 64 * 2 ** 20 },
} as const;

/** What is wrong with a plan in TikTok's words, or null. */
export function checkChunkPlan(
  plan: ChunkPlan,
  switches: Pick<Switches, 'megabyte' | 'partialSingleChunk'>,
): string | null {
  const { videoSizeBytes, chunkSizeBytes, chunkCount } = plan;
  if (videoSizeBytes < 1 || videoSizeBytes > largestVideoBytes) return 'The video size is invalid';
  if (!isChunkSizeGood(plan, switches)) return 'The chunk size is invalid';
  return chunkCount === Math.floor(videoSizeBytes / chunkSizeBytes)
    ? null
    : 'The total chunk count is invalid';
}

function isChunkSizeGood(
  { videoSizeBytes, chunkSizeBytes, chunkCount }: ChunkPlan,
  { megabyte, partialSingleChunk }: Pick<Switches, 'megabyte' | 'partialSingleChunk'>,
): boolean {
  const { smallest, largest } = limits[megabyte];
  if (chunkSizeBytes === videoSizeBytes) return videoSizeBytes <= largest;
  const isNormal = chunkSizeBytes >= smallest && chunkSizeBytes <= largest && chunkSizeBytes < videoSizeBytes;
  if (chunkCount !== 1) return isNormal;
  return isNormal && partialSingleChunk === 'accepted' && videoSizeBytes <= largest;
}

/** The length that the chunk must have which begins at this byte; 0 if nothing is left. */
export function expectedChunkBytes(plan: ChunkPlan, firstByte: number): number {
  const index = Math.floor(firstByte / plan.chunkSizeBytes);
  return index >= plan.chunkCount - 1 ? plan.videoSizeBytes - firstByte : plan.chunkSizeBytes;
}
