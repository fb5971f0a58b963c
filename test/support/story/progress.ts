import type { Page } from 'playwright-core';

/** A progress bar's name and how full it was, in its own measure. */
export interface Seen {
  readonly label: string;
  readonly value: number;
  readonly max: number;
}

declare global {
  interface Window {
    seenProgress?: Seen[];
  }
}

/** From now on notes every value that a progress bar of the page shows. */
export const watchProgress = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: { label: string; value: number; max: number }[] = [];
    window.seenProgress = seen;
    const note = (bar: Element): void => {
      const label = document.getElementById(bar.getAttribute('aria-labelledby') ?? '')?.textContent ?? '';
      const [value, max] = ['aria-valuenow', 'aria-valuemax'].map((name) => Number(bar.getAttribute(name)));
      const last = seen.findLast((one) => one.label === label);
      if (value !== undefined && max !== undefined && last?.value !== value) seen.push({ label, value, max });
    };
    const look = () => document.querySelectorAll('[role=progressbar]').forEach(note);
    new MutationObserver(look).observe(document.body, { attributes: true, childList: true, subtree: true });
  });

/** What was noted of the bars whose name begins like this. */
export const readProgress = async (page: Page, label: string): Promise<Seen[]> =>
  (await page.evaluate(() => window.seenProgress ?? [])).filter((one) => one.label.startsWith(label));

/** Lets the page send no more than this in a second. */
export const slowUploads = async (page: Page, bytesPerSecond: number): Promise<void> => {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
};
