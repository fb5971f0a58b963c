import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isFailure } from '../../../shared/core/failure.ts';
import { createMediaStore, type MediaStore } from '../../../shared/media/media-store.ts';
import { createMediaClient } from '../../../shared/media/s3.ts';
import { type AwsUnderTest, catchError, connectRole, startAwsUnderTest } from './aws-under-test.ts';
import { md5, putBytes, smallestPartBytes, someBytes } from './s3-uploads.ts';

/* The port of staged media against the stand-in of S3, through the real SDK and by the rights that the capability gives. */
let under: AwsUnderTest;
let store: MediaStore;
let key: string;
let count = 0;

const actions = ['Get', 'Put', 'Delete'].map((verb) => `s3:${verb}Object`);
const uploads = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

beforeAll(async () => {
  under = await startAwsUnderTest();
  const { arn } = under.aws.createBucket('media-bucket');
  connectRole(under.aws, 'Media', [
    { Effect: 'Allow', Action: [...actions, ...uploads], Resource: `${arn}/media/*` },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
  ]);
  const credentials = { accessKeyId: 'AKIAMedia', secretAccessKey: 'secret of Media' };
  const client = createMediaClient({ endpoint: under.aws.url, region: under.aws.region, credentials });
  store = createMediaStore(client, 'media-bucket');
});
afterAll(() => under.stop());
beforeEach(() => {
  under.aws.clearFaults();
  count += 1;
  key = store.keyOf('tenant', `upload-${count}`);
});

/** Sends parts as a browser would, and names each as the browser got to know it: with the quotes of the header. */
const sendParts = async (uploadId: string, pieces: readonly Uint8Array[]) => {
  const wanted = pieces.map(({ length }, index) => ({ partNumber: index + 1, sizeBytes: length }));
  const signed = await store.signParts(key, uploadId, wanted, 60);
  return Promise.all(
    signed.map(async ({ partNumber, url }, index) => {
      const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(pieces[index] ?? []) });
      return { partNumber, etag: answer.headers.get('etag') ?? '' };
    }),
  );
};

const put = async (bytes: Uint8Array) => {
  await putBytes(under.s3, { Bucket: 'media-bucket', Key: key }, bytes, 'video/mp4');
  return md5(bytes).toString('hex');
};

const expectFailure = (error: unknown, code: Parameters<typeof isFailure>[1]) =>
  expect(isFailure(error, code) ? code : error).toBe(code);

describe('an upload', () => {
  const pieces = [someBytes(smallestPartBytes), someBytes(77)];

  test('by signed addresses becomes an object that is read in ranges', async () => {
    const uploadId = await store.startUpload(key, 'video/mp4');
    const parts = await sendParts(uploadId, pieces);

    const done = await store.completeUpload(key, uploadId, parts);

    const whole = Buffer.concat(pieces);
    const first = smallestPartBytes - 10;
    const read = await store.readBytes(key, done.etag, first, first + 19);
    const downloaded = await store.readBytes(key, done.etag, 0, whole.length - 1);
    expect(done).toEqual({
      etag: expect.stringMatching(/^[0-9a-f]{32}-2$/),
      sizeBytes: whole.length,
      contentType: 'video/mp4',
    });
    expect(await store.head(key)).toEqual(done);
    expect(Buffer.from(read).equals(whole.subarray(first, first + 20))).toBe(true);
    expect(Buffer.from(downloaded).equals(whole)).toBe(true);
  });

  test('lists what is stored of it, beyond one page of S3', async () => {
    const uploadId = await store.startUpload(key, 'video/mp4');
    const numbers = Array.from({ length: 1_003 }, (_, index) => index + 1);
    const wanted = numbers.map((partNumber) => ({ partNumber, sizeBytes: 1 }));
    const signed = await store.signParts(key, uploadId, wanted, 60);
    for (let start = 0; start < signed.length; start += 50) {
      const some = signed.slice(start, start + 50);
      await Promise.all(some.map(({ url }) => fetch(url, { method: 'PUT', body: 'x' })));
    }

    const parts = await store.listParts(key, uploadId);

    expect(parts.map(({ partNumber }) => partNumber)).toEqual(numbers);
    expect(parts[0]).toEqual({
      partNumber: 1,
      etag: md5(Buffer.from('x')).toString('hex'),
      sizeBytes: 1,
    });
    await store.abortUpload(key, uploadId);
  });

  test('whose completion was carried out and never answered is found to be complete', async () => {
    const uploadId = await store.startUpload(key, 'video/mp4');
    const parts = await sendParts(uploadId, pieces);
    under.aws.setFault({ service: 's3', action: 'CompleteMultipartUpload', error: 'answerLost', times: 1 });

    const done = await store.completeUpload(key, uploadId, parts);
    const again = await store.completeUpload(key, uploadId, parts);

    expect(done.sizeBytes).toBe(smallestPartBytes + 77);
    expect(again).toEqual(done);
  });

  test('completed with other parts than before is not taken for the same', async () => {
    const uploadId = await store.startUpload(key, 'video/mp4');
    const parts = await sendParts(uploadId, pieces);
    await store.completeUpload(key, uploadId, parts);

    const failed = await catchError(store.completeUpload(key, uploadId, parts.slice(0, 1)));

    expectFailure(failed, 'media_upload_gone');
  });

  test('aborted is gone for all who go on with it, and is aborted again without complaint', async () => {
    const uploadId = await store.startUpload(key, 'video/mp4');
    const parts = await sendParts(uploadId, [someBytes(1)]);

    await store.abortUpload(key, uploadId);
    await store.abortUpload(key, uploadId);

    expectFailure(await catchError(store.listParts(key, uploadId)), 'media_upload_gone');
    expectFailure(await catchError(store.completeUpload(key, uploadId, parts)), 'media_upload_gone');
  });

  test('with a list of parts that S3 does not take is refused by name', async () => {
    const uploadId = await store.startUpload(key, 'video/mp4');
    const parts = await sendParts(uploadId, [someBytes(5), someBytes(6)]);
    const complete = (list: typeof parts) => catchError(store.completeUpload(key, uploadId, list));

    const failures = [
      await complete(parts),
      await complete(parts.toReversed()),
      await complete(parts.map((part) => ({ ...part, etag: '0'.repeat(32) }))),
      await complete([]),
    ];

    for (const failure of failures) expectFailure(failure, 'media_parts_refused');
  });
});

