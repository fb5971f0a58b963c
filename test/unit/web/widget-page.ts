import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { bundleWidget } from '../../../web/bundle.ts';
import { launchChromium } from '../../support/chromium.ts';
import { createToken } from './token.ts';

export const timeoutMs = 60_000;

/** What the API answers: a body for 200, another status with one, or no answer at all. */
export type Answer = object | { readonly status: number; readonly json: object } | 'cut';
export type Answers = Readonly<
  Record<string, (request: IncomingMessage, body: string) => Answer | Promise<Answer>>
>;

interface HostPage {
  /** What stands in the body of the CRM's page. */
  readonly body: string;
  /** The CRM's own script, from its own origin; classic, so that it runs before the widget's module. */
  readonly script?: string;
  readonly style?: string;
  /** Whether the page itself names the element's script; so it is when nothing else is said. */
  readonly loadsElement?: boolean;
}

/** A CRM's page in a browser, and what was asked for across origins. */
export interface Opened {
  readonly page: Page;
  /** `METHOD path?query` of every request to the API, preflights as well. */
  readonly asked: string[];
  readonly tokens: string[];
  readonly faults: string[];
  /** Answers of the API from now on. */
  readonly answer: (answers: Answers) => void;
  readonly site: string;
  readonly crm: string;
}

const originOf = (server: Server): string => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen.');
  return `http://localhost:${address.port}`;
};

const listen = async (handle: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
};

const close = (server: Server): Promise<unknown> => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
};

const isWithStatus = (answer: object): answer is { readonly status: number; readonly json: object } =>
  'status' in answer && 'json' in answer;

/** As API Gateway answers by infra/constructs/http-api.ts. */
const corsHeaders = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'x-request-id,retry-after,idempotent-replay',
  vary: 'origin',
});
const preflightHeaders = {
  'access-control-allow-methods': 'GET,POST,DELETE',
  'access-control-allow-headers': 'authorization,content-type,idempotency-key',
  'access-control-max-age': '600',
};

/** A policy as strict as a CRM can have one that lets the widget in. */
const policyFor = (site: string): string =>
  `default-src 'none'; script-src 'self' ${site}; connect-src ${site}; style-src 'self'; img-src ${site}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;

let browser: Browser;
let files: ReadonlyMap<string, Uint8Array>;
beforeAll(async () => {
  [browser, files] = await Promise.all([launchChromium(), bundleWidget()]);
}, timeoutMs);
afterAll(() => browser.close());

/** A CRM's page that uses the built React component with a real React. */
export const bundleReactPage = async (source: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'jsx' },
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'built',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^creator-connect\/react$/ }, () => ({ path: 'react.js', namespace: 'built' }));
          onLoad({ filter: /.*/, namespace: 'built' }, () => ({
            contents: files.get('widget/react.js') ?? '',
            resolveDir: import.meta.dirname,
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
};

const htmlOf = (site: string, { body, script, style, loadsElement = true }: HostPage): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A CRM</title>` +
  `<meta name="viewport" content="width=device-width">` +
  (style === undefined ? '' : '<link rel="stylesheet" href="/style.css">') +
  (loadsElement ? `<script type="module" src="${site}/widget/creator-connect-widget.js"></script>` : '') +
  '</head>' +
  `<body><main><h1>A CRM</h1>${body}</main>${script === undefined ? '' : '<script src="/script.js"></script>'}</body></html>`;

/** Opens a CRM's page on an origin of its own; the site and its API are on another. */
export const withCrm = async (
  host: (site: string) => HostPage | Promise<HostPage>,
  first: Answers,
  run: (opened: Opened) => Promise<void>,
  options: BrowserContextOptions & { readonly usesClock?: boolean } = {},
): Promise<void> => {
  let answers = first;
  const asked: string[] = [];
  const tokens: string[] = [];
  const faults: string[] = [];
  const answerApi = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '', 'http://x');
    const file = files.get(pathname.slice(1));
    const origin = request.headers.origin ?? '';
    if (file !== undefined) {
      response.writeHead(200, { ...corsHeaders('*'), 'content-type': 'text/javascript' }).end(file);
      return;
    }
    if (pathname.startsWith('/platforms/')) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>A hosted page</title>');
      return;
    }
    const body = await bodyOf(request);
    asked.push(`${request.method} ${request.url}`);
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { ...corsHeaders(origin), ...preflightHeaders }).end();
      return;
    }
    tokens.push((request.headers.authorization ?? '').replace('Bearer ', ''));
    const answer = (await answers[pathname]?.(request, body)) ?? 'cut';
    if (answer === 'cut') return void response.destroy();
    const { status, json } = isWithStatus(answer) ? answer : { status: 200, json: answer };
    response
      .writeHead(status, {
        ...corsHeaders(origin),
        'content-type': status === 200 ? 'application/json' : 'application/problem+json',
        'cache-control': 'no-store',
      })
      .end(JSON.stringify(json));
  };
  const siteServer = await listen((request, response) => void answerApi(request, response));
  const site = originOf(siteServer);
  const hostPage = await host(site);
  const crmServer = await listen((request, response) => {
    const found = new Map([
      ['/style.css', ['text/css', hostPage.style ?? '']],
      ['/script.js', ['text/javascript', hostPage.script ?? '']],
    ]).get(request.url ?? '');
    const [type, content] = found ?? ['text/html', htmlOf(site, hostPage)];
    response.writeHead(200, { 'content-type': `${type}`, 'content-security-policy': policyFor(site) });
    response.end(content);
  });
  const crm = originOf(crmServer);
  const { usesClock, ...contextOptions } = options;
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    ...contextOptions,
  });
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    if (usesClock === true) await page.clock.install();
    await page.goto(`${crm}/dashboard?view=week#part`);
    await run({
      page,
      asked,
      tokens,
      faults,
      answer: (next) => {
        answers = next;
      },
      site,
      crm,
    });
  } finally {
    await context.close();
    await Promise.all([close(siteServer), close(crmServer)]);
  }
};

/** A token of a user for so many seconds from now. */
export const tokenFor = (
  userId: string,
  seconds = 900,
  scope = 'connect read publish',
  nowMs = Date.now(),
) => {
  const issuedAt = Math.floor(nowMs / 1000);
  return createToken({ sub: userId, scope, iat: issuedAt, exp: issuedAt + seconds });
};
