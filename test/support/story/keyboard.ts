import type { Page } from 'playwright-core';

/** More than any form of ours has stops. */
const mostStops = 80;

/** What a person at the keyboard is told of the element that has the focus: its name, or failing that its text. */
const nameOfFocused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    const byId = (ids: string | null): string =>
      (ids ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' ')
        .trim();
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const [label] = labels.map((one) => one.textContent ?? '');
    return (
      element.getAttribute('aria-label') ??
      (byId(element.getAttribute('aria-labelledby')) || label || element.textContent || '')
    );
  });

/** Presses Tab until the element of this name has the focus. Throws with what was passed when it never has. */
export const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  const passed: string[] = [];
  for (let stops = 0; stops < mostStops; stops += 1) {
    const focused = await nameOfFocused(page);
    if (name.test(focused)) return;
    passed.push(focused);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}; it passed: ${passed.join(' | ')}`);
};
