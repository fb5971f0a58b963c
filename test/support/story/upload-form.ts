import type { Page } from 'playwright-core';
import type { VideoFile } from '../video-file.ts';

/** Chooses a video in the file dialog: its bytes, or of a large one its path. */
export const chooseVideo = async (
  page: Page,
  video: VideoFile | string,
  name = 'clip.mp4',
): Promise<void> => {
  const chosen =
    typeof video === 'string'
      ? video
      : { name, mimeType: 'video/mp4', buffer: video.slice(0, video.sizeBytes) };
  await page.locator('input[type=file]').first().setInputFiles(chosen);
};

export const waitUntilStaged = (page: Page): Promise<void> =>
  page.getByText('Ready to be posted').first().waitFor();

/** Chooses who may see the post, as TikTok wants it chosen by hand each time. */
export const chooseAudience = async (page: Page, name = 'Everyone'): Promise<void> => {
  await page.getByRole('button', { name: 'Who can see this post' }).click();
  await page.getByRole('option', { name }).click();
};

export const fillCaption = (page: Page, text: string): Promise<void> =>
  page.getByRole('textbox', { name: 'Caption' }).fill(text);

export const publishButton = (page: Page) => page.getByRole('button', { name: 'Publish on TikTok' });

/** The state that the page shows of a post, in words. */
export const waitForState = (page: Page, state: string): Promise<void> =>
  page.locator('.post-card .badge').filter({ hasText: state }).waitFor();

/** Waits for the view of the post that was just asked for; gives its id. */
export const waitForPost = async (page: Page): Promise<string> => {
  await page.waitForURL(/postId=/);
  await page.getByRole('heading', { name: 'Your post' }).waitFor();
  return new URL(page.url()).searchParams.get('postId') ?? '';
};
