import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page, Route } from 'playwright-core';
import {
  pageContentPolicy,
  pageHeaders,
  writeContentPolicy,
} from '../../../infra/constructs/content-policy.ts';
import { buildSite } from '../../../web/build.ts';
import { launchChromium } from '../../support/chromium.ts';

export const timeoutMs = 60_000;
export const origin = 'https://connect.example.com';
/** A host that answers with 204, so that the browser stays where it is. */
export const stayUrl = 'https://stay.example.com/';
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

const problemStatus = {
  return_to_not_allowed: 422,
  token_expired: 401,
  account_not_found: 404,
  internal_error: 500,
  database_unavailable: 503,
} as const;
export type Code = keyof typeof problemStatus;

/** A body, a problem document of this code, or no answer at all. */
export type ApiAnswer = object | Code | undefined;
export type Answers = Readonly<Record<string, () => ApiAnswer | Promise<ApiAnswer>>>;

const answerApi = (route: Route, answer: ApiAnswer): Promise<void> => {
  if (answer === undefined) return route.abort();
  return typeof answer === 'string'
    ? route.fulfill({
        status: problemStatus[answer],
        json: { code: answer, detail: 'A technical sentence.', requestId: 'req-7' },
      })
    : route.fulfill({ json: answer });
};

/** The part of an error that the browser writes for every answer of the API that is none: not one of the page's. */
const isAnswerOfApi = (text: string): boolean =>
  /Failed to load resource: .*(status of|ERR_FAILED)/.test(text);

/**
 * Opens a page of the site; the API answers by `answers`, and everything else leads to an empty page. `faults`: what the
 * page threw, and what the browser refused it, as by the content security policy.
 */
export const withPage = async (
  address: string,
  answers: Answers,
  body: (opened: Page, asked: string[], faults: string[]) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  const opened = await context.newPage();
  const asked: string[] = [];
  const faults: string[] = [];
  opened.on('pageerror', (error) => faults.push(error.message));
  opened.on(
    'console',
    (message) => message.type() === 'error' && !isAnswerOfApi(message.text()) && faults.push(message.text()),
  );
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.href === stayUrl) return route.fulfill({ status: 204 });
    if (url.origin !== origin) return route.fulfill({ body: '', contentType: 'text/html' });
    if (!url.pathname.startsWith('/api/')) return answerPage(route, url.pathname);
    asked.push(
      `${route.request().method()} ${url.pathname}${url.search} ${route.request().postData() ?? ''}`.trim(),
    );
    await answerApi(route, await answers[url.pathname]?.());
  });
  try {
    await opened.goto(address);
    await body(opened, asked, faults);
  } finally {
    await context.close();
  }
};

/** Where a page of ours tells what has just happened. */
export const toldOn = (opened: Page): Locator => opened.locator('.told[role="status"]');

/** What it tells; nothing also when it has no such place. */
export const readTold = async (opened: Page): Promise<string> =>
  (await toldOn(opened).allTextContents()).join('');

/** The accessible name of what has the keyboard's focus. */
export const focusOn = (opened: Page): Promise<string> =>
  opened.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
  });
