import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { openUploadPage } from '../../support/story/hosted-pages.ts';
import { look } from '../../support/story/look.ts';
import { readProgress, slowUploads, watchProgress } from '../../support/story/progress.ts';
import { beginStory, type Story } from '../../support/story/story.ts';
import {
  chooseAudience,
  chooseVideo,
  fillCaption,
  publishButton,
  waitForPost,
  waitForState,
  waitUntilStaged,
} from '../../support/story/upload-form.ts';
import { createVisitors, type Visitor } from '../../support/story/visitors.ts';
import { createVideo } from '../../support/video-file.ts';
import { waitFor } from '../../support/wait-for.ts';

const megabyte = 1_000_000;
const mediaHost = 'media.example.com';

describe('posting, in a browser, on the local stack as users run it', () => {
  /** What the creator's own web server holds; TikTok fetches it from there. */
  const served = new Map<string, { contentType: string; body: Buffer }>();
  let mediaServer: Server;
  let story: Story;
  const visitors = createVisitors(() => story.browser);

  beforeAll(async () => {
    mediaServer = createServer((request, response) => {
      const { contentType, body } = served.get(request.url ?? '') ?? {};
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': contentType ?? 'text/plain' });
      response.end(body);
    });
    await new Promise<void>((resolve) => mediaServer.listen(0, '127.0.0.1', resolve));
    const { port } = mediaServer.address() as AddressInfo;
    story = await beginStory(
      { verifiedProperties: mediaHost },
      { verifiedProperties: [`${mediaHost}=http://127.0.0.1:${port}/`] },
    );
    await story.tiktok('switches', 'PATCH', { processingSeconds: 0, moderationSeconds: 0 });
  }, 180_000);
  afterEach(() => visitors.leave());
  afterAll(async () => {
    await story.end();
    await new Promise((resolve) => mediaServer.close(resolve));
  }, 60_000);

  /** The form of a user who has connected one creator, of the same name. */
  const openForm = async (name: string, wish = {}): Promise<Visitor> => {
    await story.connect(name, name);
    const visitor = await visitors.open(wish);
    await openUploadPage(visitor.page, story.stack, name);
    await visitor.page.locator('.post-form').waitFor();
    return visitor;
  };

  /** The creator's web server as the browser reaches it. */
  const serveToBrowser = (page: Page) =>
    page.route(`https://${mediaHost}/**`, (route) => {
      const found = served.get(new URL(route.request().url()).pathname);
      return found === undefined ? route.abort() : route.fulfill(found);
    });

  const publicLink = (page: Page) => page.getByRole('link', { name: /Open on TikTok/ });

  test('a file goes to our store and on to TikTok with its bytes counted on both ways, and ends with its public link', async () => {
    const { page } = await openForm('whole.way');
    const video = createVideo(66 * megabyte);
    const path = await story.save(video, 'long clip.mp4');
    await look(page, 'upload-form');
    await watchProgress(page);
    await slowUploads(page, 30 * megabyte);

    await chooseVideo(page, path);
    await waitUntilStaged(page);
    await chooseAudience(page);
    await fillCaption(page, 'All the way to the end #story');
    await look(page, 'upload-ready');
    await story.tiktok('faults', 'POST', {
      match: { path: '*', method: 'PUT' },
      times: null,
      action: { kind: 'delay', delayMs: 800 },
    });
    await publishButton(page).click();
    await waitForPost(page);
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    await waitForState(page, 'On its way to TikTok');
    await look(page, 'post-transferring');
    await waitForState(page, 'Published');
    await publicLink(page).waitFor();
    await story.tiktok('faults', 'DELETE');
    await look(page, 'post-published');

    const [task, ...others] = await story.tasksOf('whole.way');
    const up = await readProgress(page, 'Upload of');
    const on = await readProgress(page, 'From our store to TikTok');
    const href = await publicLink(page).getAttribute('href');
    expect(others).toEqual([]);
    expect(task?.upload?.sha256).toBe(video.sha256);
    expect(task?.postInfo['title']).toBe('All the way to the end #story');
    expect(href).toContain(task?.posts[0]?.postId);
    expect(focused).toBe('Your post');
    expectRising(up, video.sizeBytes, 5);
    expectRising(on, video.sizeBytes, 2);
  }, 180_000);

  const expectRising = (
    seen: readonly { value: number; max: number }[],
    totalBytes: number,
    atLeast: number,
  ) => {
    const values = seen.map(({ value }) => value);
    expect(values).toEqual([...values].sort((one, other) => one - other));
    expect(values.length).toBeGreaterThanOrEqual(atLeast);
    expect(values.some((value) => value > 0 && value < totalBytes)).toBe(true);
    expect(seen.every(({ max }) => max === totalBytes)).toBe(true);
  };

  test('an upload that a reload interrupts goes on with the missing parts alone, and nothing that was typed is lost', async () => {
    const { page } = await openForm('again.soon');
    const video = createVideo(58 * megabyte);
    const path = await story.save(video, 'interrupted.mp4');
    const asked: string[] = [];
    const stored: string[] = [];
    const sentAfter: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    const partOf = (request: Request) =>
      request.method() === 'PUT' ? (new URL(request.url()).searchParams.get('partNumber') ?? '') : undefined;
    page.on('response', (response) => {
      const part = partOf(response.request());
      if (part !== undefined && response.ok()) stored.push(part);
    });
    await fillCaption(page, 'Typed before the reload');
    await slowUploads(page, 20 * megabyte);
    await chooseVideo(page, path);
    await waitFor('a part to be stored', async () => stored.length > 0, 60_000);
    await page.reload();
    await page.getByText('Your upload was interrupted').waitFor();
    const caption = await page.getByRole('textbox', { name: 'Caption' }).inputValue();
    await look(page, 'upload-interrupted');
    const storedBefore = [...stored];
    page.on('request', (request) => {
      const part = partOf(request);
      if (part !== undefined) sentAfter.push(part);
    });

    await chooseVideo(page, path);
    await waitUntilStaged(page);
    await chooseAudience(page);
    await publishButton(page).click();
    await waitForPost(page);
    await waitForState(page, 'Published');

    const [task] = await story.tasksOf('again.soon');
    expect(asked).toEqual(['beforeunload']);
    expect(caption).toBe('Typed before the reload');
    expect(task?.upload?.sha256).toBe(video.sha256);
    expect(sentAfter.length).toBeGreaterThan(0);
    expect(sentAfter.filter((part) => storedBefore.includes(part))).toEqual([]);
  }, 120_000);

  test('a draft waits in the inbox, and is published when its creator posts it', async () => {
    const { page } = await openForm('in.boxed');
    await chooseVideo(page, createVideo(megabyte));
    await page.getByText('Leave a draft', { exact: true }).click();
    await waitUntilStaged(page);
    await look(page, 'upload-draft');

    await page.getByRole('button', { name: 'Send the draft' }).click();
    await waitForPost(page);
    await waitForState(page, 'In the TikTok inbox');
    await look(page, 'post-in-inbox');
    const [task] = await story.tasksOf('in.boxed');
    await story.tiktok(`tasks/${encodeURIComponent(task?.publishId ?? '')}/post`, 'POST', {});
    await waitForState(page, 'Published');

    const [posted, ...others] = await story.tasksOf('in.boxed');
    expect(posted?.posts).toHaveLength(1);
    expect(others).toEqual([]);
  }, 90_000);

  test('a scheduled post is shown with its time, and goes out when that has come', async () => {
    const { page } = await openForm('later.on');
    await chooseVideo(page, createVideo(megabyte));
    await waitUntilStaged(page);
    await chooseAudience(page);
    await page.getByText('Schedule for later', { exact: true }).click();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('Day and time').fill(`${tomorrow}T10:30`);
    await page.getByText(/It goes out on/).waitFor();
    await look(page, 'upload-scheduled');

    await page.getByRole('button', { name: 'Schedule the post' }).click();
    const postId = await waitForPost(page);
    await waitForState(page, 'Scheduled');
    await page.getByText(/Time that was chosen: .*10:30/).waitFor();
    await look(page, 'post-scheduled');
    const before = await story.tasksOf('later.on');
    await story.makeDue(postId);
    await story.stack.invoke('promote-scheduled-posts');
    await page.reload();
    await waitForState(page, 'Published');

    expect(before).toEqual([]);
    expect(await story.tasksOf('later.on')).toHaveLength(1);
  }, 90_000);

  test('photos are posted by their addresses, in their order and with the cover that was chosen', async () => {
    const { page } = await openForm('two.looks');
    await serveToBrowser(page);
    const body = await page.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 720, height: 720 } });
    served.set('/look-1.jpg', { contentType: 'image/jpeg', body });
    served.set('/look-2.jpg', { contentType: 'image/jpeg', body });
    const urls = ['look-1.jpg', 'look-2.jpg'].map((name) => `https://${mediaHost}/${name}`);
    await page.getByText('Photos', { exact: true }).click();

    await page.getByRole('textbox', { name: 'Photo 1' }).fill(urls[0] ?? '');
    await page.getByRole('button', { name: 'Add a photo' }).click();
    await page.keyboard.type(urls[1] ?? '');
    await page.getByRole('button', { name: 'Make cover: photo 2' }).click();
    await waitFor('both photos to be seen', async () =>
      page
        .locator('img.thumbnail')
        .evaluateAll(
          (images) =>
            images.length === 2 &&
            images.every((one) => one instanceof HTMLImageElement && one.naturalWidth === 720),
        ),
    );
    await page.getByRole('textbox', { name: 'Title' }).fill('Two looks');
    await chooseAudience(page, 'Only me');
    await look(page, 'upload-photos');
    await publishButton(page).click();
    await waitForPost(page);
    await waitForState(page, 'Published');
    await look(page, 'post-published-private');

    const [task] = await story.tasksOf('two.looks');
    expect(task?.urls).toEqual(urls);
    expect(task?.postInfo).toMatchObject({ title: 'Two looks', privacy_level: 'SELF_ONLY' });
    expect(task).toMatchObject({ coverIndex: 1 });
    expect(await publicLink(page).count()).toBe(0);
  }, 90_000);

  test('a video is posted by its address', async () => {
    const { page } = await openForm('from.afar');
    await serveToBrowser(page);
    const video = createVideo(megabyte);
    served.set('/clip.mp4', { contentType: 'video/mp4', body: video.slice(0, video.sizeBytes) });
    await page.getByText('Video on the web', { exact: true }).click();

    await page.getByRole('textbox', { name: 'Address of the video' }).fill(`https://${mediaHost}/clip.mp4`);
    await chooseAudience(page);
    await look(page, 'upload-video-address');
    await publishButton(page).click();
    await waitForPost(page);
    await waitForState(page, 'Published');

    expect((await story.tasksOf('from.afar')).map(({ urls }) => urls)).toEqual([
      [`https://${mediaHost}/clip.mp4`],
    ]);
  }, 90_000);
});
