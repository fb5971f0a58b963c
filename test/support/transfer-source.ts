import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBucketFiles } from '../../infra/local/aws/s3/bucket-files.ts';

/** A staged object of any size that takes little of the disk. */
export interface StagedFile {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  /** Of all its bytes, or of so many of the first. */
  sha256(upToBytes?: number): string;
}

/** Random bytes over and over; no two chunks of a plan begin at the same place of it. */
const pieceBytes = 7_340_033;

/** Puts an object into a bucket of the S3 stand-in under `folder`: its real bytes, but one piece for all of its length. */
export const stageFile = (folder: string, bucket: string, key: string, sizeBytes: number): StagedFile => {
  const files = openBucketFiles(join(folder, 's3', bucket));
  const piece = randomBytes(Math.min(pieceBytes, sizeBytes));
  const lengths: number[] = [];
  for (let left = sizeBytes; left > 0; left -= piece.length) lengths.push(Math.min(left, piece.length));
  const etag = createHash('md5').update(piece).digest('hex');
  const place = files.createFolder();
  writeFileSync(join(files.folderPath(place), 'piece'), piece, { mode: 0o600 });
  files.writeObject({
    key,
    etag,
    contentType: 'video/mp4',
    modifiedAtMs: Date.now(),
    folder: place,
    segments: lengths.map((length) => ({ file: 'piece', sizeBytes: length })),
  });
  return {
    key,
    etag,
    sizeBytes,
    sha256: (upToBytes = sizeBytes) => {
      const hash = createHash('sha256');
      for (let left = upToBytes; left > 0; left -= piece.length) hash.update(piece.subarray(0, left));
      return hash.digest('hex');
    },
  };
};
