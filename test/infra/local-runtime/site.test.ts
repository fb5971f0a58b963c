import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadViewerFunction } from '../../../infra/local/runtime/cloudfront-function.ts';
import { createForwardObject } from '../../../infra/local/runtime/forward-object.ts';
import { gatewayAnswer } from '../../../infra/local/runtime/http-answer.ts';
import type { SiteModel } from '../../../infra/local/runtime/read-site.ts';
import { createSite } from '../../../infra/local/runtime/site.ts';
import { requestWith } from './api-model.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-'));
  await mkdir(join(folder, 'site', 'page'), { recursive: true });
  await writeFile(join(folder, 'site', 'page', 'index.html'), '<p>page</p>');
  await writeFile(join(folder, 'secret.txt'), 'secret');
});

afterAll(() => rm(folder, { recursive: true }));

const router = `function handler(event) {
  if (event.request.uri === '/old') return { statusCode: 302, headers: { location: { value: '/new' } } };
  event.request.uri += '/index.html';
  return event.request;
}`;

const openSite = (mayListBucket = false) => {
  const site: SiteModel = {
    folders: [join(folder, 'site')],
    cacheControl: 'no-cache',
    defaultRootObject: '',
    mayListBucket,
    behaviors: [
      {
        pathPattern: '/api/*',
        origin: { kind: 'api' },
        viewerRequestCode: undefined,
        headers: [],
        allowedMethods: ['GET', 'POST'],
      },
      {
        pathPattern: '*',
        origin: { kind: 'pages' },
        viewerRequestCode: router,
        headers: [{ name: 'x-frame-options', value: 'DENY', override: true }],
        allowedMethods: ['GET', 'HEAD'],
      },
    ],
  };
  const handleApi = async () => gatewayAnswer(404, 'Not Found');
  const forwardObject = createForwardObject({
    url: 'http://127.0.0.1:1',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  });
  return createSite({ site, handleApi, forwardObject });
};

const get = (target: string, method = 'GET') => openSite().handle(requestWith({ target, method }));

describe('the site', () => {
  test('finds a page by the routing function of the template and adds the headers of its policy', async () => {
    const answer = await get('/page');

    expect([answer.status, answer.body.toString()]).toEqual([200, '<p>page</p>']);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-frame-options': 'DENY',
    });
  });

  test('lets that function answer by itself', async () => {
    const answer = await get('/old');

    expect([answer.status, answer.headers['location']]).toEqual([302, '/new']);
  });

  test('leaves a 404 of the API a 404 of the API', async () => {
    const answer = await get('/api/nothing');

    expect([answer.status, answer.body.toString()]).toEqual([404, '{"message":"Not Found"}']);
  });

  test.each(['/nothing', '/../secret.txt', '/%2e%2e/secret.txt?', '/..%2fsecret.txt'])(
    'gives nothing away under %s',
    async (target) => {
      const answer = await get(target);

      expect(answer.status).toBe(403);
      expect(answer.body.toString()).not.toContain('secret\n');
    },
  );

  test('says that a file is missing when CloudFront may list the bucket', async () => {
    const answer = await openSite(true).handle(requestWith({ target: '/nothing', method: 'GET' }));

    expect(answer.status).toBe(404);
  });

  test('refuses a method that its behaviour does not allow', async () => {
    expect((await get('/page', 'POST')).status).toBe(403);
  });
});

describe('a routing function', () => {
  const request = { method: 'GET', uri: '/', query: '', headers: {}, ip: '127.0.0.1' };

  test('that never ends is stopped', () => {
    const run = loadViewerFunction('function handler() { for (;;) {} }');

    expect(() => run(request)).toThrow('timed out');
  });

  test('reaches nothing of Node', () => {
    const run = loadViewerFunction(
      'function handler(event) { event.request.uri = [typeof process, typeof require, typeof fetch].join(); return event.request; }',
    );

    expect(run(request)).toEqual({ kind: 'request', uri: 'undefined,undefined,undefined' });
  });
});
