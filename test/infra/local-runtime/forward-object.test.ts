import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createForwardObject } from '../../../infra/local/runtime/forward-object.ts';
import { gatewayAnswer } from '../../../infra/local/runtime/http-answer.ts';
import type { SiteModel } from '../../../infra/local/runtime/read-site.ts';
import { createSite } from '../../../infra/local/runtime/site.ts';
import { openWebServer, type WebServer } from '../../../infra/local/runtime/web-server.ts';
import { createMediaStore, type MediaStore } from '../../../shared/media/media-store.ts';
import { createMediaClient } from '../../../shared/media/s3.ts';
import { type AwsUnderTest, startAwsUnderTest } from '../local-aws/aws-under-test.ts';
import { putBytes, someBytes } from '../local-aws/s3-uploads.ts';

const bucket = 'media-bucket';

const openSite = (awsUrl: string): Promise<WebServer> => {
  const site: SiteModel = {
    folders: [],
    cacheControl: undefined,
    defaultRootObject: '',
    mayListBucket: false,
    behaviors: [
      {
        pathPattern: '/media/*',
        origin: { kind: 'objects', bucket },
        viewerRequestCode: undefined,
        headers: [{ name: 'x-content-type-options', value: 'nosniff', override: true }],
        allowedMethods: ['GET', 'HEAD'],
      },
    ],
  };
  const handleApi = async () => gatewayAnswer(404, 'Not Found');
  return openWebServer(0, createSite({ site, handleApi, forwardObject: createForwardObject(awsUrl) }).handle);
};

describe('an object under the site’s own domain', () => {
  let under: AwsUnderTest;
  let web: WebServer;
  let store: MediaStore;
  const bytes = someBytes(100_000);
  const key = 'media/tenant/photo';

  beforeAll(async () => {
    under = await startAwsUnderTest();
    under.aws.createBucket(bucket);
    const { url: endpoint, region, rootCredentials: credentials } = under.aws;
    store = createMediaStore(createMediaClient({ endpoint, region, credentials }), bucket);
    await putBytes(under.s3, { Bucket: bucket, Key: key }, bytes, 'image/jpeg');
    web = await openSite(under.aws.url);
  });
  afterAll(async () => {
    await web.close();
    await under.stop();
  });
  beforeEach(() => under.aws.clearFaults());

  /** What submit-posts makes: the site's address of the key, with the query that S3's was signed with. */
  const sign = async (expiresSeconds = 60): Promise<URL> => {
    const { search } = new URL(await store.signDownload(key, expiresSeconds));
    return new URL(`http://127.0.0.1:${web.port}/${key}${search}`);
  };

  test('is given for a signed address, with the headers of the behaviour', async () => {
    const answer = await fetch(await sign());

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('content-length')).toBe('100000');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('is given in ranges', async () => {
    const answer = await fetch(await sign(), { headers: { range: 'bytes=10-19' } });

    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, 'bytes 10-19/100000']);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
  });

  test.each([
    ['without a signature', (url: URL) => new URL(url.pathname, url)],
    ['for another object than was signed', (url: URL) => new URL(`/media/tenant/other${url.search}`, url)],
    [
      'with another expiry than was signed',
      (url: URL) => new URL(url.href.replace('X-Amz-Expires=60', 'X-Amz-Expires=600')),
    ],
  ])('is refused as S3 refuses it %s', async (_how, change) => {
    const answer = await fetch(change(await sign()));

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Error>');
  });

  test('is refused by a path with steps that a client would tidy up', async () => {
    const { search, port } = await sign();

    const asking = request({ port, host: '127.0.0.1', path: `/media/../media/tenant/photo${search}` }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();

    expect(answer.statusCode).toBe(403);
  });

  test('is refused by another method than it was signed for', async () => {
    expect((await fetch(await sign(), { method: 'HEAD' })).status).toBe(403);
  });

  test.each(['PUT', 'POST', 'DELETE'])('cannot be changed by %s', async (method) => {
    const answer = await fetch(await sign(), { method });

    expect([answer.status, await answer.text()]).toEqual([403, 'This method is not allowed here.\n']);
  });

  test('that breaks off is no whole one: the connection ends', async () => {
    under.aws.setFault({ service: 's3', action: 'GetObject', error: 'cutShort' });

    const reading = fetch(await sign()).then((answer) => answer.arrayBuffer());

    await expect(reading).rejects.toThrow();
  });
});

describe('an origin', () => {
  let web: WebServer | undefined;
  let closeOrigin = async (): Promise<void> => {};
  afterEach(async () => {
    await web?.close();
    await closeOrigin();
  });

  const openOrigin = async (
    handle: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<string> => {
    const server = createServer(handle).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closeOrigin = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
    const { port } = server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  };

  test('hears path, query and range, and nothing else of the viewer', async () => {
    const heard: { url: string | undefined; headers: IncomingMessage['headers'] }[] = [];
    const origin = await openOrigin(({ url, headers }, response) => {
      heard.push({ url, headers });
      response.end('ok');
    });
    web = await openSite(origin);

    const headers = { authorization: 'Bearer ey', cookie: 'a=b', range: 'bytes=0-1', 'x-amz-acl': 'private' };
    await fetch(`http://127.0.0.1:${web.port}/media/a%20b?X-Amz-Date=1&x=%2F`, { headers });

    expect(heard).toEqual([
      {
        url: `/${bucket}/media/a%20b?X-Amz-Date=1&x=%2F`,
        headers: {
          host: new URL(origin).host,
          range: 'bytes=0-1',
          connection: expect.any(String),
        },
      },
    ]);
  });

  test('is handed on as it speaks, not when it has ended', async () => {
    let finish = (): void => {};
    const origin = await openOrigin((_request, response) => {
      response.writeHead(200, { 'content-length': '6' });
      response.write('abc');
      finish = () => response.end('def');
    });
    web = await openSite(origin);

    const answer = await fetch(`http://127.0.0.1:${web.port}/media/film`);
    const reader = answer.body?.getReader();
    const first = Buffer.from((await reader?.read())?.value ?? []).toString();
    finish();
    const second = Buffer.from((await reader?.read())?.value ?? []).toString();

    expect([first, second]).toEqual(['abc', 'def']);
  });

  test('that is out of reach is a 502', async () => {
    const origin = await openOrigin((request) => void request.socket.destroy());
    web = await openSite(origin);

    expect((await fetch(`http://127.0.0.1:${web.port}/media/film`)).status).toBe(502);
  });
});
