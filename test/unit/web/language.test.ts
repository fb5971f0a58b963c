import { describe, expect, test } from '@jest/globals';
import { chooseLanguage, regionalTag } from '../../../web/language/choose-language.ts';

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
