import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';

const styleSheet = await readFile(new URL('../../../web/design/base.css', import.meta.url), 'utf8');
const [lightBlock = '', darkBlock = ''] = [...styleSheet.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, block]) => block,
);
const coloursOf = (block: string): Record<string, string> =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
const themes = { light: coloursOf(lightBlock), dark: coloursOf(darkBlock) };

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const surfaces = ['ground', 'card', 'plain-ground'];
const textPairs = [
  ...['ink', 'soft'].flatMap((text) => surfaces.map((surface) => [text, surface] as const)),
  ...['accent', 'accent-strong', 'bad'].flatMap((text) =>
    ['ground', 'card'].map((surface) => [text, surface] as const),
  ),
  ...['good', 'warn', 'bad'].flatMap((tone) =>
    [tone, 'ink'].map((text) => [text, `${tone}-ground`] as const),
  ),
  ...['accent', 'accent-strong'].map((surface) => ['on-accent', surface] as const),
];
const edgePairs = [
  ['edge', 'card'],
  ['edge', 'ground'],
  ['edge', 'warn-ground'],
  ['bad', 'card'],
  ['accent', 'card'],
  ['accent', 'ground'],
] as const;

describe.each(['light', 'dark'] as const)('in %s colours', (theme) => {
  const ratioOf = (one: string, other: string) =>
    contrast(themes[theme][one] ?? 'missing', themes[theme][other] ?? 'missing');

  test.each(textPairs)('text in %s on %s reads well (WCAG 2.2, 1.4.3)', (text, surface) => {
    expect(ratioOf(text, surface)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(edgePairs)('a control or focus in %s stands out on %s (WCAG 2.2, 1.4.11)', (edge, surface) => {
    expect(ratioOf(edge, surface)).toBeGreaterThanOrEqual(3);
  });
});
