import { describe, expect, test } from '@jest/globals';
import { createFormat } from '../../../web/language/format.ts';

describe('a length of time', () => {
  test.each([
    [0, '0 secs', '0 s'],
    [0.4, '0 secs', '0 s'],
    [59.6, '1 min', '1 min'],
    [61, '1 min 1 sec', '1 min 1 s'],
    [3_600, '1 hr', '1 h'],
    [7_200, '2 hrs', '2 h'],
    [9_045, '2 hrs 30 mins 45 secs', '2 h 30 min 45 s'],
  ])('of %d seconds is worded in hours, minutes and seconds', (seconds, english, french) => {
    const worded = ['en-GB', 'fr-FR'].map((locale) => createFormat(locale).duration(seconds));

    expect(worded.map((words) => words.replace(/\s/g, ' '))).toEqual([english, french]);
  });
});

describe('a list', () => {
  test('is joined as the language does', () => {
    const words = ['Comment', 'Duet', 'Stitch'];

    expect(createFormat('en-GB').list(words)).toBe('Comment, Duet and Stitch');
    expect(createFormat('fr-FR').list(words)).toBe('Comment, Duet et Stitch');
  });
});
