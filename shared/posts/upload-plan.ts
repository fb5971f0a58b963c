/** How a file is sent to the platform: in chunks of one size, of which the last also takes the remainder. */
export interface UploadPlan {
  readonly sizeBytes: number;
  readonly chunkSizeBytes: number;
  readonly chunkCount: number;
}

/** One chunk: both bytes count from 0, and the last one belongs to it. */
export interface Chunk {
  readonly index: number;
  readonly firstByte: number;
  readonly lastByte: number;
}

/** TikTok's documents leave open whether a megabyte is 10^6 or 2^20 bytes; these hold under both (tiktok-api.md section 5.5). */
const singleChunkMaxBytes = 64_000_000;
const severalChunksBytes = 10_485_760;
/** 4 GB, in the larger reading: what lies between the two is the platform's to refuse. */
export const uploadMaxBytes = 4 * 1024 ** 3;

/** The plan of tiktok-api.md section 5.5 for a file of this size. Throws for a size that no file or no upload has. */
export const planUpload = (sizeBytes: number): UploadPlan => {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > uploadMaxBytes) {
    throw new RangeError(`A file to upload has 1 to ${uploadMaxBytes} bytes, not ${sizeBytes}.`);
  }
  if (sizeBytes <= singleChunkMaxBytes) return { sizeBytes, chunkSizeBytes: sizeBytes, chunkCount: 1 };
  const chunkSizeBytes = severalChunksBytes;
  return { sizeBytes, chunkSizeBytes, chunkCount: Math.floor(sizeBytes / chunkSizeBytes) };
};

/** The chunk with this number, counted from 0. Throws for a number that the plan does not have. */
export const chunkOf = ({ sizeBytes, chunkSizeBytes, chunkCount }: UploadPlan, index: number): Chunk => {
  if (!Number.isInteger(index) || index < 0 || index >= chunkCount) {
    throw new RangeError(`The plan has chunks 0 to ${chunkCount - 1}, not ${index}.`);
  }
  const firstByte = index * chunkSizeBytes;
  const isLast = index === chunkCount - 1;
  return { index, firstByte, lastByte: isLast ? sizeBytes - 1 : firstByte + chunkSizeBytes - 1 };
};

/** The chunk to send when so many bytes are confirmed; undefined when that is all of them. */
export const nextChunk = (plan: UploadPlan, confirmedBytes: number): Chunk | undefined => {
  if (confirmedBytes >= plan.sizeBytes) return undefined;
  // The last chunk is longer than the others, and some of it confirmed is still the last.
  const index = Math.min(Math.floor(confirmedBytes / plan.chunkSizeBytes), plan.chunkCount - 1);
  return chunkOf(plan, index);
};

/** The `Content-Range` of a chunk's request. */
export const contentRangeOf = ({ sizeBytes }: UploadPlan, { firstByte, lastByte }: Chunk): string =>
  `bytes ${firstByte}-${lastByte}/${sizeBytes}`;

/**
 * How many bytes of whole chunks the platform has, by the `Content-Range` of its answer. Whether its number is a count or
 * the place of the last byte is not documented, so both are taken for the end of the same chunk; undefined when it says
 * nothing of this file.
 */
export const readConfirmedBytes = (plan: UploadPlan, contentRange: string | null): number | undefined => {
  const [, upTo, total] = /^bytes 0-(\d{1,15})\/(\d{1,15})$/.exec(contentRange ?? '') ?? [];
  if (upTo === undefined || Number(total) !== plan.sizeBytes) return undefined;
  const atMost = Number(upTo) + 1;
  if (atMost >= plan.sizeBytes) return plan.sizeBytes;
  const wholeChunks = Math.min(Math.floor(atMost / plan.chunkSizeBytes), plan.chunkCount - 1);
  return wholeChunks * plan.chunkSizeBytes;
};
