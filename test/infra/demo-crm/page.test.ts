import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { accountName, type CrmUnderTest, startCrmUnderTest } from './crm-under-test.ts';

const patienceMs = 60_000;
const screenshots = '.local/screenshots';
let browser: Browser;
beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
  browser = await launchChromium();
}, patienceMs);
afterAll(() => browser.close());

describe('the page of the demo CRM', () => {
  let crm: CrmUnderTest;
  let context: BrowserContext;
  let page: Page;
  /** What the browser complains of, refusals of the content policy above all. */
  let complaints: string[];

  const open = async (path = '/', wish: Parameters<Browser['newContext']>[0] = {}): Promise<void> => {
    context = await browser.newContext({ locale: 'en-GB', ...wish });
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(error.message));
    await page.goto(`${crm.url}${path}`);
  };

  const text = (words: string | RegExp) => page.getByText(words);
  const violations = async (): Promise<string[]> =>
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

  beforeEach(async () => {
    crm = await startCrmUnderTest();
  });
  afterEach(async () => {
    await context.close();
    await crm.close();
  });

  test(
    'shows the widget of another origin to its user under its strict policy, without a complaint',
    async () => {
      await open();

      await text('widget of token-of-ada').waitFor();

      const widget = page.locator('creator-connect-widget');
      expect(await widget.getAttribute('return-to')).toBe(`${crm.url}/?user=ada`);
      expect(await page.locator('#widget-loading').count()).toBe(0);
      expect(complaints).toEqual([]);
    },
    patienceMs,
  );

  test(
    'shows another user what is that user’s in the same widget, keeps the focus, and knows the user after a reload',
    async () => {
      await open();
      await text('widget of token-of-ada').waitFor();

      await page.getByRole('radio', { name: 'Ada' }).focus();
      await page.keyboard.press('ArrowRight');
      await text('widget of token-of-grace').waitFor();

      const widget = page.locator('creator-connect-widget');
      expect(await widget.count()).toBe(1);
      expect(await widget.getAttribute('user')).toBe('grace');
      expect(await widget.getAttribute('return-to')).toBe(`${crm.url}/?user=grace`);
      expect(await page.getByRole('radio', { name: 'Grace' }).evaluate((one) => one.matches(':focus'))).toBe(
        true,
      );
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Welcome back, Grace');
      await page.reload();
      await text('widget of token-of-grace').waitFor();
    },
    patienceMs,
  );

  test(
    'shows lines of its script that work to the letter',
    async () => {
      await open('/?user=grace');
      await text('widget of token-of-grace').waitFor();
      const lines = (await page.locator('pre[aria-label=JavaScript]').textContent()) ?? '';

      const token = await page.evaluate(`${lines}\nwidget.getToken();`);

      expect(token).toBe('token-of-grace');
    },
    patienceMs,
  );

  test.each([
    ['Connect an account', '/platforms/connect/tiktok'],
    ['New post', '/platforms/tiktok/upload'],
  ])(
    'leads by “%s” to the hosted page, with a session that its own server opened',
    async (label, path) => {
      await open('/?user=grace');

      await page.getByRole('button', { name: label }).click();
      await page.waitForURL((url) => url.pathname === path);

      expect(new URL(page.url()).origin).toBe(crm.creatorConnect.url);
      expect(new URL(page.url()).hash).toBe('#token=token-of-grace');
    },
    patienceMs,
  );

  test(
    'tells once what came of connecting, by the account’s name, and takes it out of the address',
    async () => {
      await open('/?user=ada&tiktok=connected&accountId=a1');

      await page
        .getByRole('status')
        .filter({ hasText: `${accountName} is connected.` })
        .waitFor();

      expect(page.url()).toBe(`${crm.url}/?user=ada`);
      await page.getByRole('combobox', { name: 'Language' }).selectOption('fr');
      expect(await page.getByRole('status').textContent()).toBe(`${accountName} est connecté.`);
      await page.reload();
      await text('widget of token-of-ada').waitFor();
      expect(await page.getByRole('status').textContent()).toBe('');
    },
    patienceMs,
  );

  test(
    'promises nothing for an account that somebody only wrote into a link',
    async () => {
      await open('/?user=ada&tiktok=connected&accountId=other');

      await page.getByRole('status').filter({ hasText: 'see whether the account is connected' }).waitFor();
    },
    patienceMs,
  );

  test.each([
    ['authorization_denied', 'You said no at TikTok, so nothing was connected.'],
    ['account_linked_elsewhere', 'That TikTok account is already connected by somebody else'],
    ['platform_unavailable', 'The account was not connected (platform_unavailable).'],
  ])(
    'says what %s means',
    async (code, sentence) => {
      await open(`/?user=ada&tiktok=error&code=${code}`);

      await page.getByRole('alert').filter({ hasText: sentence }).waitFor();

      expect(page.url()).toBe(`${crm.url}/?user=ada`);
    },
    patienceMs,
  );

  test(
    'says so in the widget’s place when its script does not come, and loads again when asked',
    async () => {
      crm.creatorConnect.hasWidget = false;
      await open();

      const missing = text(`did not come from ${crm.creatorConnect.url}`);
      await missing.waitFor();
      const found = await violations();
      await page.screenshot({ path: join(screenshots, 'demo-crm-without-widget.png'), fullPage: true });
      crm.creatorConnect.hasWidget = true;
      await page.getByRole('button', { name: 'Load the page again' }).click();
      await text('widget of token-of-ada').waitFor();

      expect(found).toEqual([]);
      expect(await missing.isVisible()).toBe(false);
    },
    patienceMs,
  );

  test(
    'says in a sentence when Creator Connect refuses, with the id of the request, and lets its user try again',
    async () => {
      await open();
      await text('widget of token-of-ada').waitFor();
      crm.creatorConnect.refusal = { status: 503, body: { detail: 'The secret is away.', requestId: 'r-7' } };
      const button = page.getByRole('button', { name: 'Connect an account' });

      await button.click();
      await page.getByRole('alert').filter({ hasText: 'The secret is away.' }).waitFor();
      const told = await page.getByRole('alert').textContent();
      crm.creatorConnect.refusal = undefined;
      await button.click();
      await page.waitForURL(/\/platforms\/connect\/tiktok/);

      expect(told).toContain('Request r-7');
    },
    patienceMs,
  );

  test(
    'says in a sentence when its own server is gone',
    async () => {
      await open();
      await text('widget of token-of-ada').waitFor();
      await context.setOffline(true);

      await page.getByRole('button', { name: 'New post' }).click();

      await page.getByRole('alert').filter({ hasText: 'The CRM’s own server does not answer.' }).waitFor();
      expect(await page.getByRole('button', { name: 'New post' }).getAttribute('aria-disabled')).toBe(
        'false',
      );
    },
    patienceMs,
  );

  test(
    'keeps language and appearance, and hands both to the widget',
    async () => {
      await open();
      await text('widget of token-of-ada').waitFor();
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await ground();

      await page.getByRole('combobox', { name: 'Language' }).selectOption('fr');
      await page.getByRole('combobox', { name: 'Apparence' }).selectOption('dark');
      await page.reload();
      await text('widget of token-of-ada').waitFor();

      const widget = page.locator('creator-connect-widget');
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Bon retour, Ada');
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr');
      expect([await widget.getAttribute('lang'), await widget.getAttribute('theme')]).toEqual(['fr', 'dark']);
      expect(await ground()).not.toBe(light);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.getByRole('combobox', { name: 'Apparence' }).selectOption('light');
      expect(await ground()).toBe(light);
    },
    patienceMs,
  );

  test.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['French at 320 px', { viewport: { width: 320, height: 800 }, locale: 'fr-FR' }],
  ] as const)(
    'has nothing that axe finds, and nothing that is cut off, in %s',
    async (name, wish) => {
      await open('/?user=ada&tiktok=error&code=authorization_denied', wish);
      await text('widget of token-of-ada').waitFor();
      await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();

      await page.screenshot({
        path: join(screenshots, `demo-crm-${name.replaceAll(' ', '-')}.png`),
        fullPage: true,
      });

      expect(await violations()).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    },
    patienceMs,
  );

  test(
    'is worked by keyboard alone, in the order in which it reads',
    async () => {
      await open();
      await text('widget of token-of-ada').waitFor();
      const reached: string[] = [];

      for (let step = 0; step < 6; step += 1) {
        await page.keyboard.press('Tab');
        reached.push(
          await page.evaluate(() => {
            const { activeElement } = document;
            return (
              activeElement?.id || activeElement?.textContent || activeElement?.getAttribute('value') || ''
            );
          }),
        );
      }

      expect(reached).toEqual(['Larkspur CRM', 'ada', 'language', 'theme', 'upload', 'connect']);
    },
    patienceMs,
  );
});