describe('a range', () => {
  const bytes = someBytes(300_000);

  test('of an object that changed or is gone is refused, not spliced', async () => {
    const etag = await put(bytes);
    await put(someBytes(300_000));
    const changed = await catchError(store.readRange(key, etag, 0, 9));
    await store.delete(key);

    const gone = await catchError(store.readRange(key, etag, 0, 9));

    expectFailure(changed, 'media_changed');
    expectFailure(gone, 'media_changed');
  });

  test('that the store ignores is noticed before a byte is given', async () => {
    const etag = await put(bytes);
    under.aws.setFault({ service: 's3', error: 'rangeIgnored' });

    const failures = [
      await catchError(store.readRange(key, etag, 0, 9)),
      await catchError(store.readRange(key, etag, 0, bytes.length - 1)),
      await catchError(store.readBytes(key, etag, 5, 6)),
    ];

    for (const failure of failures) expectFailure(failure, 'media_range_ignored');
  });

  test('that breaks off fails the stream, and is asked for again where it is read whole', async () => {
    const etag = await put(bytes);
    under.aws.setFault({ service: 's3', error: 'cutShort', times: 1 });
    const stream = await store.readRange(key, etag, 0, bytes.length - 1);
    const broken = await catchError(stream.toArray());
    under.aws.setFault({ service: 's3', error: 'cutShort', times: 2 });

    const whole = await store.readBytes(key, etag, 0, bytes.length - 1);

    expectFailure(broken, 'media_unavailable');
    expect(Buffer.from(whole).equals(bytes)).toBe(true);
  });

  test('ends at once when its reader gives up, with the reader’s own reason', async () => {
    const etag = await put(someBytes(4_000_000));
    const giveUp = new AbortController();
    const stream = await store.readRange(key, etag, 0, 3_999_999, giveUp.signal);
    await once(stream, 'readable');

    giveUp.abort(new Error('the slice is over'));
    const ended = await catchError(stream.toArray());

    expect(ended.message).toBe('the slice is over');
    expect(stream.destroyed).toBe(true);
    await expect(store.readRange(key, etag, 0, 9, giveUp.signal)).rejects.toThrow('the slice is over');
  });
});

describe('a store that is away', () => {
  test.each(['ThrottlingException', 'InternalFailure', 'unavailable'] as const)(
    'by %s is waited for a little, and then named',
    async (error) => {
      const etag = await put(Buffer.from('bytes'));
      under.aws.setFault({ service: 's3', error, times: 2 });
      const healed = await store.head(key);
      under.aws.setFault({ service: 's3', error });

      const failures = [
        await catchError(store.head(key)),
        await catchError(store.startUpload(key, 'video/mp4')),
        await catchError(store.readBytes(key, etag, 0, 0)),
      ];

      expect(healed?.sizeBytes).toBe(5);
      for (const failure of failures) expectFailure(failure, 'media_unavailable');
    },
    60_000,
  );

  test('by its permissions is a surprise, and stays one', async () => {
    const refused = await catchError(store.head('outside/of/media'));
    const denied = await catchError(store.startUpload('outside/of/media', 'video/mp4'));

    expect(isFailure(refused)).toBe(false);
    expect(denied.name).toBe('AccessDenied');
  });
});

test('an object that is not there is nothing, and is deleted without complaint', async () => {
  await store.delete(key);

  expect(await store.head(key)).toBeUndefined();
});
