import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsUnderTest, catchError, connectRole, startAwsUnderTest } from './aws-under-test.ts';
import { md5, putBytes, readBytes, someBytes } from './s3-uploads.ts';

let under: AwsUnderTest;
let bucket: { readonly name: string; readonly arn: string };
const placeOf = (Key: string) => ({ Bucket: bucket.name, Key });

beforeAll(async () => {
  under = await startAwsUnderTest();
  bucket = under.aws.createBucket('media');
});
afterAll(() => under.stop());

describe('an object', () => {
  test.each(['plain', 'deep/er', 'späce and ü/日本?&=+%41', 'quotes \' " <xml>', '..', '.'])(
    'put under %j is read under it, with its type and its MD5 as ETag',
    async (key) => {
      const bytes = someBytes(1_000);

      const put = await putBytes(under.s3, placeOf(key), bytes, 'image/webp');
      const got = await under.s3.send(new GetObjectCommand(placeOf(key)));
      const head = await under.s3.send(new HeadObjectCommand(placeOf(key)));

      expect(put.ETag).toBe(`"${md5(bytes).toString('hex')}"`);
      expect(await got.Body?.transformToByteArray()).toEqual(new Uint8Array(bytes));
      for (const answer of [got, head]) {
        expect(answer).toMatchObject({ ETag: put.ETag, ContentType: 'image/webp', ContentLength: 1_000 });
      }
    },
  );

  test('may be empty', async () => {
    await putBytes(under.s3, placeOf('empty'), Buffer.alloc(0));

    expect(await readBytes(under.s3, placeOf('empty'))).toHaveLength(0);
  });

  test('put again replaces the first, and its bytes are no longer kept', async () => {
    await putBytes(under.s3, placeOf('again'), Buffer.from('first'));
    await putBytes(under.s3, placeOf('again'), Buffer.from('second'));

    expect((await readBytes(under.s3, placeOf('again'))).toString()).toBe('second');
    expect(under.aws.readBucket('media').objects.filter(({ key }) => key === 'again')).toEqual([
      { key: 'again', sizeBytes: 6 },
    ]);
  });

  test('deleted is gone, and is deleted a second time without complaint', async () => {
    await putBytes(under.s3, placeOf('old'), Buffer.from('x'));

    await under.s3.send(new DeleteObjectCommand(placeOf('old')));
    await under.s3.send(new DeleteObjectCommand(placeOf('old')));

    expect(await catchError(readBytes(under.s3, placeOf('old')))).toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('that is not there is a 404 to who may list the bucket, and a refusal to everybody else', async () => {
    const get = { Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket.arn}/*` };
    const list = { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket.arn };
    const reader = connectRole(under.aws, 'Reader', [get]);
    const lister = connectRole(under.aws, 'Lister', [get, list]);
    const head = new HeadObjectCommand(placeOf('missing'));

    expect((await catchError(readBytes(reader.s3, placeOf('missing')))).name).toBe('AccessDenied');
    expect(await catchError(reader.s3.send(head))).toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect((await catchError(readBytes(lister.s3, placeOf('missing')))).name).toBe('NoSuchKey');
    expect((await catchError(lister.s3.send(head))).name).toBe('NotFound');
  });
});

describe('a range', () => {
  const bytes = someBytes(1_000);
  beforeAll(() => putBytes(under.s3, placeOf('ranged'), bytes));
  const get = (Range: string) => under.s3.send(new GetObjectCommand({ ...placeOf('ranged'), Range }));

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=990-', 990, 999],
    ['bytes=-7', 993, 999],
    ['bytes=-5000', 0, 999],
    ['bytes=995-5000', 995, 999],
  ])('%s is bytes %d to %d, and says so', async (range, first, last) => {
    const answer = await get(range);

    expect(answer.$metadata.httpStatusCode).toBe(206);
    expect(answer.ContentRange).toBe(`bytes ${first}-${last}/1000`);
    expect(await answer.Body?.transformToByteArray()).toEqual(
      new Uint8Array(bytes.subarray(first, last + 1)),
    );
  });

  test.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=-0'])('%s lies beyond the end', async (range) => {
    expect(await catchError(get(range))).toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  test.each(['bytes=9-1', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=-'])(
    '%s is not one that S3 reads, and all is answered',
    async (range) => {
      const answer = await get(range);

      expect(answer.$metadata.httpStatusCode).toBe(200);
      expect(await answer.Body?.transformToByteArray()).toHaveLength(1_000);
    },
  );

  test('of an object that is no longer the expected one is refused', async () => {
    const expected = md5(bytes).toString('hex');
    const ask = (IfMatch: string) => readBytes(under.s3, placeOf('ranged'), { Range: 'bytes=0-4', IfMatch });

    expect(await ask(`"${expected}"`)).toEqual(bytes.subarray(0, 5));
    expect(await catchError(ask(`"${'0'.repeat(32)}"`))).toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
  });
});

describe('what the stand-in does not know', () => {
  test('as an operation, a parameter or a header is refused by name', async () => {
    const refusals = [
      await catchError(under.s3.send(new ListObjectsV2Command({ Bucket: bucket.name }))),
      await catchError(under.s3.send(new GetObjectCommand({ ...placeOf('a'), VersionId: '1' }))),
      await catchError(
        under.s3.send(new PutObjectCommand({ ...placeOf('a'), Body: 'x', ACL: 'public-read' })),
      ),
    ];

    expect(refusals.map(({ name }) => name)).toEqual(['NotImplemented', 'NotImplemented', 'NotImplemented']);
    expect(refusals.map(({ message }) => message)).toEqual([
      expect.stringContaining('list-type'),
      expect.stringContaining('versionId of GetObject'),
      expect.stringContaining('x-amz-acl of PutObject'),
    ]);
  });

  test('as a bucket is not found', async () => {
    const elsewhere = { Bucket: 'nobodys', Key: 'x' };

    expect((await catchError(readBytes(under.s3, elsewhere))).name).toBe('NoSuchBucket');
  });
});
