import { describe, expect, test } from '@jest/globals';
import { english } from '../../../../web/pages/upload/form/messages.en.ts';
import { french } from '../../../../web/pages/upload/form/messages.fr.ts';
import { problemCodes } from '../../../../web/pages/upload/form/problem.ts';

const withoutTags = (text: string): string => text.replace(/<\/?\w+>/g, '');

const flatten = (value: object, path = ''): [string, string][] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? [[`${path}${key}`, inner]] : flatten(inner, `${path}${key}.`),
  );

const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}|<\/?\w+>/g) ?? []).toSorted();

describe('the wording that TikTok asks for', () => {
  // Written out once more, from section 9 of the protocol reference.
  test('is there to the letter', () => {
    const { required } = english;

    expect([required.yourBrand, required.brandedContent]).toEqual(['Your brand', 'Branded content']);
    expect([required.allowComment, required.allowDuet, required.allowStitch]).toEqual([
      'Allow Comment',
      'Allow Duet',
      'Allow Stitch',
    ]);
    expect(required.audiencePlaceholder).toBe('Select');
    expect(required.promotional).toBe("Your photo/video will be labeled as 'Promotional content'");
    expect(required.partnership).toBe("Your photo/video will be labeled as 'Paid partnership'");
    expect(required.disclosureEmpty).toBe(
      'You need to indicate if your content promotes yourself, a third party, or both.',
    );
    expect(required.brandedNotPrivate).toBe('Branded content visibility cannot be set to private.');
    expect(withoutTags(required.musicDeclaration)).toBe(
      "By posting, you agree to TikTok's Music Usage Confirmation",
    );
    expect(withoutTags(required.brandedDeclaration)).toBe(
      "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation",
    );
  });

  test('is what is said of a disclosure without a box, and of private branded content', () => {
    expect(english.problems['disclosure-empty']).toBe(english.required.disclosureEmpty);
    expect(english.problems['audience-branded']).toBe(english.required.brandedNotPrivate);
  });
});

describe('the catalogues of the form', () => {
  test('have a sentence for each problem in both languages', () => {
    for (const { problems } of [english, french]) {
      expect(Object.keys(problems).toSorted()).toEqual(problemCodes.toSorted());
      expect(Object.values(problems).every((text) => /[.]$/.test(text))).toBe(true);
    }
  });

  test('say the same with the same values and links', () => {
    const ofFrench = new Map(flatten(french));

    for (const [key, text] of flatten(english)) {
      expect([key, placeholders(ofFrench.get(key) ?? '')]).toEqual([key, placeholders(text)]);
    }
  });

  test('write French as it is written', () => {
    for (const [key, text] of flatten(french)) {
      expect([key, text.match(/[^\u00a0] ?[:;?!»]|« /g)?.filter((found) => !found.startsWith('{'))]).toEqual([
        key,
        undefined,
      ]);
    }
  });
});
