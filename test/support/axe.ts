import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** WCAG 2.2 at level AA is these together. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const screenshots = join(import.meta.dirname, '../../.local/screenshots');

/** Keeps a picture of the whole page as `.local/screenshots/<name>.png`, which git ignores, for people to look at. */
export const keepScreenshot = async (page: Page, name: string): Promise<void> => {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
};

const expectNothingFound = async (page: Page, name: string, axe: AxeBuilder): Promise<void> => {
  await keepScreenshot(page, name);
  const { violations } = await axe.analyze();
  const findings = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(({ target, failureSummary }) => `  ${target.join(' ')}: ${failureSummary}`).join('\n')}`,
  );
  if (findings.length > 0) throw new Error(`axe finds in ${name}:\n${findings.join('\n')}`);
};

/**
 * Keeps a screenshot of the page as it stands, then throws when axe finds anything against WCAG 2.2 AA, with the rule and
 * the elements of each finding.
 */
export const expectAccessible = (page: Page, name: string): Promise<void> =>
  expectNothingFound(page, name, new AxeBuilder({ page }).withTags(tags));

/**
 * The same in light and in dark, each with its screenshot; the page is left dark. Nothing but colours differs between the
 * two, so that in dark contrast alone is looked at.
 */
export const expectAccessibleInBothSchemes = async (page: Page, name: string): Promise<void> => {
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectNothingFound(page, `${name}-dark`, new AxeBuilder({ page }).withRules(['color-contrast']));
};
