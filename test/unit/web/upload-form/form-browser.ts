import { dirname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { build, stop } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import {
  pageContentPolicy,
  pageHeaders,
  writeContentPolicy,
} from '../../../../infra/constructs/content-policy.ts';
import { launchChromium } from '../../../support/chromium.ts';
import type { Surroundings } from './form-page.tsx';
import { creator, stagedFile } from './forms.ts';

export const timeoutMs = 60_000;

/** As the site's, so that what React Aria or the form would do against it shows. */
const headers = {
  ...pageHeaders,
  'content-security-policy': writeContentPolicy(
    pageContentPolicy({ uploadOrigin: 'https://media.example.com' }),
  ),
};

const html =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Post</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" id="react-aria-pressable-style" href="/form.css"><script type="module" src="/form.js"></script></head><body><div id="page"></div></body></html>';

const bundleForm = async (): Promise<ReadonlyMap<string, string>> => {
  const root = join(import.meta.dirname, '../../../..');
  const design = ['design/base.css', 'shell/shell.css', 'pages/upload/form/style.css'];
  const { outputFiles } = await build({
    stdin: {
      contents: design.map((file) => `@import "./web/${file}";`).join('\n'),
      loader: 'css',
      resolveDir: root,
    },
    bundle: true,
    write: false,
    outdir: dirname('/form.css'),
  });
  const script = await build({
    entryPoints: [join(import.meta.dirname, 'form-page.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return new Map([
    ['/form.css', outputFiles[0]?.text ?? ''],
    ['/form.js', script.outputFiles[0]?.text ?? ''],
  ]);
};

let browser: Browser;
let files: ReadonlyMap<string, string>;
beforeAll(async () => {
  [browser, files] = await Promise.all([launchChromium(), bundleForm()]);
}, timeoutMs);
afterAll(() => Promise.all([browser.close(), stop()]));

/** Shows the form, of a creator who may post and with a file that is staged unless said; nothing may go wrong in it. */
export const withForm = async (
  given: Partial<Surroundings>,
  body: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await context.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    const file = files.get(pathname);
    return route.fulfill({
      body: file ?? html,
      contentType: { '/form.js': 'text/javascript', '/form.css': 'text/css' }[pathname] ?? 'text/html',
      headers,
    });
  });
  const fresh = { ...creator, fetchedAt: new Date().toISOString() };
  const staged = stagedFile(14, new Date(Date.now() + 7 * 24 * 3600_000));
  const surroundings: Surroundings = { creator: fresh, staged, isSubmitting: false, ...given };
  await page.addInitScript((value) => {
    window.surroundings = value;
  }, surroundings);
  try {
    await page.goto('https://connect.example.com/');
    await page.getByRole('form').waitFor();
    await body(page);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
};

/** What axe finds against WCAG 2.2 AA. */
export const findBarriers = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html: found }) => found.slice(0, 200)).join(' | ')}`,
  );
};
