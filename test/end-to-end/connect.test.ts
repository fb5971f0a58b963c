import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { schedules } from '../../shared/contract/workers.ts';
import { launchChromium } from '../support/chromium.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { waitFor } from '../support/wait-for.ts';

const status = z.object({
  connected: z.boolean(),
  accounts: z.array(
    z.object({ accountId: z.string(), username: z.string(), state: z.string(), stateReason: z.string() }),
  ),
});
const session = z.object({ connectUrl: z.string(), token: z.string() });
const screenshots = '.local/screenshots';

describe('the story of an account, in a browser, on the local stack as users run it', () => {
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

  const readStatus = async (userId: string) =>
    status.parse((await stack.call('GET', `/api/platforms/tiktok/status?userId=${userId}`)).body);

  const openConnectPage = async (userId: string): Promise<Page> => {
    const made = await stack.call('POST', '/api/sessions', { userId, scope: 'connect read' });
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(session.parse(made.body).connectUrl);
    return page;
  };

  const consent = async (page: Page, username: string, decision: 'Approve' | 'Deny') => {
    await page.waitForURL(/\/v2\/auth\/authorize\//);
    await page.check(`input[name=user][value="${username}"]`);
    await page.getByRole('button', { name: decision }).click();
    await page.waitForURL(/\/platforms\/connect\/tiktok/);
  };

  test('a creator connects by consent, is seen in the API with its tokens sealed, and is revoked by a signed webhook', async () => {
    const page = await openConnectPage('user-story');
    await page
      .getByRole('button', { name: /connect/i })
      .first()
      .click();
    await consent(page, 'simcreator', 'Approve');
    await page.getByText('@simcreator').waitFor();
    await page.screenshot({ path: join(screenshots, 'connected.png'), fullPage: true });

    const connected = await readStatus('user-story');
    const picture = page.locator('img.avatar');
    await waitFor('the avatar to be shown', () =>
      picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
    );
    await stack.simulator?.api('creators/simcreator/disconnect', 'POST', { reason: 1 });
    const revoked = await waitFor('the webhook to revoke the account', async () => {
      const seen = await readStatus('user-story');
      return seen.accounts[0]?.state === 'revoked' && seen;
    });
    await page.reload();
    await page.getByText('removed our access').waitFor();
    await page.screenshot({ path: join(screenshots, 'revoked.png'), fullPage: true });

    expect(new URL(page.url()).search).toBe('');
    expect(new URL(page.url()).hash).toBe('');
    expect(connected).toMatchObject({
      connected: true,
      accounts: [{ username: 'simcreator', state: 'connected' }],
    });
    expect(revoked.connected).toBe(false);
    expect(revoked.accounts[0]?.stateReason).toContain('The creator removed our access');
  }, 90_000);

  test('a creator who denies comes back to a page that says so, and nothing is connected', async () => {
    const page = await openConnectPage('user-deny');
    await page
      .getByRole('button', { name: /connect/i })
      .first()
      .click();

    await consent(page, 'simcreator', 'Deny');

    const told = page.getByRole('alert').or(page.getByRole('status')).filter({ hasText: /\S/ }).first();
    await told.waitFor();
    await page.screenshot({ path: join(screenshots, 'denied.png'), fullPage: true });
    expect((await readStatus('user-deny')).accounts).toEqual([]);
  }, 60_000);

  test('two tabs of one browser connect two creators side by side, and disconnecting one asks first and leaves the other', async () => {
    const page = await openConnectPage('user-two');
    const [first, second] = ['toomanyposts', 'quiet.garden'] as const;
    await page
      .getByRole('button', { name: /connect/i })
      .first()
      .click();
    await page.waitForURL(/\/v2\/auth\/authorize\//);
    const otherTab = await page.context().newPage();
    const made = await stack.call('POST', '/api/sessions', { userId: 'user-two', scope: 'connect read' });
    await otherTab.goto(session.parse(made.body).connectUrl);
    await otherTab
      .getByRole('button', { name: /connect/i })
      .first()
      .click();

    await consent(page, first, 'Approve');
    await consent(otherTab, second, 'Approve');
    await otherTab.getByText(`@${first}`).waitFor();
    await otherTab
      .getByRole('button', { name: /^disconnect/i })
      .first()
      .click();
    await otherTab.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    const left = await waitFor('one account to be disconnected', async () => {
      const seen = await readStatus('user-two');
      return seen.accounts.some((account) => account.state === 'disconnected') && seen;
    });

    await otherTab.screenshot({ path: join(screenshots, 'two.png'), fullPage: true });
    expect(left.accounts.map((account) => account.state).sort()).toEqual(['connected', 'disconnected']);
  }, 90_000);

  test.each(schedules.map((row) => row.operationId))(
    '%s runs with the role and the environment that the template gives it',
    async (operationId) => {
      const result = await stack.invoke(operationId);

      expect(result).toMatchObject({ ok: true });
    },
    60_000,
  );
});
