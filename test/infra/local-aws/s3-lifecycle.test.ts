import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as sendRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { startAwsUnderTest, waitFor } from './aws-under-test.ts';
import { completeUpload, readBytes, startUpload, uploadPart } from './s3-uploads.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'local-s3-'));
});
let children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) await endProcess(child);
  children = [];
  rmSync(dataDir, { recursive: true, force: true });
});

const place = (Key: string) => ({ Bucket: 'media', Key });
const hello = z.object({
  url: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});
const kept = { folder: true };

const startProcess = async (...args: string[]) => {
  const child = fork(join(import.meta.dirname, 's3-process.ts'), [dataDir, ...args], {
    execArgv: [],
    stdio: 'ignore',
  });
  children.push(child);
  const [message] = await once(child, 'message');
  return { child, ...hello.parse(message) };
};

const endProcess = async (child: ChildProcess) => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe('after a kill', () => {
  test('everything that was acknowledged is there, and an upload goes on where it was', async () => {
    const { child } = await startProcess('fill');
    await endProcess(child);

    const under = await startAwsUnderTest({ dataDir });
    under.aws.createBucket('media');
    const content = under.aws.readBucket('media');
    const uploadId = content.uploads[0]?.uploadId ?? '';
    const object = await under.s3.send(new GetObjectCommand(place('object')));
    const again = await uploadPart(under.s3, place('under way'), uploadId, 1, Buffer.from('a part'));
    await completeUpload(under.s3, place('under way'), uploadId, [again]);
    const completed = await readBytes(under.s3, place('completed'));
    const underway = await readBytes(under.s3, place('under way'));
    await under.stop();

    expect(content.objects.map(({ key }) => key).toSorted()).toEqual(['completed', 'object']);
    expect(content.uploads.map(({ key }) => key)).toEqual(['under way']);
    expect(object.ContentType).toBe('text/plain');
    expect(await object.Body?.transformToString()).toBe('an object');
    expect(completed.toString()).toBe('whole');
    expect(underway.toString()).toBe('a part');
  });
});

describe('a restart', () => {
  test('clears away what belongs to nothing, and keeps the rest', async () => {
    const first = await startAwsUnderTest({ dataDir });
    first.aws.createBucket('media');
    const uploadId = await startUpload(first.s3, place('video'));
    const only = await uploadPart(first.s3, place('video'), uploadId, 1, Buffer.from('kept'));
    await first.stop(kept);
    const data = join(dataDir, 's3', 'media', 'data');
    writeFileSync(join(data, uploadId, 'half.draft'), 'half a part');

    const second = await startAwsUnderTest({ dataDir });
    second.aws.createBucket('media');
    const files = readdirSync(join(data, uploadId));
    await completeUpload(second.s3, place('video'), uploadId, [only]);
    const bytes = await readBytes(second.s3, place('video'));
    await second.stop(kept);

    expect(files).toEqual([expect.stringMatching(/\.part$/)]);
    expect(bytes.toString()).toBe('kept');
  });
});

describe('a client that goes away', () => {
  test('in the middle of a part leaves nothing of it', async () => {
    const under = await startAwsUnderTest({ dataDir });
    under.aws.createBucket('media');
    const UploadId = await startUpload(under.s3, place('video'));
    const command = new UploadPartCommand({ ...place('video'), UploadId, PartNumber: 1 });
    const folder = join(dataDir, 's3', 'media', 'data', UploadId);
    const request = sendRequest(await getSignedUrl(under.s3, command), {
      method: 'PUT',
      headers: { 'content-length': 1_000_000 },
    }).on('error', () => {});

    request.write(Buffer.alloc(500_000));
    await waitFor(() => readdirSync(folder).length === 1);
    request.destroy();
    await waitFor(() => readdirSync(folder).length === 0);

    await under.stop(kept);
  });
});

describe('streaming', () => {
  const partBytes = 64 * 1024 ** 2;
  const partCount = 6;

  /** 64 MiB in pieces, so that the sender holds no more than a piece either. */
  const makePart = (number: number) =>
    Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(1024 ** 2, number)));

  test('holds a few megabytes of an object of 384, in both directions', async () => {
    const { child, url: endpoint, region, credentials } = await startProcess();
    const s3 = new S3Client({ endpoint, region, credentials, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const readResident = async (): Promise<number> => {
      const answer = once(child, 'message');
      child.send('how much?');
      return z.object({ residentBytes: z.number() }).parse((await answer)[0]).residentBytes;
    };
    const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand(place('large')));
    const before = await readResident();

    const parts = [];
    for (let PartNumber = 1; PartNumber <= partCount; PartNumber += 1) {
      const { ETag } = await s3.send(
        new UploadPartCommand({
          ...place('large'),
          UploadId,
          PartNumber,
          Body: makePart(PartNumber),
          ContentLength: partBytes,
        }),
      );
      parts.push({ PartNumber, ETag });
    }
    await completeUpload(s3, place('large'), UploadId, parts);
    const { Body } = await s3.send(new GetObjectCommand(place('large')));
    let readBytesCount = 0;
    if (Body instanceof Readable) for await (const chunk of Body) readBytesCount += Buffer.from(chunk).length;
    const grown = (await readResident()) - before;
    s3.destroy();

    expect(readBytesCount).toBe(partCount * partBytes);
    expect(grown).toBeLessThan(partBytes * 1.5);
  }, 60_000);
});
