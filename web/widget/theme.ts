import type { ThemeWish } from './settings.ts';

export type Theme = 'light' | 'dark';

/**
 * The theme to show: the one asked for; else the one that the place on the page is in by its `color-scheme`; where that
 * says nothing or leaves the choice, the system's.
 */
export const chooseTheme = (wish: ThemeWish, colorScheme: string, systemIsDark: boolean): Theme => {
  if (wish !== 'auto') return wish;
  const words = colorScheme.split(/\s+/);
  const [light, dark] = [words.includes('light'), words.includes('dark')];
  if (light !== dark) return dark ? 'dark' : 'light';
  return systemIsDark ? 'dark' : 'light';
};
