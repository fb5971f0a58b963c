import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsUnderTest, catchError, startAwsUnderTest } from './aws-under-test.ts';
import {
  completeUpload,
  md5,
  putBytes,
  readBytes,
  smallestPartBytes,
  someBytes,
  startUpload,
  uploadPart,
} from './s3-uploads.ts';

let under: AwsUnderTest;
let count = 0;
let place: { Bucket: string; Key: string };
let uploadId: string;

beforeAll(async () => {
  under = await startAwsUnderTest();
  under.aws.createBucket('media');
});
afterAll(() => under.stop());
beforeEach(async () => {
  count += 1;
  place = { Bucket: 'media', Key: `upload ${count}` };
  uploadId = await startUpload(under.s3, place);
});

const part = (number: number, bytes: Uint8Array) => uploadPart(under.s3, place, uploadId, number, bytes);
const complete = (parts: Parameters<typeof completeUpload>[3]) =>
  completeUpload(under.s3, place, uploadId, parts);
const listParts = (input: { MaxParts?: number; PartNumberMarker?: string } = {}) =>
  under.s3.send(new ListPartsCommand({ ...place, UploadId: uploadId, ...input }));

describe('an upload in parts', () => {
  test('becomes one object whose ETag is the MD5 of the MD5s and how many they are', async () => {
    const bytes = [someBytes(smallestPartBytes), someBytes(smallestPartBytes + 1), someBytes(3)];
    const parts = [];
    for (const [index, piece] of bytes.entries()) parts.push(await part(index + 1, piece));

    const done = await complete(parts);

    const sums = createHash('md5').update(Buffer.concat(bytes.map(md5)));
    expect(done.ETag).toBe(`"${sums.digest('hex')}-3"`);
    expect((await readBytes(under.s3, place)).equals(Buffer.concat(bytes))).toBe(true);
    expect(await under.s3.send(new HeadObjectCommand(place))).toMatchObject({
      ETag: done.ETag,
      ContentType: 'video/mp4',
      ContentLength: 2 * smallestPartBytes + 4,
    });
    expect(under.aws.readBucket('media').uploads.map(({ key }) => key)).not.toContain(place.Key);
  });

  test('is read in ranges across the seams of its parts', async () => {
    const bytes = [someBytes(smallestPartBytes), someBytes(smallestPartBytes), someBytes(10)];
    const parts = await Promise.all(bytes.map((piece, index) => part(index + 1, piece)));
    await complete(parts);
    const [first, last] = [smallestPartBytes - 3, 2 * smallestPartBytes + 4];

    const read = await readBytes(under.s3, place, { Range: `bytes=${first}-${last}` });

    expect(read.equals(Buffer.concat(bytes).subarray(first, last + 1))).toBe(true);
  });

  test('takes a part sent again in place of the first, in any order', async () => {
    const [early, late, end] = [someBytes(smallestPartBytes), someBytes(smallestPartBytes), someBytes(1)];
    const last = await part(7, end);
    await part(2, early);
    const again = await part(2, late);

    await complete([again, last]);

    expect((await readBytes(under.s3, place)).equals(Buffer.concat([late, end]))).toBe(true);
  });

  test('leaves parts that are not listed out of the object', async () => {
    const first = await part(1, someBytes(4));
    await part(2, someBytes(5));

    await complete([first]);

    expect(await readBytes(under.s3, place)).toHaveLength(4);
  });

  test('lists its parts page by page', async () => {
    const bytes = [1, 2, 3, 4, 5].map((size) => someBytes(size));
    for (const [index, piece] of bytes.entries()) await part(index * 3 + 1, piece);

    const first = await listParts({ MaxParts: 2 });
    const second = await listParts({ MaxParts: 3, PartNumberMarker: first.NextPartNumberMarker ?? '' });

    expect(first.IsTruncated).toBe(true);
    expect(first.Parts).toMatchObject([
      { PartNumber: 1, Size: 1, ETag: `"${md5(bytes[0] ?? Buffer.of()).toString('hex')}"` },
      { PartNumber: 4, Size: 2 },
    ]);
    expect(second.IsTruncated).toBe(false);
    expect(second.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([7, 10, 13]);
  });

  test('aborted is gone, with its parts', async () => {
    const only = await part(1, someBytes(1));

    await under.s3.send(new AbortMultipartUploadCommand({ ...place, UploadId: uploadId }));

    const refusals = [
      await catchError(listParts()),
      await catchError(part(2, someBytes(1))),
      await catchError(complete([only])),
      await catchError(under.s3.send(new AbortMultipartUploadCommand({ ...place, UploadId: uploadId }))),
    ];
    expect(refusals.map(({ name }) => name)).toEqual(Array(4).fill('NoSuchUpload'));
  });

  test('is completed once', async () => {
    const only = await part(1, someBytes(1));
    await complete([only]);

    expect((await catchError(complete([only]))).name).toBe('NoSuchUpload');
    expect(await readBytes(under.s3, place)).toHaveLength(1);
  });

  test('belongs to its key', async () => {
    const elsewhere = { ...place, Key: 'another' };

    const refused = await catchError(uploadPart(under.s3, elsewhere, uploadId, 1, someBytes(1)));

    expect(refused.name).toBe('NoSuchUpload');
  });

  test('replaces an object of its key only when it is complete', async () => {
    await putBytes(under.s3, place, Buffer.from('before'));
    const only = await part(1, Buffer.from('after'));
    expect((await readBytes(under.s3, place)).toString()).toBe('before');

    await complete([only]);

    expect((await readBytes(under.s3, place)).toString()).toBe('after');
  });
});

describe('a list of parts', () => {
  test('is refused when a part but the last is below 5 MiB', async () => {
    const small = await part(1, someBytes(smallestPartBytes - 1));
    const last = await part(2, someBytes(1));

    expect((await catchError(complete([small, last]))).name).toBe('EntityTooSmall');
  });

  test('is refused when it names a part that is not stored, or not with that ETag', async () => {
    const only = await part(1, someBytes(1));
    const other = { PartNumber: 1, ETag: `"${'0'.repeat(32)}"` };

    expect((await catchError(complete([other]))).name).toBe('InvalidPart');
    expect((await catchError(complete([only, { ...only, PartNumber: 2 }]))).name).toBe('InvalidPart');
  });

  test('is refused out of order, twice the same, and empty', async () => {
    const first = await part(1, someBytes(smallestPartBytes));
    const second = await part(2, someBytes(1));

    expect((await catchError(complete([second, first]))).name).toBe('InvalidPartOrder');
    expect((await catchError(complete([first, first]))).name).toBe('InvalidPartOrder');
    expect((await catchError(complete([]))).name).toBe('MalformedXML');
  });
});

describe('a part', () => {
  test.each([0, 10_001])('number %d is refused', async (number) => {
    expect((await catchError(part(number, someBytes(1)))).name).toBe('InvalidArgument');
  });

  test('whose MD5 is not the one that was said is refused and not kept', async () => {
    const command = new UploadPartCommand({
      ...place,
      UploadId: uploadId,
      PartNumber: 1,
      Body: Buffer.from('these'),
      ContentMD5: md5(Buffer.from('others')).toString('base64'),
    });

    expect((await catchError(under.s3.send(command))).name).toBe('BadDigest');
    expect((await listParts()).Parts ?? []).toEqual([]);
  });

  test('sent while the upload is aborted is refused, and nothing of it stays', async () => {
    const upload = part(1, someBytes(smallestPartBytes)).catch((error: unknown) => error);
    await under.s3.send(new AbortMultipartUploadCommand({ ...place, UploadId: uploadId }));

    await upload;

    expect((await catchError(listParts())).name).toBe('NoSuchUpload');
    expect(under.lines.filter((line) => line.includes('failure'))).toEqual([]);
  });
});
