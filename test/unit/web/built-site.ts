import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright, type Route } from 'playwright-core';
import { buildSite } from '../../../web/build.ts';

export const timeoutMs = 60_000;
export const origin = 'https://connect.example.com';
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
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
  // In one process, as the package wants it for Lambda, closing a page ends the browser.
  const args = chromium.args.filter((arg) => !/single-process|in-process-gpu|disable-web-security/.test(arg));
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...args, '--no-sandbox'],
  });
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
    headers: { 'content-security-policy': policy },
  });
};

const problemStatus = { return_to_not_allowed: 422, token_expired: 401, database_unavailable: 503 } as const;
export type Code = keyof typeof problemStatus;

/** The answer is a problem document when a code is given. */
const answerApi = (route: Route, answer: object | Code): Promise<void> =>
  typeof answer === 'string'
    ? route.fulfill({
        status: problemStatus[answer],
        json: { code: answer, detail: 'A technical sentence.', requestId: 'req-7' },
      })
    : route.fulfill({ json: answer });

/** Opens a page of the site; the API answers by `answers`, and everything else leads to an empty page. */
export const withPage = async (
  address: string,
  answers: Record<string, () => object | Code>,
  body: (opened: Page, asked: string[], faults: string[]) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const opened = await context.newPage();
  const asked: string[] = [];
  const faults: string[] = [];
  opened.on('pageerror', (error) => faults.push(error.message));
  opened.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) return route.fulfill({ body: '', contentType: 'text/html' });
    if (!url.pathname.startsWith('/api/')) return answerPage(route, url.pathname);
    asked.push(
      `${route.request().method()} ${url.pathname}${url.search} ${route.request().postData() ?? ''}`.trim(),
    );
    const answer = answers[url.pathname]?.();
    return answer === undefined ? route.abort() : answerApi(route, answer);
  });
  try {
    await opened.goto(address);
    await body(opened, asked, faults);
  } finally {
    await context.close();
  }
};
