import type { Page } from 'playwright-core';

export const caption = (page: Page) => page.getByRole('textbox', { name: 'Caption' });
export const audience = (page: Page) => page.getByRole('button', { name: /Who can see this post/ });
export const publishButton = (page: Page) => page.getByRole('button', { name: 'Publish on TikTok' });

/** Fills in what a direct post of a video on the web needs. */
export const fill = async (page: Page, title = 'A walk'): Promise<void> => {
  await page.getByText('Video on the web', { exact: true }).click();
  await page.getByRole('textbox', { name: /address/i }).fill('https://media.example.com/walk.mp4');
  await caption(page).fill(title);
  await audience(page).click();
  await page.getByRole('option', { name: 'Only me' }).click();
};

export const press = (page: Page): Promise<void> => publishButton(page).click();
