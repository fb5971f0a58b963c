import type { BucketFiles } from './bucket-files.ts';

/** One rule of a bucket's lifecycle; days count from when an object was stored, or an upload begun. */
export type LifecycleRule = {
  readonly prefix: string;
  readonly expireAfterDays?: number | undefined;
  readonly abortUploadsAfterDays?: number | undefined;
};

const dayMs = 86_400_000;

/** Removes what the rules no longer keep. S3 does so once a day; here it is done whenever a bucket is opened. */
export function applyLifecycle(files: BucketFiles, rules: readonly LifecycleRule[], nowMs: number): void {
  for (const { prefix, expireAfterDays = Infinity, abortUploadsAfterDays = Infinity } of rules) {
    for (const { key, modifiedAtMs } of files.listObjects()) {
      if (key.startsWith(prefix) && nowMs - modifiedAtMs >= expireAfterDays * dayMs) files.deleteObject(key);
    }
    for (const { key, uploadId, startedAtMs } of files.listUploads()) {
      if (!key.startsWith(prefix) || nowMs - startedAtMs < abortUploadsAfterDays * dayMs) continue;
      files.forgetUpload(uploadId);
      files.removeFolder(uploadId);
    }
  }
}
