import { HeadObjectCommand, NoSuchKey, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { isFailure } from '../../../shared/core/failure.ts';
import { readHead } from '../../../shared/media/objects.ts';
import { findFault } from '../../../shared/media/read-range.ts';

const client = new S3Client({ region: 'eu-west-1' });
const s3 = mockClient(client);
const place = { client, bucket: 'b' };
beforeEach(() => {
  s3.reset();
});

const s3Error = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode } });
const networkError = (code: string) => Object.assign(new Error('failed'), { code });
const named = (name: string) => Object.assign(new Error('gave up'), { name });
/** As the SDK marks what it tried to send. */
const sent = (error: Error) => Object.assign(error, { $metadata: { attempts: 3 } });
const htmlAnswer = Object.assign(new SyntaxError('not XML'), { $metadata: { httpStatusCode: 502 } });

const headAfter = async (error: Error): Promise<unknown> => {
  s3.on(HeadObjectCommand).rejects(error);
  return readHead(place, 'k').catch((thrown: unknown) => thrown);
};

describe('an error of the store', () => {
  test.each([
    ['SlowDown', s3Error('SlowDown', 503)],
    ['InternalError', s3Error('InternalError', 500)],
    ['ServiceUnavailable without a body', s3Error('UnknownError', 503)],
    ['RequestTimeout', s3Error('RequestTimeout', 400)],
    ['too many requests', s3Error('TooManyRequests', 429)],
    ['a page of a proxy', htmlAnswer],
    ['a cut connection', networkError('ECONNRESET')],
    ['a name that is not found', networkError('ENOTFOUND')],
    ['an answer that is no HTTP', sent(networkError('HPE_INVALID_CONSTANT'))],
    ['a deadline', named('TimeoutError')],
    ['an aborted attempt', named('AbortError')],
  ])('such as %s may pass', async (_what, error) => {
    const thrown = await headAfter(error);

    expect(isFailure(thrown, 'media_unavailable')).toBe(true);
    expect(thrown).toMatchObject({ retryAfterSeconds: 5, cause: error });
  });

  test.each([
    ['a denial', s3Error('AccessDenied', 403)],
    ['a bad signature', s3Error('SignatureDoesNotMatch', 403)],
    ['missing credentials', sent(named('CredentialsProviderError'))],
    ['a mistake of ours', new TypeError('undefined is not a function')],
  ])('such as %s is a surprise', async (_what, error) => {
    expect(await headAfter(error)).toBe(error);
  });

  test('that says an object is missing says so', async () => {
    const missing = new NoSuchKey({ message: 'none', $metadata: { httpStatusCode: 404 } });

    expect(await headAfter(missing)).toBeUndefined();
  });

  test('tells the caller nothing of the cause', async () => {
    const thrown = await headAfter(networkError('ECONNREFUSED'));

    expect(isFailure(thrown) ? thrown.detail : '').not.toMatch(/ECONN|S3|bucket/);
  });
});

describe('the head of an answer', () => {
  const wanted = { key: 'k', etag: 'e', first: 10, last: 19 };
  const good = { $metadata: { httpStatusCode: 206 }, ContentRange: 'bytes 10-19/100', ETag: '"e"' };

  test('is in order when it is the range of the object', () => {
    expect(findFault(good, wanted)).toBeUndefined();
  });

  test.each([
    ['everything', { ...good, $metadata: { httpStatusCode: 200 } }, 'media_range_ignored'],
    ['no range', { $metadata: { httpStatusCode: 206 }, ETag: '"e"' }, 'media_range_ignored'],
    ['another range', { ...good, ContentRange: 'bytes 0-9/100' }, 'media_range_ignored'],
    ['a shorter range', { ...good, ContentRange: 'bytes 10-18/19' }, 'media_range_ignored'],
    ['a longer range', { ...good, ContentRange: 'bytes 10-190/1000' }, 'media_range_ignored'],
    ['another object', { ...good, ETag: '"f"' }, 'media_changed'],
    [
      'an object without a name',
      { $metadata: good.$metadata, ContentRange: good.ContentRange },
      'media_changed',
    ],
  ])('that is of %s is noticed', (_what, answer, code) => {
    expect(findFault(answer, wanted)?.code).toBe(code);
  });
});
