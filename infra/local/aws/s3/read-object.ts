import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectRecord } from './bucket-files.ts';
import type { ByteRange } from './range.ts';
import type { WriteBytes } from './s3-call.ts';

/** How large an object is. */
export function sizeOf({ segments }: ObjectRecord): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** One buffer serves a whole answer: with a new one for each piece, half of the time went to collecting them. */
const pieceBytes = 512 * 1024;

/** Hands the bytes of a range on, piece by piece, each once the one before is gone. */
export async function sendObjectBytes(
  path: string,
  { segments }: ObjectRecord,
  { first, last }: ByteRange,
  write: WriteBytes,
): Promise<void> {
  const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, Math.max(last - first + 1, 0)));
  let begin = 0;
  for (const { file, sizeBytes } of segments) {
    const start = Math.max(first - begin, 0);
    const end = Math.min(last - begin, sizeBytes - 1);
    if (start <= end) await sendFile(join(path, file), { first: start, last: end }, piece, write);
    begin += sizeBytes;
  }
}

async function sendFile(
  path: string,
  { first, last }: ByteRange,
  piece: Buffer,
  write: WriteBytes,
): Promise<void> {
  const file = await open(path);
  try {
    let position = first;
    while (position <= last) {
      const wanted = Math.min(piece.length, last - position + 1);
      const { bytesRead } = await file.read(piece, 0, wanted, position);
      if (bytesRead === 0) throw new Error(`${path} ends before its record says.`);
      await write(piece.subarray(0, bytesRead));
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}
