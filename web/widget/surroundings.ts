import type { ThemeWish } from './settings.ts';
import { chooseTheme, type Theme } from './theme.ts';

/** The theme for an element where it stands now. */
export const themeOf = (element: HTMLElement, wish: ThemeWish): Theme =>
  chooseTheme(
    wish,
    getComputedStyle(element).colorScheme,
    matchMedia('(prefers-color-scheme: dark)').matches,
  );

/**
 * Tells when something changed that the looks or the language may follow from: the system's theme, or an attribute of the
 * page's root or body, which is how pages switch theirs. Answers how to call that off.
 */
export const watchSurroundings = (tell: () => void): (() => void) => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(tell);
  system.addEventListener('change', tell);
  for (const part of [document.documentElement, document.body]) {
    if (part !== null) observer.observe(part, { attributes: true });
  }
  return () => {
    system.removeEventListener('change', tell);
    observer.disconnect();
  };
};

/** Tells when somebody is back: the tab is seen again, or the connection is there again. */
export const watchReturn = (tell: () => void): (() => void) => {
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') tell();
  };
  document.addEventListener('visibilitychange', onVisible);
  addEventListener('online', tell);
  return () => {
    document.removeEventListener('visibilitychange', onVisible);
    removeEventListener('online', tell);
  };
};
