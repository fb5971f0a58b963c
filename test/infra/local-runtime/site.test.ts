import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadViewerFunction } from '../../../infra/local/runtime/cloudfront-function.ts';
import { createForwardObject } from '../../../infra/local/runtime/forward-object.ts';
import { gatewayAnswer } from '../../../infra/local/runtime/http-answer.ts';
import { noHeaders } from '../../../infra/local/runtime/read-headers.ts';
import type { SiteModel } from '../../../infra/local/runtime/read-site.ts';
import { createSite } from '../../../infra/local/runtime/site.ts';
import { requestWith } from './api-model.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-'));
  await mkdir(join(folder, 'site', 'page'), { recursive: true });
  await mkdir(join(folder, 'site', 'widget'));
  await writeFile(join(folder, 'site', 'page', 'index.html'), '<p>page</p>');
  await writeFile(join(folder, 'site', 'widget', 'widget.js'), 'export {};');
  await writeFile(join(folder, 'site', 'widget', 'react.d.ts'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'secret');
});

afterAll(() => rm(folder, { recursive: true }));

const router = `function handler(event) {
  if (event.request.uri === '/old') return { statusCode: 302, headers: { location: { value: '/new' } } };
  event.request.uri += '/index.html';
  return event.request;
}`;

const widgetRouter = `function handler({ request }) {
  return request.method === 'OPTIONS' ? { statusCode: 204, headers: {} } : request;
}`;

const openSite = (mayListBucket = false) => {
  const site: SiteModel = {
    files: [
      {
        folders: [join(folder, 'site')],
        holds: (path) => path.startsWith('widget/'),
        cacheControl: 'max-age=300',
      },
      {
        folders: [join(folder, 'site')],
        holds: (path) => !path.startsWith('widget/'),
        cacheControl: 'no-cache',
      },
    ],
    defaultRootObject: '',
    mayListBucket,
    behaviors: [
      {
        pathPattern: '/api/*',
        origin: { kind: 'api' },
        viewerRequestCode: undefined,
        headers: noHeaders,
        allowedMethods: ['GET', 'POST'],
      },
      {
        pathPattern: '/widget/*',
        origin: { kind: 'pages' },
        viewerRequestCode: widgetRouter,
        headers: {
          rules: [{ name: 'cross-origin-resource-policy', value: 'cross-origin', override: true }],
          cors: { allowMethods: ['GET', 'HEAD'], allowHeaders: ['*'], exposeHeaders: [], maxAgeSeconds: 60 },
        },
        allowedMethods: ['GET', 'HEAD', 'OPTIONS'],
      },
      {
        pathPattern: '*',
        origin: { kind: 'pages' },
        viewerRequestCode: router,
        headers: {
          rules: [{ name: 'x-frame-options', value: 'DENY', override: true }],
          cors: undefined,
        },
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

describe('what pages of other origins embed', () => {
  const ask = (
    target: string,
    method = 'GET',
    headers: readonly (readonly [string, string])[] = [['origin', 'https://crm.example']],
  ) => openSite().handle(requestWith({ target, method, headers }));

  test('is kept for as long as its own deployment says, and the pages for as long as theirs', async () => {
    const [widget, page] = await Promise.all([ask('/widget/widget.js'), get('/page')]);

    expect([widget.headers['cache-control'], page.headers['cache-control']]).toEqual([
      'max-age=300',
      'no-cache',
    ]);
  });

  test('is admitted to every origin, and to none that does not say it is one', async () => {
    const [foreign, own, page] = await Promise.all([
      ask('/widget/widget.js'),
      ask('/widget/widget.js', 'GET', []),
      openSite().handle(requestWith({ target: '/page', headers: [['origin', 'https://crm.example']] })),
    ]);

    expect(foreign.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(own.headers).not.toHaveProperty('access-control-allow-origin');
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('may be asked for beforehand', async () => {
    const preflight = await ask('/widget/widget.js', 'OPTIONS', [
      ['origin', 'https://crm.example'],
      ['access-control-request-method', 'GET'],
    ]);

    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': '*',
      'access-control-max-age': '60',
    });
  });

  test('says what it is: a script, or text to read', async () => {
    const [script, types] = await Promise.all([ask('/widget/widget.js'), ask('/widget/react.d.ts')]);

    expect([script.headers['content-type'], types.headers['content-type']]).toEqual([
      'text/javascript; charset=utf-8',
      'text/plain; charset=utf-8',
    ]);
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
