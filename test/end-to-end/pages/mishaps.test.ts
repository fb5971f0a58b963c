import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openSession, openUploadPage } from '../../support/story/hosted-pages.ts';
import { tabTo } from '../../support/story/keyboard.ts';
import { look } from '../../support/story/look.ts';
import { slowUploads } from '../../support/story/progress.ts';
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
import { createVisitors, type Visitor, type VisitorWish } from '../../support/story/visitors.ts';
import { createVideo } from '../../support/video-file.ts';

const megabyte = 1_000_000;
const uploadCall = '**/api/tiktok/upload';

describe('posting when something goes wrong, and posting in other ways than with a mouse in English', () => {
  let story: Story;
  const visitors = createVisitors(() => story.browser);

  beforeAll(async () => {
    story = await beginStory();
    await story.tiktok('switches', 'PATCH', { processingSeconds: 0, moderationSeconds: 0 });
  }, 180_000);
  afterEach(() => visitors.leave());
  afterAll(() => story.end(), 60_000);

  /** The form of a user who has connected one creator, of the same name. */
  const openForm = async (name: string, wish: VisitorWish = {}): Promise<Visitor> => {
    await story.connect(name, name);
    const visitor = await visitors.open(wish);
    await openUploadPage(visitor.page, story.stack, name);
    await visitor.page.locator('.post-form').waitFor();
    return visitor;
  };

  /** With all that a post needs. */
  const openFilledForm = async (name: string): Promise<Visitor> => {
    const visitor = await openForm(name);
    const { page } = visitor;
    await chooseVideo(page, createVideo(megabyte));
    await fillCaption(page, `The words of ${name}`);
    await waitUntilStaged(page);
    await chooseAudience(page);
    return visitor;
  };

  test('an answer that is lost after the server took the post is asked for again, and it is one post at TikTok', async () => {
    const { page, forgive } = await openFilledForm('lost.answer');
    forgive(/ERR_CONNECTION_RESET/);
    const keys: (string | undefined)[] = [];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(uploadCall, async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) {
        await held;
        return route.continue();
      }
      await route.fetch();
      return route.abort('connectionreset');
    });

    await publishButton(page).click();
    await page.getByText('We do not know yet whether your post arrived').waitFor();
    await look(page, 'upload-asking-again');
    release();
    await waitForPost(page);
    await waitForState(page, 'Published');

    expect(await story.tasksOf('lost.answer')).toHaveLength(1);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
  }, 120_000);

  test('a button that is pressed twice posts once', async () => {
    const { page } = await openFilledForm('two.presses');
    let calls = 0;
    await page.route(uploadCall, async (route) => {
      calls += 1;
      await route.continue();
    });

    await publishButton(page).dblclick();
    await waitForPost(page);
    await waitForState(page, 'Published');

    expect(calls).toBe(1);
    expect(await story.tasksOf('two.presses')).toHaveLength(1);
  }, 90_000);

  test('a session that ends in the middle loses nothing: a new link in the same tab goes on and publishes', async () => {
    const { page, forgive } = await openFilledForm('cut.short');
    forgive(/401/);
    await page.route(uploadCall, (route) => {
      const problem = { type: 'about:blank', title: 'Expired', status: 401, code: 'token_expired' };
      const body = JSON.stringify({ ...problem, detail: 'The token has expired.', requestId: 'req-ended' });
      return route.fulfill({ status: 401, contentType: 'application/problem+json', body });
    });

    await publishButton(page).click();
    await page.getByText('Your session has ended').waitFor();
    await look(page, 'upload-session-ended');
    await page.unroute(uploadCall);
    await openUploadPage(page, story.stack, 'cut.short');
    await page.getByText('Your session has ended').waitFor({ state: 'detached' });
    const caption = await page.getByRole('textbox', { name: 'Caption' }).inputValue();
    await publishButton(page).click();
    await waitForPost(page);
    await waitForState(page, 'Published');

    expect(caption).toBe('The words of cut.short');
    expect(await story.tasksOf('cut.short')).toHaveLength(1);
  }, 120_000);

  test('without a connection an upload waits, says so, and goes on by itself when it is back', async () => {
    const { page, context, forgive } = await openForm('off.line');
    forgive(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/);
    const path = await story.save(createVideo(58 * megabyte), 'waits.mp4');
    await slowUploads(page, 12 * megabyte);
    const underWay = page.waitForRequest((request) => request.method() === 'PUT');
    await chooseVideo(page, path);
    await underWay;

    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await page.getByText('Waiting for the connection. It goes on by itself.').waitFor();
    await fillCaption(page, 'Typed offline');
    await look(page, 'upload-offline');
    await context.setOffline(false);
    await waitUntilStaged(page);

    expect(await page.getByText('You are offline.').count()).toBe(0);
    expect(await page.getByRole('textbox', { name: 'Caption' }).inputValue()).toBe('Typed offline');
  }, 120_000);

  test('the whole form is filled in and sent from the keyboard alone, in the order in which it is read', async () => {
    const { page } = await openForm('no.mouse');
    const video = createVideo(megabyte);

    await tabTo(page, /^Choose a video/);
    const choosing = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await choosing).setFiles({
      name: 'clip.mp4',
      mimeType: 'video/mp4',
      buffer: video.slice(0, video.sizeBytes),
    });
    await waitUntilStaged(page);
    await tabTo(page, /^Caption/);
    await page.keyboard.type('Typed, and nothing clicked');
    await tabTo(page, /Who can see this post/);
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await tabTo(page, /Allow Comment/);
    await page.keyboard.press('Space');
    await tabTo(page, /Disclose commercial content/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Your brand/);
    await page.keyboard.press('Space');
    await page.getByText("Your photo/video will be labeled as 'Promotional content'").waitFor();
    await look(page, 'upload-keyboard');
    await tabTo(page, /Publish on TikTok/);
    await page.keyboard.press('Enter');
    await waitForPost(page);
    await waitForState(page, 'Published');

    const [task] = await story.tasksOf('no.mouse');
    expect(task?.postInfo).toMatchObject({
      title: 'Typed, and nothing clicked',
      privacy_level: 'PUBLIC_TO_EVERYONE',
      disable_comment: false,
      disable_duet: true,
      disable_stitch: true,
      brand_organic_toggle: true,
      brand_content_toggle: false,
    });
  }, 120_000);

  test('a French browser has the whole page in French, and the switch to English keeps what was typed', async () => {
    const { page } = await openForm('en.francais', { locale: 'fr-FR', colorScheme: 'dark' });
    const heading = await page.getByRole('heading', { level: 1 }).textContent();
    await page.locator('textarea').first().fill('Déjà écrit');
    await chooseVideo(page, createVideo(megabyte));
    await page.locator('.file-card .badge.good').waitFor();
    await look(page, 'upload-french');

    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Post to TikTok' }).waitFor();
    const caption = await page.getByRole('textbox', { name: 'Caption' }).inputValue();
    await waitUntilStaged(page);
    await chooseAudience(page);
    await page.getByRole('button', { name: 'Français' }).click();
    await page.locator('.publish').click();
    await page.waitForURL(/postId=/);
    await page.locator('.post-card .badge.good').waitFor();
    await look(page, 'post-french');

    expect(heading).not.toBe('Post to TikTok');
    expect(caption).toBe('Déjà écrit');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr');
  }, 120_000);

  test('a link to a post that is not theirs, and a page without a session, say so and what to do', async () => {
    const { page, forgive } = await visitors.open();
    forgive(/404/);
    const { uploadUrl } = await openSession(story.stack, 'a.stranger');
    const strange = new URL(uploadUrl);
    strange.searchParams.set('postId', '01a207a4-b8a5-7384-a7a1-e3807296ecb8');

    await page.goto(strange.href);
    await page.getByText('There is no such post').waitFor();
    await look(page, 'post-not-theirs');
    await page.goto(uploadUrl);
    await page.getByText('No TikTok account is connected yet').waitFor();
    await look(page, 'upload-no-account');
    const other = await visitors.open();
    await other.page.goto(`${story.stack.url}/platforms/tiktok/upload`);
    await other.page.getByText('This page needs a link from your CRM').waitFor();
    await look(other.page, 'upload-no-session');
  }, 90_000);
});
