import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type BucketFiles, openBucketFiles } from '../../../infra/local/aws/s3/bucket-files.ts';
import { applyLifecycle } from '../../../infra/local/aws/s3/lifecycle.ts';
import { startAwsUnderTest } from './aws-under-test.ts';
import { putBytes, startUpload } from './s3-uploads.ts';

const dayMs = 86_400_000;
const nowMs = Date.parse('2026-06-15T12:00:00Z');
let folder: string;
let files: BucketFiles;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-s3-'));
  files = openBucketFiles(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const store = (key: string, ageDays: number) =>
  files.writeObject({
    key,
    etag: 'e',
    contentType: 'video/mp4',
    modifiedAtMs: nowMs - ageDays * dayMs,
    folder: files.createFolder(),
    segments: [],
  });
const begin = (key: string, ageDays: number) =>
  files.createUpload({ key, contentType: 'video/mp4', startedAtMs: nowMs - ageDays * dayMs });

describe('the lifecycle of a bucket', () => {
  test('ends objects and uploads of its prefix when their days are over, and no others', () => {
    for (const age of [29.9, 30, 31]) store(`media/${age}`, age);
    store('other/31', 31);
    for (const age of [1.9, 2]) begin(`media/upload ${age}`, age);
    const rules = [
      { prefix: '', abortUploadsAfterDays: 2 },
      { prefix: 'media/', expireAfterDays: 30 },
    ];

    applyLifecycle(files, rules, nowMs);

    expect(
      files
        .listObjects()
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['media/29.9', 'other/31']);
    expect(files.listUploads().map(({ key }) => key)).toEqual(['media/upload 1.9']);
  });

  test('is applied when a bucket is opened', async () => {
    const under = await startAwsUnderTest();
    under.aws.createBucket('media');
    await putBytes(under.s3, { Bucket: 'media', Key: 'a' }, Buffer.from('x'));
    await startUpload(under.s3, { Bucket: 'media', Key: 'b' });

    under.aws.createBucket('media', {
      lifecycle: [{ prefix: '', expireAfterDays: 0, abortUploadsAfterDays: 0 }],
    });
    const content = under.aws.readBucket('media');
    await under.stop();

    expect(content).toEqual({ objects: [], uploads: [] });
  });
});
