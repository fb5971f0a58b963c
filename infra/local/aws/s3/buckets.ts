import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BucketFiles, openBucketFiles } from './bucket-files.ts';
import type { CorsRule } from './cors.ts';
import { applyLifecycle, type LifecycleRule } from './lifecycle.ts';
import { sizeOf } from './read-object.ts';

export type BucketProps = {
  readonly cors?: readonly CorsRule[];
  readonly lifecycle?: readonly LifecycleRule[];
};

export type Bucket = {
  readonly name: string;
  readonly arn: string;
  readonly cors: readonly CorsRule[];
  readonly files: BucketFiles;
};

/** What lies in a bucket. */
export type BucketContent = {
  readonly objects: readonly { readonly key: string; readonly sizeBytes: number }[];
  readonly uploads: readonly { readonly key: string; readonly uploadId: string }[];
};

export type Buckets = {
  /** Creates the bucket, or gives the one that is there these settings; what is in it stays, but for what is too old. */
  readonly create: (name: string, props: BucketProps) => Bucket;
  readonly find: (name: string) => Bucket | undefined;
  /** Throws when there is no such bucket. */
  readonly describe: (name: string) => BucketContent;
};

/** The buckets kept in a folder, each in one of its own. */
export function openBuckets(folder: string): Buckets {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const byName = new Map<string, Bucket>();

  function create(name: string, { cors = [], lifecycle = [] }: BucketProps): Bucket {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
      throw new Error(`${JSON.stringify(name)} is no name for an S3 bucket.`);
    const files = byName.get(name)?.files ?? openBucketFiles(join(folder, name));
    applyLifecycle(files, lifecycle, Date.now());
    const bucket = { name, arn: `arn:aws:s3:::${name}`, cors, files };
    byName.set(name, bucket);
    return bucket;
  }

  function describe(name: string): BucketContent {
    const bucket = byName.get(name);
    if (bucket === undefined) throw new Error(`There is no bucket ${name}.`);
    return {
      objects: bucket.files.listObjects().map((record) => ({ key: record.key, sizeBytes: sizeOf(record) })),
      uploads: bucket.files.listUploads().map(({ key, uploadId }) => ({ key, uploadId })),
    };
  }

  return { create, find: (name) => byName.get(name), describe };
}
