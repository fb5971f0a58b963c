import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isJsonObject } from '../../../web/api/read-json.ts';
import { withoutScript } from '../../../web/pages.ts';
import { root } from '../../support/source-files.ts';

/** A text and the way to it. */
interface Text {
  readonly path: string;
  readonly text: string;
  /** The values that it is called with, where it is a function. */
  readonly takes: readonly string[];
}

/** A text that takes values by being called is given names like those that others write between braces. */
const given = ['{{1}}', '{{2}}'];

const textsOf = (value: unknown, path = ''): readonly Text[] => {
  if (typeof value === 'string') return [{ path, text: value, takes: [] }];
  if (typeof value === 'function') {
    const takes = given.slice(0, value.length);
    return [{ path, text: String(value(...takes)), takes }];
  }
  if (!isJsonObject(value) && !Array.isArray(value)) throw new Error(`${path} holds no text.`);
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${path}/${key}`));
};

const placeholdersOf = ({ text }: Text): readonly string[] =>
  [...text.matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g)].map(([, name]) => name ?? '').sort();

/** Every catalogue of the site and the widget. */
const files = globSync('web/**/messages.ts', { cwd: root }).toSorted();
const read = async (path: string) => {
  const module: unknown = await import(join(root, path));
  const catalogues = Object(module)['catalogues'];
  return { path, en: textsOf(catalogues['en']), fr: textsOf(catalogues['fr']) };
};
const catalogues = [
  ...(await Promise.all(files.map(read))),
  { path: 'web/pages.ts', en: textsOf(withoutScript.en), fr: textsOf(withoutScript.fr) },
];

/** Names, which no language changes. */
const names =
  /\{\{[^}]*\}\}|Creator Connect|TikTok|OpenAPI|application\/problem\+json|JavaScript|CRM|HTTPS|AWS|Direct Post/g;
/** What English and French write alike. */
const alike = /^(routes?|versions?|photos?|documents?|minutes?|directs?|publications?|descriptions?|pause)$/i;
const hasWords = (text: string): boolean =>
  text
    .replaceAll(names, '')
    .split(/[^\p{L}]+/u)
    .some((word) => word.length > 1 && !alike.test(word));

/** Words that French does not have and that hardly any English sentence goes without. */
const englishWords =
  /(?<![\p{L}'’-])(the|of|and|is|are|was|were|be|been|it|its|this|that|these|you|your|we|our|with|without|from|for|by|to|at|not|no|has|have|had|will|would|can|could|cannot|try|again|wait|here|there|what|when|which|who|how|only|every|until|while|but|so|than|then|upload|account|accounts|connect|disconnect|allowed)(?![\p{L}'’-])/iu;

/** A space that a line may not break at stands before these, unless they are part of a name or a time. */
const loosePunctuation = /[ \p{L}\p{N}”"')][;?!](?=\s|$)|[ \p{L}”"')]:(?=\s|$)/u;

describe('the catalogues', () => {
  test('are all looked at', () => {
    expect(files).toEqual(
      expect.arrayContaining(
        ['connect', 'docs', 'home', 'upload'].map((page) => `web/pages/${page}/messages.ts`),
      ),
    );
    expect(catalogues.flatMap(({ en }) => en).length).toBeGreaterThan(150);
  });

  test.each(catalogues)('say everything in both languages, with the same values: $path', ({ en, fr }) => {
    const shape = (texts: readonly Text[]) =>
      texts.map((one) => ({ path: one.path, placeholders: placeholdersOf(one) }));

    expect(shape(fr)).toEqual(shape(en));
  });

  test.each(catalogues)('leave no text empty: $path', ({ en, fr }) => {
    expect([...en, ...fr].filter(({ text }) => text.trim() === '')).toEqual([]);
  });

  test.each(catalogues)('have left nothing in English: $path', ({ en, fr }) => {
    const same = fr.filter(({ text }, index) => text === en[index]?.text && hasWords(text));
    const english = fr.filter(({ text }) => englishWords.test(text.replaceAll(names, '')));

    expect([same, english]).toEqual([[], []]);
  });

  test.each(catalogues)('write French as it is printed: $path', ({ fr }) => {
    expect(fr.filter(({ text }) => loosePunctuation.test(text))).toEqual([]);
  });

  test('use every value that a text is called with', () => {
    const texts = catalogues.flatMap(({ en, fr }) => [...en, ...fr]);

    const unused = texts.filter(({ text, takes }) => takes.some((value) => !text.includes(value)));

    expect(texts.filter(({ takes }) => takes.length > 0).length).toBeGreaterThan(5);
    expect(unused).toEqual([]);
  });
});
