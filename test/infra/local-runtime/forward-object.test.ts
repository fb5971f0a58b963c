import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createForwardObject, type ObjectOrigin } from '../../../infra/local/runtime/forward-object.ts';
import { gatewayAnswer } from '../../../infra/local/runtime/http-answer.ts';
import type { SiteModel } from '../../../infra/local/runtime/read-site.ts';
import { createSite } from '../../../infra/local/runtime/site.ts';
import { openWebServer, type WebServer } from '../../../infra/local/runtime/web-server.ts';
import { readSigningKey, signUrl } from '../../../shared/media/signed-url.ts';
import { createKeyPair } from '../../support/media-key.ts';
import { type AwsUnderTest, startAwsUnderTest } from '../local-aws/aws-under-test.ts';
import { putBytes, someBytes } from '../local-aws/s3-uploads.ts';

const bucket = 'media-bucket';

const keyPairId = 'K1';
const pair = createKeyPair();
const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };

const openSite = (origin: ObjectOrigin, mayRead = true): Promise<WebServer> => {
  const site: SiteModel = {
    files: [],
    defaultRootObject: '',
    mayListBucket: false,
    behaviors: [
      {
        pathPattern: '/media/*',
        origin: {
          kind: 'objects',
          bucket,
          keys: new Map([[keyPairId, pair.publicKey]]),
          mayRead: () => mayRead,
        },
        viewerRequestCode: undefined,
        headers: {
          rules: [{ name: 'x-content-type-options', value: 'nosniff', override: true }],
          cors: undefined,
        },
        allowedMethods: ['GET', 'HEAD'],
      },
    ],
  };
  const handleApi = async () => gatewayAnswer(404, 'Not Found');
  return openWebServer(0, createSite({ site, handleApi, forwardObject: createForwardObject(origin) }).handle);
};

/** What submit-posts makes of an address on the site, as the way through TLS would show it. */
const signPath = (web: WebServer, path: string, livesMs = 60_000, privatePem = pair.privateKey): URL => {
  const host = `127.0.0.1:${web.port}`;
  const privateKey = readSigningKey(privatePem);
  const signed = signUrl(`https://${host}${path}`, new Date(Date.now() + livesMs), { keyPairId, privateKey });
  return new URL(signed.replace('https:', 'http:'));
};

describe('an object under the site’s own domain', () => {
  let under: AwsUnderTest;
  let web: WebServer;
  let origin: ObjectOrigin;
  const bytes = someBytes(100_000);
  const key = 'media/tenant/photo';

  beforeAll(async () => {
    under = await startAwsUnderTest();
    under.aws.createBucket(bucket);
    const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` }];
    const policies = [{ Version: '2012-10-17', Statement }] as const;
    under.aws.addPrincipal({ ...credentials, roleName: 'cloudfront', policies });
    origin = { url: under.aws.url, region: under.aws.region, credentials };
    await putBytes(under.s3, { Bucket: bucket, Key: key }, bytes, 'image/jpeg');
    web = await openSite(origin);
  });
  afterAll(async () => {
    await web.close();
    await under.stop();
  });
  beforeEach(() => under.aws.clearFaults());

  const sign = (livesMs?: number, privatePem?: string): URL => signPath(web, `/${key}`, livesMs, privatePem);

  test('is given for a signed address, with the headers of the behaviour', async () => {
    const answer = await fetch(sign());

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('content-length')).toBe('100000');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('is given in ranges', async () => {
    const answer = await fetch(sign(), { headers: { range: 'bytes=10-19' } });

    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, 'bytes 10-19/100000']);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
  });

  test('shows its head before it is fetched, by the same address', async () => {
    const answer = await fetch(sign(), { method: 'HEAD' });

    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '100000']);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
  });

  test.each<[string, string, () => URL]>([
    ['without a signature', 'MissingKey', () => new URL(sign().pathname, sign())],
    ['by a key that is not trusted', 'InvalidKey', () => new URL(sign().href.replace(/K1$/, 'K2'))],
    ['by another key under that name', 'AccessDenied', () => sign(60_000, createKeyPair().privateKey)],
    ['after its end', 'AccessDenied', () => sign(-1_000)],
    ['for another object', 'AccessDenied', () => new URL(`/media/tenant/other${sign().search}`, sign())],
    ['with a longer life', 'AccessDenied', () => new URL(sign().href.replace('Expires=', 'Expires=1'))],
    ['with another query', 'AccessDenied', () => new URL(`${sign().href}&x=1`)],
  ])('is refused %s (%s)', async (_how, code, address) => {
    const answer = await fetch(address());

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(`<Error><Code>${code}</Code>`);
  });

  test('is refused by a path with steps that a client would tidy up', async () => {
    const { search, port } = sign();

    const asking = request({ port, host: '127.0.0.1', path: `/media/../media/tenant/photo${search}` }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();

    expect(answer.statusCode).toBe(403);
  });

  test('that is gone is a 403, since the distribution may not list', async () => {
    expect((await fetch(signPath(web, '/media/tenant/gone'))).status).toBe(403);
  });

  test('is refused when the bucket does not admit the distribution', async () => {
    const closed = await openSite(origin, false);

    const { status } = await fetch(signPath(closed, `/${key}`));
    await closed.close();

    expect(status).toBe(403);
  });

  test.each(['PUT', 'POST', 'DELETE'])('cannot be changed by %s', async (method) => {
    const answer = await fetch(sign(), { method });

    expect([answer.status, await answer.text()]).toEqual([403, 'This method is not allowed here.\n']);
  });

  test('that breaks off is no whole one: the connection ends', async () => {
    under.aws.setFault({ service: 's3', action: 'GetObject', error: 'cutShort' });

    const reading = fetch(sign()).then((answer) => answer.arrayBuffer());

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

  test('hears path and range, and nothing else of the viewer: neither its query nor its signature', async () => {
    const heard: { url: string | undefined; headers: IncomingMessage['headers'] }[] = [];
    const origin = await openOrigin(({ url, headers }, response) => {
      heard.push({ url, headers });
      response.end('ok');
    });
    web = await openSite({ url: origin, region: 'eu-central-1', credentials });

    const headers = { authorization: 'Bearer ey', cookie: 'a=b', range: 'bytes=0-1', 'x-amz-acl': 'private' };
    await fetch(signPath(web, '/media/a%20b'), { headers });

    expect(heard).toEqual([
      {
        url: expect.stringMatching(/^\/media-bucket\/media\/a%20b\?X-Amz-[^?]*$/),
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
    web = await openSite({ url: origin, region: 'eu-central-1', credentials });

    const answer = await fetch(signPath(web, '/media/film'));
    const reader = answer.body?.getReader();
    const first = Buffer.from((await reader?.read())?.value ?? []).toString();
    finish();
    const second = Buffer.from((await reader?.read())?.value ?? []).toString();

    expect([first, second]).toEqual(['abc', 'def']);
  });

  test('that is out of reach is a 502', async () => {
    const origin = await openOrigin((request) => void request.socket.destroy());
    web = await openSite({ url: origin, region: 'eu-central-1', credentials });

    expect((await fetch(signPath(web, '/media/film'))).status).toBe(502);
  });
});
