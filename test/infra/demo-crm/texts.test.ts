import { describe, expect, test } from '@jest/globals';
import { fillText } from '../../../infra/local/demo-crm/client/fill-text.ts';
import {
  chooseLanguage,
  preferredLanguage,
  withRegion,
} from '../../../infra/local/demo-crm/client/language.ts';
import { catalogues } from '../../../infra/local/demo-crm/client/messages.ts';
import { failureKey, readReturnResult } from '../../../infra/local/demo-crm/client/return-result.ts';

describe('the words of the demo CRM', () => {
  const bracesIn = (text: string): string[] =>
    [...text.matchAll(/\{\w+\}/g)].map(([brace]) => brace).toSorted();

  test('leave the same to be filled in in both languages', () => {
    const keys = Object.keys(catalogues.en) as (keyof typeof catalogues.en)[];

    const different = keys.filter(
      (key) => bracesIn(catalogues.en[key]).join() !== bracesIn(catalogues.fr[key]).join(),
    );

    expect(keys.length).toBeGreaterThan(30);
    expect(different).toEqual([]);
  });

  test('have the space before a French sign that no line is broken at', () => {
    const careless = Object.values(catalogues.fr).filter((text) => / [:;?!]/.test(text));

    expect(careless).toEqual([]);
  });

  test('keep braces that nobody fills, and read none in what is filled in', () => {
    expect(fillText('{a} {b}', { a: '{b}', c: 'x' })).toBe('{b} {b}');
  });

  test.each([
    ['fr-CA, en', 'fr'],
    ['de;q=0.9, fr;q=0.5', 'fr'],
    ['', 'en'],
    ['*', 'en'],
  ])('are chosen by a browser that wants “%s”', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });

  test('come with the region that the browser names for this language, if any', () => {
    expect(chooseLanguage(['de', 'fr-BE'])).toBe('fr');
    expect(withRegion('en', ['fr-BE', 'en-GB'])).toBe('en-GB');
    expect(withRegion('fr', ['en-GB'])).toBe('fr');
  });
});

describe('what somebody comes back with', () => {
  test('is read once, and leaves the rest of the address alone', () => {
    const read = readReturnResult('http://localhost:4040/?user=ada&tiktok=connected&accountId=a1#x');

    expect(read).toEqual({
      result: { kind: 'connected', accountId: 'a1' },
      cleanAddress: 'http://localhost:4040/?user=ada#x',
    });
  });

  test.each(['http://localhost:4040/?user=ada', 'http://localhost:4040/?tiktok=other'])(
    'is nothing in %s',
    (address) => {
      expect(readReturnResult(address)).toBeUndefined();
    },
  );

  test.each([
    ['authorization_denied', 'denied'],
    ['account_linked_elsewhere', 'elsewhere'],
    ['constructor', 'failed'],
  ])('after %s is told as “%s”', (code, key) => {
    expect(failureKey(code)).toBe(key);
  });
});
