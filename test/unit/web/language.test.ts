import { describe, expect, test } from '@jest/globals';
import { chooseLanguage, regionalTag } from '../../../web/language/choose-language.ts';
import { catalogues as connect } from '../../../web/pages/connect/messages.ts';
import { catalogues as docs } from '../../../web/pages/docs/messages.ts';
import { catalogues as home } from '../../../web/pages/home/messages.ts';
import { withoutScript } from '../../../web/pages.ts';

/** Each text with its way to it; a text that takes values is given its own name for each. */
const textsOf = (value: unknown, path = ''): readonly (readonly [string, string])[] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value('«1»', '«2»'))]];
  return Object.entries(Object(value)).flatMap(([key, inner]) => textsOf(inner, `${path}/${key}`));
};

/** Each text that takes values, as it reads with them, and the values. */
const functionsOf = (value: unknown): readonly (readonly [string, readonly string[]])[] => {
  if (typeof value === 'string') return [];
  if (typeof value !== 'function') return Object.values(Object(value)).flatMap(functionsOf);
  const values = ['«1»', '«2»'].slice(0, value.length);
  return [[String(value(...values)), values]];
};

/** Names, words of standards, and words that both languages write alike. */
const alike = /^\/(brand|routes|source|version|title|openapi)$/;

describe('the language of a page', () => {
  test.each([
    [['fr-CA', 'en'], 'fr'],
    [['FR'], 'fr'],
    [['de', 'fr', 'en'], 'fr'],
    [['de-DE', 'en-GB', 'fr'], 'en'],
    [['en-US@posix'], 'en'],
    [['frr', 'de'], 'en'],
    [[], 'en'],
  ])('for a browser that wishes %j is %s', (wishes, language) => {
    expect(chooseLanguage(wishes)).toBe(language);
  });

  test('brings its region along for dates', () => {
    expect(regionalTag(['de', 'en-GB', 'en-US'], 'en')).toBe('en-GB');
    expect(regionalTag(['de'], 'en')).toBe('en');
  });

  test('is one that dates can be written in even when the browser names a locale of its system', () => {
    const tag = regionalTag(['en-US@posix'], 'en');

    expect(() => new Intl.DateTimeFormat(tag)).not.toThrow();
  });
});

describe('the catalogues', () => {
  test.each([
    ['connect', connect],
    ['docs', docs],
    ['home', home],
    ['without scripts', withoutScript],
  ])('of %s say everything in both languages', (_page, { en, fr }) => {
    const english = textsOf(en);
    const french = textsOf(fr);

    expect(french.map(([path]) => path)).toEqual(english.map(([path]) => path));
    for (const [, text] of [...english, ...french]) expect(text.trim()).not.toBe('');
    const untranslated = english.filter(
      ([path, text], index) => text === french[index]?.[1] && !alike.test(path),
    );
    expect(untranslated).toEqual([]);
  });

  test('use every value that they are given', () => {
    const told = [connect, docs].flatMap(({ en, fr }) => [...functionsOf(en), ...functionsOf(fr)]);

    expect(told.length).toBeGreaterThan(15);
    for (const [text, values] of told) for (const value of values) expect(text).toContain(value);
  });
});
