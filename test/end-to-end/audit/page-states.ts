import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Form } from './form.ts';
import { clip, direct } from './orders.ts';
import type { World } from './world.ts';

/** A page in one of its states, opened in a browser of these options. */
export interface PageState {
  readonly name: string;
  /** Of a page that is too long for a picture, its first window is kept. */
  readonly isLong?: boolean;
  readonly open: (world: World, options: BrowserContextOptions) => Promise<Page>;
}

const openAt = async ({ browser }: World, address: string, options: BrowserContextOptions): Promise<Page> => {
  const page = await (await browser.newContext({ locale: 'en-GB', ...options })).newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(address);
  return page;
};

const hosted = (
  name: string,
  page: 'connect' | 'upload',
  userOf: (world: World) => Promise<string>,
  ready: string,
): PageState => ({
  name,
  open: async (world, options) => {
    const opened = await openAt(world, await world.pageAddress(await userOf(world), page), options);
    await opened.getByText(ready).first().waitFor();
    return opened;
  },
});

const userOfCreator = async (world: World) => (await world.creator('simcreator')).userId;

/** A form that somebody has worked on. */
const formState = (
  name: string,
  work: (form: Form) => Promise<void>,
  username = 'simcreator',
): PageState => ({
  name,
  open: async (world, options) => {
    const form = await world.openForm(await world.creator(username), options);
    await work(form);
    return form.page;
  },
});

const postState = (name: string, order: (mediaId: string) => object, ready: string): PageState => ({
  name,
  open: async (world, options) => {
    const creator = await world.creator('zoe_cuisine');
    const { postId } = await world.askForPost(creator, order(await world.stage(clip)));
    const page = await world.openPost(creator, postId, options);
    await page.getByText(ready, { exact: true }).first().waitFor();
    return page;
  },
});

const failing = { title: 'This one fails', privacyLevel: 'SELF_ONLY' };

/** Every page, and the states of it that look different. */
export const pageStates: readonly PageState[] = [
  { name: 'home', open: (world, options) => openAt(world, `${world.stack.url}/`, options) },
  {
    name: 'docs',
    isLong: true,
    open: async (world, options) => {
      const page = await openAt(world, `${world.stack.url}/docs`, options);
      await page.locator('.operation').first().waitFor();
      return page;
    },
  },
  {
    name: 'no-session',
    open: async (world, options) => {
      const page = await openAt(world, `${world.stack.url}/platforms/connect/tiktok`, options);
      await page.locator('.statement').first().waitFor();
      return page;
    },
  },
  hosted('connect-empty', 'connect', async () => 'nobody', 'No account'),
  hosted('connect-accounts', 'connect', userOfCreator, '@simcreator'),
  {
    name: 'connect-disconnect',
    open: async (world, options) => {
      const page = await openAt(
        world,
        await world.pageAddress(await userOfCreator(world), 'connect'),
        options,
      );
      await page
        .getByRole('button', { name: /^Disconnect/ })
        .first()
        .click();
      await page.getByRole('alertdialog').or(page.getByRole('dialog')).first().waitFor();
      return page;
    },
  },
  hosted('upload-no-account', 'upload', async () => 'nobody', 'No TikTok account is connected yet'),
  formState('upload-pressed', async (form) => {
    await form.press();
    await form.page.getByText('This is still needed').waitFor();
  }),
  formState('upload-filled', async (form) => {
    await form.chooseFile(clip, 'a-long-name-of-a-file-that-nobody-would-want-to-read-aloud-to-the-end.mp4');
    await form.tap('Disclose commercial content');
    await form.tap('Branded content');
    await form.tap('Schedule for later');
  }),
  formState('upload-audiences', async (form) => {
    await form.tap('Disclose commercial content');
    await form.tap('Branded content');
    await form.openAudiences();
  }),
  formState('upload-photos', async (form) => {
    await form.tap('Photos');
    await form.page
      .getByRole('textbox', { name: /^Photo 1/ })
      .fill('https://media.example.org/a/long/path/to/a/photo/that/does/not/fit.jpg');
  }),
  formState(
    'upload-closed',
    (form) => form.page.getByText('No post is possible right now').waitFor(),
    'toomanyposts',
  ),
  postState('post-published', (mediaId) => direct(mediaId), 'Published'),
  postState('post-failed', (mediaId) => direct(mediaId, failing), 'Not posted'),
  postState(
    'post-in-inbox',
    (mediaId) => ({ mode: 'inbox', media: { source: 'FILE_UPLOAD', mediaId } }),
    'In the TikTok inbox',
  ),
  {
    name: 'crm-widget',
    open: async (world, options) => {
      await world.creator('quiet.garden', {}, 'ada');
      const page = await openAt(world, `${world.stack.crmUrl}/?user=ada`, options);
      await page.locator('creator-connect-widget').getByText('@quiet.garden').first().waitFor();
      return page;
    },
  },
];

/** What has to be so at TikTok for the states above: one post fails, and none takes its time. */
export const prepareStates = async (world: World): Promise<void> => {
  await world.control('declarations', 'POST', {
    match: { title: failing.title },
    failReason: 'spam_risk_text',
  });
  await world.control('switches', 'PATCH', { processingSeconds: 0, moderationSeconds: 0 });
};
