import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Browser, BrowserContext, Page, Request, Route } from 'playwright-core';
import {
  pageContentPolicy,
  pageHeaders,
  writeContentPolicy,
} from '../../../../infra/constructs/content-policy.ts';
import { buildSite } from '../../../../web/build.ts';
import { launchChromium } from '../../../support/chromium.ts';
import { createToken } from '../token.ts';
import { account, creator, post } from './builders.ts';

export const timeoutMs = 60_000;
export const origin = 'https://connect.example.com';
export const address = `${origin}/platforms/tiktok/upload`;

const headers = {
  ...pageHeaders,
  'content-security-policy': writeContentPolicy(
    pageContentPolicy({ uploadOrigin: 'https://media.example.com' }),
  ),
};
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** An answer of the faked API. `lost`: it never comes. */
export type Answer =
  | { readonly json: object }
  | {
      readonly status: number;
      readonly code?: string;
      readonly detail?: string;
      readonly retryAfterSeconds?: number;
    }
  | 'lost';

type Answers = Record<string, (request: Request) => Answer | Promise<Answer>>;

/** A user's session in the fragment of a link. */
export const link = (scope = 'connect publish read', sub = 'user-1'): string => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const token = createToken({ sub, scope, iat: nowSeconds, exp: nowSeconds + 900 });
  return `#${new URLSearchParams({ token })}`;
};

/** What the API says when all is well. */
export const wellAnswers = (): Answers => ({
  'GET /api/platforms/tiktok/status': () => ({ json: { connected: true, accounts: [account()] } }),
  'GET /api/tiktok/creator-info': () => ({ json: creator() }),
  'GET /api/tiktok/posts': () => ({
    json: { posts: [], nextCursor: null, counts: {}, countsAreComplete: true },
  }),
  'GET /api/tiktok/status/post-1': () => ({ json: post() }),
});

let outDir: string;
let browser: Browser;
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'site-'));
  await buildSite(outDir);
  browser = await launchChromium();
}, timeoutMs);
afterAll(async () => {
  await browser.close();
  await rm(outDir, { recursive: true });
});

const answerPage = async (route: Route, pathname: string): Promise<void> => {
  const file = extname(pathname) === '' ? join(pathname, 'index.html') : pathname;
  await route.fulfill({
    body: await readFile(join(outDir, file)),
    contentType: mediaTypes[extname(file)] ?? 'text/plain',
    headers,
  });
};

const fulfill = (route: Route, answer: Answer): Promise<void> => {
  if (answer === 'lost') return route.abort();
  if ('json' in answer) return route.fulfill({ json: answer.json });
  const { status, code, detail = 'A technical sentence.', retryAfterSeconds } = answer;
  return route.fulfill({
    status,
    json: code === undefined ? { message: 'none of ours' } : { code, detail, requestId: 'req-7' },
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
  });
};

/** A browser whose pages are the site's, and whose API is faked. */
export interface FakedSite {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Every call, as `METHOD /path?query`. */
  readonly asked: string[];
  readonly calls: Request[];
  readonly faults: string[];
}

/** Opens a page of the site; a call without an answer is lost. */
export const withSite = async (
  { url = address + link(), answers = wellAnswers(), locale = 'en-GB' },
  body: (site: FakedSite) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext({ locale });
  const site = { context, asked: [] as string[], calls: [] as Request[], faults: [] as string[] };
  context.on('weberror', (error) => site.faults.push(error.error().message));
  await context.route('**/*', async (route) => {
    const request = route.request();
    const { origin: host, pathname, search } = new URL(request.url());
    if (host !== origin) return route.fulfill({ body: '', contentType: 'text/html' });
    if (!pathname.startsWith('/api/')) return answerPage(route, pathname);
    site.asked.push(`${request.method()} ${pathname}${search}`);
    site.calls.push(request);
    const answer = await (answers[`${request.method()} ${pathname}`]?.(request) ?? 'lost');
    return fulfill(route, answer).catch(() => undefined);
  });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await body({ ...site, page });
  } finally {
    await context.close();
  }
};
