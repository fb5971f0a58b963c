import { request as sendRequest } from 'node:http';
import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readS3Signature, requireGoodSignature } from '../../../infra/local/aws/s3/signature.ts';
import { readTarget } from '../../../infra/local/aws/s3/target.ts';
import {
  type AwsUnderTest,
  catchError,
  connectClients,
  connectRole,
  startAwsUnderTest,
} from './aws-under-test.ts';
import { completeUpload, putBytes, readBytes, someBytes, startUpload } from './s3-uploads.ts';

let under: AwsUnderTest;
let bucket: { readonly name: string; readonly arn: string };
const place = { Bucket: 'media', Key: 'media/tenant a/video' };

beforeAll(async () => {
  under = await startAwsUnderTest();
  bucket = under.aws.createBucket('media');
  await putBytes(under.s3, place, Buffer.from('stored'));
});
afterAll(() => under.stop());

const presignGet = (expiresIn = 60, signingDate = new Date()) =>
  getSignedUrl(under.s3, new GetObjectCommand(place), { expiresIn, signingDate });

/** Status and error code of an answer. */
const readRefusal = async (answer: Response) => ({
  status: answer.status,
  code: /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1],
});

describe('a presigned address', () => {
  test('of a part takes its bytes from whoever has it, and answers its ETag', async () => {
    const bytes = someBytes(20_000);
    const UploadId = await startUpload(under.s3, { ...place, Key: 'presigned' });
    const command = new UploadPartCommand({ ...place, Key: 'presigned', UploadId, PartNumber: 1 });

    const answer = await fetch(await getSignedUrl(under.s3, command, { expiresIn: 60 }), {
      method: 'PUT',
      body: new Uint8Array(bytes),
    });
    const ETag = answer.headers.get('etag') ?? '';
    await completeUpload(under.s3, { ...place, Key: 'presigned' }, UploadId, [{ PartNumber: 1, ETag }]);

    expect(answer.status).toBe(200);
    expect((await readBytes(under.s3, { ...place, Key: 'presigned' })).equals(bytes)).toBe(true);
  });

  test('of an object gives its bytes, and ranges of them', async () => {
    const url = await presignGet();

    expect(await (await fetch(url)).text()).toBe('stored');
    expect(await (await fetch(url, { headers: { range: 'bytes=1-2' } })).text()).toBe('to');
  });

  test('ends when it said, and is not good before its time', async () => {
    const minute = 60_000;
    const expired = await presignGet(60, new Date(Date.now() - 2 * minute));
    const early = await presignGet(60, new Date(Date.now() + 60 * minute));

    expect(await readRefusal(await fetch(expired))).toEqual({ status: 403, code: 'AccessDenied' });
    expect(await readRefusal(await fetch(early))).toEqual({ status: 403, code: 'AccessDenied' });
    expect(await (await fetch(expired)).text()).toContain('expired');
  });

  test('is good for one key, one method and one set of parameters', async () => {
    const url = await presignGet();
    const others = [
      url.replace('/video', '/other'),
      url.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'),
      `${url}&uploadId=x`,
    ];

    for (const other of others) {
      expect(await readRefusal(await fetch(other))).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    }
    const deletion = await fetch(url, { method: 'DELETE' });
    expect(await readRefusal(deletion)).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  test('for longer than a week, or with a part missing, is refused', async () => {
    const url = await presignGet();

    const long = await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801'));
    const short = await fetch(url.replace(/X-Amz-Date=\w+&/, ''));

    const code = 'AuthorizationQueryParametersError';
    expect(await readRefusal(long)).toEqual({ status: 400, code });
    expect(await readRefusal(short)).toEqual({ status: 400, code });
  });

  test('allows what its signer may do when it is used', async () => {
    const statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket.arn}/media/*` };
    const signer = connectRole(under.aws, 'Signer', [statement]);
    const signPut = (Key: string) =>
      getSignedUrl(signer.s3, new PutObjectCommand({ Bucket: 'media', Key }), { expiresIn: 60 });
    const inside = await signPut('media/mine');
    const outside = await signPut('other/mine');

    expect((await fetch(inside, { method: 'PUT', body: 'x' })).status).toBe(200);
    expect(await readRefusal(await fetch(outside, { method: 'PUT', body: 'x' }))).toEqual({
      status: 403,
      code: 'AccessDenied',
    });
    under.aws.removePrincipal('AKIASigner');
    expect(await readRefusal(await fetch(inside, { method: 'PUT', body: 'x' }))).toEqual({
      status: 403,
      code: 'InvalidAccessKeyId',
    });
  });
});

describe('a signed request', () => {
  test('by an unknown key, with another secret or for another region is refused in the words of S3', async () => {
    const stranger = connectClients(under.aws, { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' });
    const { accessKeyId } = under.aws.rootCredentials;
    const forger = connectClients(under.aws, { accessKeyId, secretAccessKey: 'guessed' });
    const abroad = connectClients(under.aws, under.aws.rootCredentials, 'us-east-1');

    const errors = [
      await catchError(readBytes(stranger.s3, place)),
      await catchError(readBytes(forger.s3, place)),
      await catchError(readBytes(abroad.s3, place)),
    ];

    expect(errors.map(({ name }) => name)).toEqual([
      'InvalidAccessKeyId',
      'SignatureDoesNotMatch',
      'AuthorizationHeaderMalformed',
    ]);
  });

  test('needs the permission for its operation on its object, and is denied by name', async () => {
    const reader = connectRole(under.aws, 'KeyReader', [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket.arn}/media/*` },
    ]);

    const denied = await catchError(putBytes(reader.s3, place, Buffer.from('x')));

    expect((await readBytes(reader.s3, place)).toString()).toBe('stored');
    expect(denied).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    expect(denied.message).toContain(`perform: s3:PutObject on resource: ${bucket.arn}/media/tenant a/video`);
    expect(under.lines.some((line) => line.includes(denied.message))).toBe(true);
    expect((await catchError(readBytes(reader.s3, { ...place, Key: 'else' }))).name).toBe('AccessDenied');
  });

  test('is counted by operation, whatever came of it', async () => {
    under.aws.counters.reset();

    await readBytes(under.s3, place);
    await catchError(readBytes(under.s3, { ...place, Key: 'missing' }));

    expect(under.aws.counters.readAll()).toEqual({ 's3:GetObject': 2 });
  });

  test('whose body is not the signed one stores nothing', async () => {
    const { s3 } = connectClients(under.aws);
    s3.middlewareStack.add(
      (next) => (args) => {
        if (isWithBody(args.request)) args.request.body = 'bytes exchanged';
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );

    const refused = await catchError(
      putBytes(s3, { ...place, Key: 'exchanged' }, Buffer.from('bytes as signed')),
    );

    expect(refused.name).toBe('XAmzContentSHA256Mismatch');
    expect(under.aws.readBucket('media').objects.map(({ key }) => key)).not.toContain('exchanged');
  });
});

test('a request that nobody signed is refused', async () => {
  const { status, code } = await readRefusal(await fetch(`${under.aws.url}/media/x`));

  expect({ status, code }).toEqual({ status: 403, code: 'AccessDenied' });
});

test('a path that is not well-formed is refused', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    sendRequest(`${under.aws.url}/media/%zz`, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });

  expect(status).toBe(400);
});

/* The worked example of the S3 API reference: "Authenticating Requests: Using Query Parameters". */
describe('the published example of a presigned address', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const signedAtMs = Date.parse('2013-05-24T00:00:00Z');
  const query = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    'X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request',
    'X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host',
    'X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  ].join('&');
  const check = (url: string, nowMs: number) => () => {
    const request = { method: 'GET', url, headers: { host: 'examplebucket.s3.amazonaws.com' } };
    const signature = readS3Signature(request, readTarget(request));
    if (signature === undefined) throw new Error('It was not read as signed.');
    requireGoodSignature(request, signature, secret, nowMs);
  };

  test('is good for its day and its file', () => {
    expect(check(`/test.txt?${query}`, signedAtMs + 86_400_000)).not.toThrow();
    expect(check(`/test.txt?${query}`, signedAtMs + 86_401_000)).toThrow('expired');
    expect(check(`/best.txt?${query}`, signedAtMs)).toThrow('does not match');
  });
});

function isWithBody(request: unknown): request is { body: unknown } {
  return typeof request === 'object' && request !== null && 'body' in request;
}
