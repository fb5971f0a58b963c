import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseReturnTo, readSiteEnvironment, type Site } from '../../../shared/accounts/site.ts';
import { isFailure } from '../../../shared/core/failure.ts';
import { hostileReturnAddresses } from '../../support/return-addresses.ts';

const site: Site = { publicUrl: 'https://connect.example', crmOrigins: ['https://crm.example'] };
const ours = ['https://connect.example', 'https://crm.example'];

/** Where a return address leads, or undefined when it is refused. */
const follow = (text: string): URL | undefined => {
  try {
    return parseReturnTo(text, site);
  } catch (error) {
    if (isFailure(error, 'return_to_not_allowed')) return undefined;
    throw error;
  }
};

const piece = fc.constantFrom(
  ...[
    '/',
    '\\',
    ':',
    '@',
    '.',
    '?',
    '#',
    '%2f',
    '%5c',
    '\t',
    '\n',
    ' ',
    'https',
    'http',
    'javascript',
    '//',
    '..',
  ],
  ...[
    'crm.example',
    'connect.example',
    'evil.example',
    'a',
    '。',
    '\u0000',
    '\ud800',
    '[::1]',
    '127.0.0.1',
    ':443',
  ],
);

describe('a return address', () => {
  test.each([...hostileReturnAddresses])('%j leads nowhere', (text) => {
    expect(follow(text)).toBeUndefined();
  });

  test('leads to our site or the CRM or nowhere, however it is put together', () => {
    const address = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(address, fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
        const url = follow(text);

        if (url === undefined) return;
        expect(ours).toContain(url.origin);
        expect(url.username + url.password).toBe('');
        // As the browser reads it, from any page.
        expect(new URL(url.href, 'https://elsewhere.example').origin).toBe(url.origin);
        expect(new URL(text, 'https://connect.example').origin).toBe(url.origin);
      }),
      { numRuns: 3000 },
    );
  });

  test('may be any path of ours', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        const text = `/x${path}?${query}`;

        expect(follow(text)?.origin).toBe('https://connect.example');
      }),
    );
  });
});

describe('the site’s environment', () => {
  test('names the CRM’s origins, of which there may be none', () => {
    const origins = 'https://a.example,https://b.example';

    expect(readSiteEnvironment({ PUBLIC_URL: 'https://x', CRM_ORIGINS: origins }).crmOrigins).toHaveLength(2);
    expect(readSiteEnvironment({ PUBLIC_URL: 'https://x' }).crmOrigins).toEqual([]);
    expect(() => readSiteEnvironment({})).toThrow('PUBLIC_URL');
  });
});
