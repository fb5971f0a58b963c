import type { IncomingHttpHeaders } from 'node:http';
import { expectedChunkBytes } from './chunk-plan.ts';
import type { Upload } from './task.ts';

export interface ByteRange {
  readonly firstByte: number;
  readonly lastByte: number;
}

/** What becomes of a chunk by its headers: it is taken in, or answered with a status and why. */
export type ChunkDecision =
  | { kind: 'take'; range: ByteRange }
  | { kind: 'refuse'; status: 400 | 416; reason: string; range: ByteRange | null };

const videoTypes = ['video/mp4', 'video/quicktime', 'video/webm'];

/** Reads `bytes {first}-{last}/{total}`, or null for anything else. */
export function readContentRange(header: string | undefined): (ByteRange & { totalBytes: number }) | null {
  const found = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header ?? '');
  if (found === null) return null;
  const [, first, last, total] = found.map(Number);
  if (first === undefined || last === undefined || total === undefined || last < first) return null;
  return { firstByte: first, lastByte: last, totalBytes: total };
}

/** Decides on a chunk in the order of section 11.2: headers and length, then its place, then its size. */
export function decideChunk(upload: Upload, headers: IncomingHttpHeaders): ChunkDecision {
  const given = readContentRange(headers['content-range']);
  const range = given === null ? null : { firstByte: given.firstByte, lastByte: given.lastByte };
  const refuse = (status: 400 | 416, reason: string): ChunkDecision => ({
    kind: 'refuse',
    status,
    reason,
    range,
  });
  if (given === null || range === null)
    return refuse(400, 'Content-Range must be bytes {first}-{last}/{total}.');
  if (given.totalBytes !== upload.sizeBytes)
    return refuse(400, 'The total of Content-Range is not video_size.');
  if (!videoTypes.includes(headers['content-type'] ?? ''))
    return refuse(400, `Content-Type must be one of ${videoTypes.join(', ')}.`);
  const lengthBytes = range.lastByte - range.firstByte + 1;
  if (headers['content-length'] !== String(lengthBytes))
    return refuse(400, 'Content-Length is not the length of Content-Range.');
  if (range.firstByte !== upload.receivedBytes) return refuse(416, 'The server is at another byte.');
  if (lengthBytes !== expectedBytes(upload)) return refuse(400, 'The chunk has the wrong size.');
  return { kind: 'take', range };
}

function expectedBytes({ sizeBytes, chunkSizeBytes, chunkCount, receivedBytes }: Upload): number {
  return expectedChunkBytes({ videoSizeBytes: sizeBytes, chunkSizeBytes, chunkCount }, receivedBytes);
}

/** The Content-Range of an answer (section 5.5); whether its number is a count or a last index is a switch. */
export function presentReceived(
  { receivedBytes, sizeBytes }: Pick<Upload, 'receivedBytes' | 'sizeBytes'>,
  form: 'count' | 'last-index',
): string {
  if (form === 'count') return `bytes 0-${receivedBytes}/${sizeBytes}`;
  return receivedBytes === 0 ? `bytes */${sizeBytes}` : `bytes 0-${receivedBytes - 1}/${sizeBytes}`;
}
