import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** A real browser out of an npm package. */
export const launchChromium = async (): Promise<Browser> => {
  // In one process, as the package wants it for Lambda, closing a page ends the browser; and the web's own rules stay on.
  const args = chromium.args.filter(
    (arg) =>
      !/single-process|in-process-gpu|disable-web-security|use-gl|use-angle|swiftshader|ignore-gpu/.test(arg),
  );
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...args, '--no-sandbox', '--disable-gpu'],
  });
};
