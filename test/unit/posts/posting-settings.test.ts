import { describe, expect, test } from '@jest/globals';
import { readPostingEnvironment } from '../../../shared/posts/posting-settings.ts';

describe('the settings of posting', () => {
  test('may all be left out', () => {
    expect(readPostingEnvironment({})).toEqual({ verifiedProperties: [] });
    expect(readPostingEnvironment({ MEDIA_URL: '', VERIFIED_PROPERTIES: '' })).toEqual({
      verifiedProperties: [],
    });
  });

  test('are read in the form that addresses are compared in', () => {
    const settings = readPostingEnvironment({
      MEDIA_URL: 'https://Social.example/',
      VERIFIED_PROPERTIES: 'Media.example, https://CDN.example:443/tt/,münchen.example,',
    });

    expect(settings).toEqual({
      mediaUrl: 'https://social.example/',
      verifiedProperties: ['media.example', 'https://cdn.example/tt/', 'xn--mnchen-3ya.example'],
    });
  });

  test.each(['http://social.example/', 'https://social.example', 'social.example/', 'x'])(
    'without an https address that ends in a slash for media are refused by name: %s',
    (text) => {
      expect(() => readPostingEnvironment({ MEDIA_URL: text })).toThrow(/MEDIA_URL/);
    },
  );

  test.each([
    'https://cdn.example/tt',
    'http://cdn.example/',
    'cdn.example/tt/',
    'https://cdn.example/?a=/',
    'a b',
    '*',
  ])('with a property that is neither a domain nor a prefix are refused by name: %s', (text) => {
    expect(() => readPostingEnvironment({ VERIFIED_PROPERTIES: `ok.example,${text}` })).toThrow(
      /VERIFIED_PROPERTIES/,
    );
  });
});
