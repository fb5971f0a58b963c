import type { Page } from 'playwright-core';

/** Notes from now on what the live regions of a page say, each text when it is new there; answers how to read it. */
export const hearLiveRegions = async (page: Page): Promise<() => Promise<readonly string[]>> => {
  await page.evaluate(() => {
    const heard: string[] = [];
    Reflect.set(window, 'auditHeard', heard);
    const said = new WeakMap<Element, string>();
    const regions = '[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]';
    const listen = (): void => {
      for (const region of document.querySelectorAll(regions)) {
        const text = (region.textContent ?? '').trim();
        if (said.get(region) !== text && text !== '') heard.push(text);
        said.set(region, text);
      }
    };
    listen();
    heard.length = 0;
    new MutationObserver(listen).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  return () => page.evaluate<string[]>(() => Reflect.get(window, 'auditHeard'));
};
