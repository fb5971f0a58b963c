import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright, type Route } from 'playwright-core';
import { buildSite } from '../../../web/build.ts';
import { createToken } from './token.ts';

const timeoutMs = 60_000;
const origin = 'https://connect.example.com';
const page = `${origin}/platforms/connect/tiktok`;
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

const account = (differing: object = {}) => ({
  accountId: 'account-1',
  displayName: '<img src=x onerror=alert(1)>',
  username: 'lina',
  avatarUrl: 'javascript:alert(1)',
  scopes: [],
  missingScopes: [],
  state: 'connected',
  stateReason: 'The account is connected.',
  connectedAt: '2026-02-03T10:00:00.000Z',
  ...differing,
});

const nowSeconds = Math.floor(Date.now() / 1000);
const token = createToken({ sub: 'user-1', scope: 'connect read', iat: nowSeconds, exp: nowSeconds + 900 });
const link = `#${new URLSearchParams({ token, returnTo: 'https://crm.example.com/settings' })}`;

const answerPage = async (route: Route, pathname: string): Promise<void> => {
  const file = extname(pathname) === '' ? join(pathname, 'index.html') : pathname;
  await route.fulfill({
    body: await readFile(join(outDir, file)),
    contentType: mediaTypes[extname(file)] ?? 'text/plain',
    headers: { 'content-security-policy': policy },
  });
};

/** Opens a page of the site; the API answers by `answers`, and everything else leads to an empty page. */
const withPage = async (
  address: string,
  answers: Record<string, () => object>,
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
    return answer === undefined ? route.abort() : route.fulfill({ json: answer });
  });
  try {
    await opened.goto(address);
    await body(opened, asked, faults);
  } finally {
    await context.close();
  }
};

describe('the connect page in a browser', () => {
  test(
    'takes the session out of the address, tells the result once, and shows what the API says as text',
    () =>
      withPage(
        `${page}?tiktok=connected&accountId=account-1${link}`,
        { '/api/platforms/tiktok/status': () => ({ connected: true, accounts: [account()] }) },
        async (opened, _asked, faults) => {
          await opened.getByRole('status').getByText('is connected.').waitFor();
          expect(opened.url()).toBe(page);

          await opened.reload();
          await opened.getByRole('heading', { name: '<img src=x' }).waitFor();

          expect(await opened.getByRole('status').textContent()).toBe('');
          expect(await opened.locator('img').count()).toBe(0);
          expect(faults).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'disconnects by keyboard after asking, and says so',
    () => {
      let state = 'connected';
      return withPage(
        page + link,
        {
          '/api/platforms/tiktok/status': () => ({
            connected: true,
            accounts: [account({ displayName: 'Lina', state })],
          }),
          '/api/platforms/tiktok/disconnect': () => {
            state = 'disconnected';
            return { accountId: 'account-1', state, revokedAtPlatform: true, detail: '' };
          },
        },
        async (opened, asked) => {
          await opened.getByRole('button', { name: 'Disconnect (Lina)' }).focus();
          await opened.keyboard.press('Enter');
          await opened.getByRole('dialog', { name: 'Disconnect Lina?' }).waitFor();
          await opened.keyboard.press('Escape');
          await opened.getByRole('dialog').waitFor({ state: 'detached' });
          const afterEscape = asked.length;

          await opened.keyboard.press('Enter');
          await opened.keyboard.press('Tab');
          await opened.keyboard.press('Enter');
          await opened.getByRole('status').getByText('Lina is disconnected').waitFor();

          expect(afterEscape).toBe(1);
          expect(asked[1]).toBe('POST /api/platforms/tiktok/disconnect {"accountId":"account-1"}');
          expect(await opened.getByRole('button', { name: 'Connect again (Lina)' }).count()).toBe(1);
        },
      );
    },
    timeoutMs,
  );

  test(
    'goes to TikTok with the return address of its session, and is itself again afterwards',
    () =>
      withPage(
        page + link,
        {
          '/api/platforms/tiktok/status': () => ({ connected: false, accounts: [] }),
          '/api/auth/tiktok': () => ({ authorizationUrl: 'https://www.tiktok.com/x', expiresAt: '' }),
        },
        async (opened, asked) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();
          await opened.waitForURL('https://www.tiktok.com/x');
          await opened.goto(`${page}?tiktok=error&code=authorization_denied`);
          await opened.getByRole('status').getByText('TikTok was not allowed').waitFor();

          expect(asked).toContain('GET /api/auth/tiktok?returnTo=https%3A%2F%2Fcrm.example.com%2Fsettings');
          expect(
            await opened.getByRole('link', { name: 'Back to crm.example.com' }).getAttribute('href'),
          ).toBe('https://crm.example.com/settings');
        },
      ),
    timeoutMs,
  );

  test(
    'stays where it is when the address to go to is none of the web',
    () =>
      withPage(
        page + link,
        {
          '/api/platforms/tiktok/status': () => ({ connected: false, accounts: [] }),
          '/api/auth/tiktok': () => ({ authorizationUrl: 'javascript:alert(1)', expiresAt: '' }),
        },
        async (opened) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();
          await opened.getByRole('status').getByText('TikTok could not be opened').waitFor();

          expect(opened.url()).toBe(page);
        },
      ),
    timeoutMs,
  );

  test(
    'says without a session where to get one, and asks the API nothing',
    () =>
      withPage(page, {}, async (opened, asked) => {
        await opened.getByRole('heading', { name: 'This page needs a link from your CRM' }).waitFor();

        expect(asked).toEqual([]);
      }),
    timeoutMs,
  );
});
