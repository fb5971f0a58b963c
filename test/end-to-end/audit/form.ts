import type { Browser, BrowserContextOptions, Locator, Page, Request } from 'playwright-core';
import type { VideoFile } from '../../support/video-file.ts';

/** One request of the page to the API. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The upload page, as a person with a mouse uses it. */
export interface Form {
  readonly page: Page;
  /** What the page has asked of the API, in its order. */
  readonly asked: readonly Asked[];
  readonly count: (method: string, path: string) => number;
  readonly publish: Locator;
  /** Presses it although it may be off, which it is for assistive technology alone. */
  readonly press: () => Promise<void>;
  /** The button that opens the list of audiences, and says which is chosen. */
  readonly audience: Locator;
  readonly declaration: Locator;
  readonly disclosure: Locator;
  readonly box: (name: string) => Locator;
  /** Clicks on the words of a checkbox, a switch or a radio button, as people do. */
  readonly tap: (words: string) => Promise<void>;
  readonly openAudiences: () => Promise<Locator>;
  readonly chooseAudience: (name: string) => Promise<void>;
  /** Chooses a file, and waits until all of it is in our store. */
  readonly chooseFile: (video: VideoFile, name?: string) => Promise<void>;
  /** Chooses a file that the page refuses to send. */
  readonly offerFile: (video: VideoFile, name?: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const patienceMs = 30_000;

const askedOf = (request: Request): Asked => ({
  method: request.method(),
  path: new URL(request.url()).pathname,
  body: request.postData() ?? '',
});

/** The form on an open page. */
const formOn = (page: Page, asked: readonly Asked[]): Form => {
  const audience = page.getByRole('button', { name: 'Who can see this post' });
  const tap = (words: string) => page.getByText(words, { exact: true }).first().click();
  const openAudiences = async () => {
    await audience.click();
    const options = page.getByRole('option');
    await options.first().waitFor();
    return options;
  };
  const offerFile: Form['offerFile'] = async (video, name = 'clip.mp4') => {
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name, mimeType: 'video/mp4', buffer: video.slice(0, video.sizeBytes) });
  };
  const publish = page.getByRole('button', { name: 'Publish on TikTok' });
  return {
    page,
    asked,
    publish,
    press: () => publish.click({ force: true }),
    count: (method, path) => asked.filter((one) => one.method === method && one.path === path).length,
    audience,
    declaration: page.getByText('By posting, you agree to TikTok', { exact: false }),
    disclosure: page.getByRole('switch', { name: 'Disclose commercial content' }),
    box: (name) => page.getByRole('checkbox', { name, exact: true }),
    tap,
    openAudiences,
    chooseAudience: async (name) => {
      await openAudiences();
      await page.getByRole('option', { name }).click();
    },
    offerFile,
    chooseFile: async (video, name) => {
      await offerFile(video, name);
      await page.getByText('Ready to be posted').first().waitFor({ timeout: patienceMs });
    },
    close: () => page.context().close(),
  };
};

/** Opens the upload page and waits for its form. */
export const openFormPage = async (
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Form> => {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const asked: Asked[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/api/')) asked.push(askedOf(request));
  });
  await page.goto(address);
  await page.locator('.post-form').waitFor();
  return formOn(page, asked);
};
