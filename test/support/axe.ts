import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** WCAG 2.2 at level AA is these together. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What React Aria says in passing about a button that waits; it stays for seconds, when the button may be gone. */
const announced = '[data-live-announcer]';

const screenshots = join(import.meta.dirname, '../../.local/screenshots');

/** Keeps a picture of the whole page as `.local/screenshots/<name>.png`, which git ignores, for people to look at. */
export const keepScreenshot = async (page: Page, name: string): Promise<void> => {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
};

/**
 * Keeps a screenshot of the page as it stands, then throws when axe finds anything against WCAG 2.2 AA, with the rule and
 * the elements of each finding.
 */
export const expectAccessible = async (page: Page, name: string): Promise<void> => {
  await keepScreenshot(page, name);
  const { violations } = await new AxeBuilder({ page }).withTags(tags).exclude(announced).analyze();
  const findings = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(({ target, failureSummary }) => `  ${target.join(' ')}: ${failureSummary}`).join('\n')}`,
  );
  if (findings.length > 0) throw new Error(`axe finds in ${name}:\n${findings.join('\n')}`);
};
