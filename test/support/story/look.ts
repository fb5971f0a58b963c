import type { Page } from 'playwright-core';
import { expectAccessibleInBothSchemes, keepScreenshot } from '../axe.ts';

/**
 * Looks at a page as it stands: light and dark, each held against WCAG 2.2 AA by axe, and as wide as the smallest phone,
 * where nothing may lie beside the edge. Keeps a picture of each for people, and leaves the page as it was.
 */
export const look = async (page: Page, name: string): Promise<void> => {
  const size = page.viewportSize();
  const wasDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  await expectAccessibleInBothSchemes(page, name);
  await page.setViewportSize({ width: 320, height: 640 });
  await keepScreenshot(page, `${name}-320`);
  const beyondPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.emulateMedia({ colorScheme: wasDark ? 'dark' : 'light' });
  if (size !== null) await page.setViewportSize(size);
  if (beyondPx > 0) throw new Error(`At 320 px, ${name} is ${beyondPx} px too wide.`);
};
