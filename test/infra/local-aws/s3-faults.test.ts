import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsUnderTest, catchError, startAwsUnderTest } from './aws-under-test.ts';
import { completeUpload, putBytes, readBytes, someBytes, startUpload, uploadPart } from './s3-uploads.ts';

let under: AwsUnderTest;
const place = { Bucket: 'media', Key: 'video' };
const bytes = someBytes(400_000);

beforeAll(async () => {
  under = await startAwsUnderTest();
  under.aws.createBucket('media');
  await putBytes(under.s3, place, bytes);
});
beforeEach(() => under.aws.clearFaults());
afterAll(() => under.stop());

describe('a fault of S3', () => {
  test('of throttling looks like its own, and a client that retries gets over it', async () => {
    under.aws.setFault({ service: 's3', error: 'ThrottlingException', times: 2 });
    const { url: endpoint, region, rootCredentials: credentials } = under.aws;
    const patient = new S3Client({ endpoint, region, credentials });

    const failed = await catchError(under.s3.send(new GetObjectCommand(place)));
    const answer = await patient.send(new HeadObjectCommand(place));
    patient.destroy();

    expect(failed).toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
    expect(answer.$metadata.attempts).toBe(2);
  });

  test('of failing inside is a 500, and of being unavailable no answer at all', async () => {
    under.aws.setFault({ service: 's3', action: 'GetObject', error: 'InternalFailure', times: 1 });
    under.aws.setFault({ service: 's3', action: 'GetObject', error: 'unavailable', times: 1 });

    const failed = await catchError(readBytes(under.s3, place));
    const cut = await catchError(readBytes(under.s3, place));

    expect(failed).toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } });
    expect(cut.message).toContain('socket hang up');
    expect(await readBytes(under.s3, place)).toHaveLength(bytes.length);
  });

  test('of losing an answer carries the call out', async () => {
    const other = { ...place, Key: 'lost' };
    const uploadId = await startUpload(under.s3, other);
    const part = await uploadPart(under.s3, other, uploadId, 1, Buffer.from('kept'));
    under.aws.setFault({ service: 's3', action: 'CompleteMultipartUpload', error: 'answerLost', times: 1 });

    const lost = await catchError(completeUpload(under.s3, other, uploadId, [part]));

    expect(lost.message).toContain('socket hang up');
    expect((await readBytes(under.s3, other)).toString()).toBe('kept');
  });

  test('of ignoring ranges answers one with everything', async () => {
    under.aws.setFault({ service: 's3', error: 'rangeIgnored' });

    await under.s3.send(new HeadObjectCommand({ ...place, Range: 'bytes=0-9' }));
    const answer = await under.s3.send(new GetObjectCommand({ ...place, Range: 'bytes=0-9' }));

    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(answer.ContentRange).toBeUndefined();
    expect(await answer.Body?.transformToByteArray()).toHaveLength(bytes.length);
  });

  test('of ending too early promises all bytes and gives half of them', async () => {
    under.aws.setFault({ service: 's3', error: 'cutShort', times: 1 });

    const answer = await under.s3.send(new GetObjectCommand(place));
    const reading = await catchError(answer.Body?.transformToByteArray() ?? Promise.resolve());

    expect(answer.ContentLength).toBe(bytes.length);
    expect(reading.message).toContain('aborted');
    expect((await readBytes(under.s3, place)).equals(bytes)).toBe(true);
  });
});
