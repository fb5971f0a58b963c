import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page, Request } from 'playwright-core';
import * as z from 'zod';
import { createMediaClient } from '../../shared/media/s3.ts';
import { partSizeOf, planParts } from '../../shared/posts/media/part-plan.ts';
import { launchChromium } from '../support/chromium.ts';
import { createCrm } from '../support/publishing-crm.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { createVideo } from '../support/video-file.ts';
import { waitFor } from '../support/wait-for.ts';

const session = z.object({ token: z.string() });
/** Four parts: three of 8 MiB and what is left. */
const video = createVideo(30_000_000);
const name = 'making-of.mp4';

const partOf = (request: Request): number =>
  Number(new URL(request.url()).searchParams.get('partNumber') ?? Number.NaN);
const isPart = (request: Request): boolean =>
  request.method() === 'PUT' && request.url().includes('partNumber=');

describe('a video on its way from the form into the store', () => {
  let stack: RunningStack;
  let browser: Browser;
  let folder: string;
  let path: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'creator-connect-video-'));
    path = join(folder, name);
    await writeFile(path, video.slice(0, video.sizeBytes));
    [stack, browser] = await Promise.all([runStack(), launchChromium()]);
    await createCrm(stack).connect('simcreator');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await stack.end();
    await rm(folder, { recursive: true });
  }, 60_000);

  const createToken = async (): Promise<string> => {
    const made = await stack.call('POST', '/api/sessions', { userId: 'crm', scope: 'connect publish read' });
    return session.parse(made.body).token;
  };
  const openForm = async (): Promise<Page> => {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.clock.install();
    await page.goto(`${stack.url}/platforms/tiktok/upload#token=${await createToken()}`);
    return page;
  };
  const chooseFile = (page: Page) => page.locator('input[type=file]').first().setInputFiles(path);
  const readShare = async (page: Page): Promise<number> => {
    const bar = page.getByRole('progressbar', { name: `Upload of ${name}` });
    return Number((await bar.count()) === 0 ? 0 : await bar.getAttribute('aria-valuenow'));
  };

  /** What lies in the store where the parts were sent to. */
  const readStored = async (address: string): Promise<string> => {
    const [, Bucket = '', ...key] = decodeURIComponent(new URL(address).pathname).split('/');
    const store = createMediaClient({
      endpoint: new URL(address).origin,
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: stack.credentialsOf('complete-media'),
    });
    const { Body } = await store.send(new GetObjectCommand({ Bucket, Key: key.join('/') }));
    const bytes = await Body?.transformToByteArray();
    store.destroy();
    return createHash('sha256')
      .update(bytes ?? '')
      .digest('hex');
  };

  /** Counts what a page sends. Parts pass one by one, as far as they are let through. */
  const watch = async (page: Page) => {
    const seen = { sent: [] as number[], arrived: [] as number[], calls: [] as string[], address: '' };
    const gate = { mayPass: 0, cutOff: 0 };
    page.on('request', (request) => {
      if (isPart(request)) seen.sent.push(partOf(request));
      const [, , , kind, , action = 'create'] = new URL(request.url()).pathname.split('/');
      if (kind === 'media') seen.calls.push(action);
    });
    page.on('requestfinished', (request) => {
      if (!isPart(request)) return;
      seen.arrived.push(partOf(request));
      seen.address = request.url();
    });
    await page.route(/partNumber=/, async (route) => {
      if (!isPart(route.request())) return route.continue();
      if (gate.cutOff > 0) {
        gate.cutOff -= 1;
        return route.abort('connectionreset');
      }
      await waitFor('a part to be let through', async () => page.isClosed() || gate.mayPass > 0, 60_000);
      gate.mayPass -= 1;
      await route.continue().catch(() => undefined);
    });
    return { seen, gate };
  };

  test('survives a part that is cut off, a pause and a reload, and arrives byte by byte with no part sent in vain', async () => {
    const page = await openForm();
    const { seen, gate } = await watch(page);
    gate.cutOff = 1;

    await chooseFile(page);
    await page.getByText('Waiting for the connection').waitFor();
    gate.mayPass = 1;
    const early = await waitFor('a first part', async () => seen.arrived.length === 1 && readShare(page));
    gate.mayPass += 1;
    const later = await waitFor('a second part', async () => {
      const share = await readShare(page);
      return share > early && seen.arrived.length === 2 && share;
    });
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Pausing').waitFor();
    gate.mayPass += 1;
    const paused = await waitFor('a part on its way to arrive all the same', async () => {
      const share = await readShare(page);
      return share > later && seen.arrived.length === 3 && share;
    });
    await page.reload();
    const interrupted = await page.getByText('is not complete yet').textContent();
    const before = seen.arrived.splice(0);
    seen.sent.length = 0;
    gate.mayPass = 10;
    await chooseFile(page);
    await page.getByText('Ready to be posted', { exact: true }).waitFor();
    const { sent, calls } = structuredClone(seen);
    await page.reload();
    await page.getByText('Ready to be posted', { exact: true }).waitFor();

    const arrivedBytes = before.reduce((sum, part) => sum + partSizeOf(planParts(video.sizeBytes), part), 0);
    expect(early).toBeLessThan(later);
    expect(later).toBeLessThan(paused);
    expect(before).toHaveLength(3);
    expect(interrupted).toContain(name);
    expect(interrupted).toContain(`${Math.floor((100 * arrivedBytes) / video.sizeBytes)}%`);
    expect([...before, ...sent].toSorted()).toEqual([1, 2, 3, 4]);
    expect(calls).toEqual(['create', 'parts', 'parts', 'parts', 'complete']);
    expect(seen.sent).toEqual(sent);
    expect(await readStored(seen.address)).toBe(video.sha256);
  }, 90_000);

  test('is cut off by a pause on a line that is too slow, and goes on from there', async () => {
    const page = await openForm();
    const { seen, gate } = await watch(page);

    await chooseFile(page);
    await waitFor('a part on its way', async () => seen.sent.length === 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Pausing').waitFor();
    await page.clock.fastForward(20_000);
    await page.getByText('Paused', { exact: true }).waitFor();
    const sent = seen.sent.splice(0);
    gate.mayPass = 10;
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Ready to be posted', { exact: true }).waitFor();

    expect(sent).toEqual([1]);
    expect(seen.sent.toSorted()).toEqual([1, 2, 3, 4]);
    expect(await readStored(seen.address)).toBe(video.sha256);
  }, 90_000);

  test('waits for a new link when the session ends, says so, and goes on with it', async () => {
    const page = await openForm();
    const problem = { type: 'about:blank', title: 'Unauthenticated', status: 401, code: 'unauthenticated' };
    await page.route(/\/parts$/, (route) =>
      route.fulfill({ status: 401, json: problem, contentType: 'application/problem+json' }),
    );

    await chooseFile(page);
    await page.getByText('The upload goes on with a new link from your CRM').waitFor();
    await page.unroute(/\/parts$/);
    const token = await createToken();
    await page.evaluate((fragment) => location.assign(fragment), `#token=${token}`);
    await page.getByText('Ready to be posted', { exact: true }).waitFor();

    expect(await page.getByText('has ended').count()).toBe(0);
  }, 90_000);

  test('is not taken from a paste into the text that a picture came with', async () => {
    const page = await openForm();
    const caption = page.getByRole('textbox').first();
    const paste = (types: readonly string[]) =>
      caption.evaluate((target, kinds) => {
        const clipboardData = new DataTransfer();
        for (const kind of kinds) clipboardData.setData(kind, 'words');
        clipboardData.items.add(new File(['picture'], 'image.png', { type: 'image/png' }));
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        target.dispatchEvent(event);
        return event.defaultPrevented;
      }, types);
    await caption.waitFor();

    const isTaken = [await paste(['text/plain', 'text/html']), await paste(['text/plain'])];
    const shown = await page.getByText('image.png').count();
    const isFileTaken = await paste([]);

    expect([isTaken, shown, isFileTaken]).toEqual([[false, false], 0, true]);
    await page.getByText('This file cannot be posted').first().waitFor();
  }, 60_000);
});
