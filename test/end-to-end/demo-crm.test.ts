import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { waitFor } from '../support/wait-for.ts';

const screenshots = '.local/screenshots';

describe('the demo CRM, in a browser, on the local stack as users run it', () => {
  let stack: RunningStack;
  let browser: Browser;

  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true });
    [stack, browser] = await Promise.all([runStack(), launchChromium()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await stack.end();
  }, 60_000);

  /** The CRM's page, with what the browser complains of there. */
  const openCrm = async (user: string, withClock = false): Promise<{ page: Page; complaints: string[] }> => {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    if (withClock) await page.clock.install();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (page.url().startsWith(stack.crmUrl)) complaints.push(message.text());
    });
    page.on('pageerror', (error) => void complaints.push(error.message));
    await page.goto(`${stack.crmUrl}/?user=${user}`);
    return { page, complaints };
  };

  const widgetOf = (page: Page) => page.locator('creator-connect-widget');

  /** Connects by the CRM's own button, as far as TikTok's page, and answers there. */
  const connect = async (page: Page, username: string, decision: 'Approve' | 'Deny') => {
    await page.locator('#connect').click();
    await page.waitForURL(/\/platforms\/connect\/tiktok/);
    await page
      .getByRole('button', { name: /connect/i })
      .first()
      .click();
    await page.waitForURL(/\/v2\/auth\/authorize\//);
    await page.check(`input[name=user][value="${username}"]`);
    await page.getByRole('button', { name: decision }).click();
    await page.waitForURL((url) => url.origin === stack.crmUrl);
  };

  test('Ada connects a creator from her CRM, is told so there, and sees it in the widget; Grace sees nothing of it, not even where Ada hands her the page', async () => {
    const { page, complaints } = await openCrm('ada');
    await connect(page, 'simcreator', 'Approve');

    await page
      .getByRole('status')
      .filter({ hasText: /is connected\./ })
      .waitFor();
    await widgetOf(page).getByText('@simcreator').first().waitFor();
    await page.screenshot({ path: join(screenshots, 'demo-crm-connected.png'), fullPage: true });
    const found = (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
    const address = page.url();
    await page.getByRole('radio', { name: 'Grace' }).check();
    const leftForGrace = await widgetOf(page).getByText('@simcreator').count();
    await widgetOf(page).getByText('No TikTok account yet').waitFor();
    const grace = await openCrm('grace');
    await widgetOf(grace.page)
      .getByRole('link', { name: /connect/i })
      .or(widgetOf(grace.page).getByRole('button', { name: /connect/i }))
      .first()
      .waitFor();
    await grace.page.screenshot({ path: join(screenshots, 'demo-crm-grace.png'), fullPage: true });

    expect(address).toBe(`${stack.crmUrl}/?user=ada`);
    expect(leftForGrace).toBe(0);
    expect(await widgetOf(grace.page).getByText('@simcreator').count()).toBe(0);
    expect(found).toEqual([]);
    // Nor has its strict policy stopped anything of the widget.
    expect([...complaints, ...grace.complaints]).toEqual([]);
  }, 90_000);

  test('what the creator takes back at TikTok is seen in the widget of the one who connected it, live, without a reload', async () => {
    const { page } = await openCrm('ada', true);
    await widgetOf(page).getByText('@simcreator').first().waitFor();
    const before = await widgetOf(page).getByText('Connected', { exact: true }).count();

    await stack.simulator?.api('creators/simcreator/disconnect', 'POST', { reason: 1 });
    await waitFor('the webhook to revoke the account', async () => {
      const { body } = await stack.call('GET', '/api/platforms/tiktok/status?userId=ada');
      return JSON.stringify(body).includes('"state":"revoked"');
    });
    await page.clock.fastForward(31_000);
    await widgetOf(page).getByText('Needs you again').waitFor();
    await page.screenshot({ path: join(screenshots, 'demo-crm-revoked.png'), fullPage: true });

    expect(before).toBe(1);
    expect(await widgetOf(page).getByText('@simcreator').count()).toBe(1);
    expect(await widgetOf(page).getByText('Connected', { exact: true }).count()).toBe(0);
  }, 60_000);

  test('Grace says no at TikTok, and her CRM says so', async () => {
    const { page } = await openCrm('grace');

    await connect(page, 'simcreator', 'Deny');

    await page.getByRole('alert').filter({ hasText: 'You said no at TikTok' }).waitFor();
    expect(page.url()).toBe(`${stack.crmUrl}/?user=grace`);
  }, 60_000);

  test('a new post begins on the hosted page, which leads back to the CRM and its user', async () => {
    const { page } = await openCrm('grace');

    await page.locator('#upload').click();
    await page.waitForURL((url) => url.pathname === '/platforms/tiktok/upload');

    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.screenshot({ path: join(screenshots, 'demo-crm-new-post.png'), fullPage: true });
    const { origin, hash } = new URL(page.url());
    const back = page.getByRole('link', { name: /^Back to / });
    const leadsTo = await back.getAttribute('href');
    await back.click();
    await page.getByRole('heading', { name: 'Welcome back, Grace' }).waitFor();

    expect([origin, hash]).toEqual([stack.url, '']);
    expect(leadsTo).toBe(`${stack.crmUrl}/?user=grace`);
    expect(page.url()).toBe(leadsTo);
  }, 60_000);
});
