import type { Locator } from 'playwright-core';

/** The words of an element as they are shown, without those that are hidden. */
export const shownText = async (locator: Locator): Promise<string> =>
  // biome-ignore lint/performance/useDomNodeTextContent: hidden words are not meant here
  (await locator.innerText()).trim();
