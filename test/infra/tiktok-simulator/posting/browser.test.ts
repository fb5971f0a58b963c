import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../../support/chromium.ts';
import { openWorld, type PostingWorld, postVideo, sendDraft, withPosting } from './posting-harness.ts';

const browserTimeoutMs = 60_000;
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, browserTimeoutMs);
afterAll(() => browser.close());

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiktok-simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a test body with the control page of a simulator that keeps bytes. */
const withPage = (body: (page: Page, world: PostingWorld) => Promise<void>) =>
  withPosting(
    async (world) => {
      const page = await browser.newPage();
      await body(page, world);
      await page.close();
    },
    { mediaFolder: folder },
  );

describe('on the control page', () => {
  test(
    'a draft is posted by its creator, and the row shows what became of it',
    () =>
      withPage(async (page, world) => {
        const publishId = await sendDraft(world);
        await world.advance(10);
        await page.goto(`${world.simulator.url}/_simulator`);

        await page.getByRole('button', { name: 'Post the draft' }).click();
        await page.getByText('in moderation').waitFor();
        await world.advance(10);
        await page.getByRole('button', { name: 'Delete' }).waitFor();

        expect(world.control.readTask(publishId)).toMatchObject({
          status: 'PUBLISH_COMPLETE',
          posts: [{ isPublic: true }],
        });
      }),
    browserTimeoutMs,
  );

  test(
    'a post can be watched: its bytes reach the player',
    () =>
      withPage(async (page, world) => {
        await postVideo(openWorld(world.simulator));
        await page.goto(`${world.simulator.url}/_simulator`);

        await page.getByText('Watch').click();
        const [response] = await Promise.all([
          page.waitForResponse((one) => one.url().includes('/_simulator/media/')),
          page.locator('video').evaluate((video) => {
            if (video instanceof HTMLVideoElement) video.load();
            if (video instanceof HTMLVideoElement) void video.play().catch(() => {});
          }),
        ]);

        expect([200, 206]).toContain(response.status());
        expect(response.headers()['content-type']).toBe('video/mp4');
      }),
    browserTimeoutMs,
  );

  test(
    'what TikTok makes of a post is declared with a form',
    () =>
      withPage(async (page, world) => {
        await page.goto(`${world.simulator.url}/_simulator`);
        await page.getByText('Say what TikTok makes of a post').click();

        await page.getByLabel('Frame rate').fill('12');
        await page.getByRole('button', { name: 'Declare' }).click();
        await page.getByText('Done: POST /declarations').waitFor();

        expect(world.control.listDeclarations()).toEqual([{ match: {}, facts: { frameRate: 12 } }]);
      }),
    browserTimeoutMs,
  );
});
