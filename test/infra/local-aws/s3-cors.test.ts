import { GetObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsUnderTest, startAwsUnderTest } from './aws-under-test.ts';
import { startUpload } from './s3-uploads.ts';

let under: AwsUnderTest;
const site = 'http://localhost:4000';
const place = { Bucket: 'media', Key: 'video' };

beforeAll(async () => {
  under = await startAwsUnderTest();
  under.aws.createBucket('media', {
    cors: [
      {
        allowedOrigins: [site, 'https://*.example.com'],
        allowedMethods: ['PUT'],
        allowedHeaders: ['content-*'],
        exposedHeaders: ['ETag'],
        maxAgeSeconds: 600,
      },
    ],
  });
  under.aws.createBucket('open', {
    cors: [{ allowedOrigins: ['*'], allowedMethods: ['GET'], allowedHeaders: [], exposedHeaders: [] }],
  });
  under.aws.createBucket('closed');
});
afterAll(() => under.stop());

const preflight = (headers: Record<string, string>, bucket = 'media') =>
  fetch(`${under.aws.url}/${bucket}/video?partNumber=1`, { method: 'OPTIONS', headers });
const asking = (origin: string, method = 'PUT', headers = 'Content-Type') => ({
  origin,
  'access-control-request-method': method,
  ...(headers === '' ? {} : { 'access-control-request-headers': headers }),
});

describe('a preflight', () => {
  test.each([site, 'https://crm.example.com'])(
    'from %s is answered with what the rule allows',
    async (origin) => {
      const answer = await preflight(asking(origin));

      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'content-type',
        'access-control-expose-headers': 'ETag',
        'access-control-max-age': '600',
        vary: expect.stringContaining('Origin'),
      });
    },
  );

  test.each([
    ['another origin', asking('http://localhost:4001')],
    ['an origin that only begins like one', asking('https://crm.example.com.evil.test')],
    ['another method', asking(site, 'DELETE')],
    ['another header', asking(site, 'PUT', 'content-type, authorization')],
  ])('for %s is refused', async (_what, headers) => {
    const answer = await preflight(headers);

    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await answer.text()).toContain('<Code>AccessForbidden</Code>');
  });

  test('of a bucket without rules is refused, and one that says too little is no preflight', async () => {
    expect((await preflight(asking(site), 'closed')).status).toBe(403);
    expect((await preflight({ origin: site })).status).toBe(400);
  });
});

describe('an answer', () => {
  test('to an admitted origin lets its page read the ETag, and an error too', async () => {
    const UploadId = await startUpload(under.s3, place);
    const sign = (id: string) =>
      getSignedUrl(under.s3, new UploadPartCommand({ ...place, UploadId: id, PartNumber: 1 }));
    const put = async (url: string) =>
      fetch(url, { method: 'PUT', body: 'bytes', headers: { origin: site } });

    const good = await put(await sign(UploadId));
    const bad = await put(await sign('unknown'));

    expect([good.status, bad.status]).toEqual([200, 404]);
    for (const { headers } of [good, bad]) {
      expect(headers.get('access-control-allow-origin')).toBe(site);
      expect(headers.get('access-control-expose-headers')).toBe('ETag');
    }
  });

  test('to any other origin, or for a method without a rule, says nothing of CORS', async () => {
    const url = await getSignedUrl(under.s3, new GetObjectCommand(place));

    const answers = [
      await fetch(url, { headers: { origin: site } }),
      await fetch(url, { headers: { origin: 'http://localhost:4001' } }),
      await fetch(url),
    ];

    for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('of a bucket that is open to every origin names none', async () => {
    const url = await getSignedUrl(under.s3, new GetObjectCommand({ Bucket: 'open', Key: 'x' }));

    const answer = await fetch(url, { headers: { origin: site } });

    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
