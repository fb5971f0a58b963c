import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explainUnverified, findProperty, readMediaAddress } from '../../../shared/posts/media-address.ts';
import { hostile, sound } from '../../support/media-addresses.ts';

describe('an address to pull from', () => {
  describe.each(Object.entries(hostile))('that %s', (_trick, addresses) => {
    test.each(addresses)('is refused with a sentence: %j', (address) => {
      const read = readMediaAddress(address);

      expect(read).toEqual({ kind: 'refused', detail: expect.stringMatching(/^[A-Z].*\.$/) });
    });
  });

  test.each(Object.entries(sound))('that is sound is read in one form: %j', (given, url) => {
    expect(readMediaAddress(given)).toEqual({ kind: 'address', url });
  });

  test('as it was read reads as itself', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['https'], withQueryParameters: true }), (given) => {
        const read = readMediaAddress(given);

        if (read.kind === 'address') {
          expect(readMediaAddress(read.url)).toEqual(read);
          expect(new URL(read.url).href).toBe(read.url);
        }
      }),
    );
  });

  test('is never an IP address, however it is written', () => {
    const part = fc.integer({ min: 0, max: 255 });
    const written = fc.constantFrom(
      (n: number) => `${n}`,
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => `0${n.toString(8)}`,
    );
    const host = fc
      .array(fc.tuple(part, written), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.map(([n, write]) => write(n)).join('.'));
    const sixth = fc.ipV6().map((address) => `[${address}]`);

    fc.assert(
      fc.property(fc.oneof(host, sixth), fc.constantFrom('', '.', ':443'), (name, end) => {
        expect(readMediaAddress(`https://${name}${end}/a.mp4`).kind).toBe('refused');
      }),
    );
  });

  test('of any text at all is refused or leads by https to a name, without credentials, port or dot steps', () => {
    const pieces = fc.constantFrom(
      'https://',
      'media.example',
      '.',
      '..',
      '/',
      '//',
      '\\',
      '@',
      ':',
      '443',
      '%2e',
      '%2f',
      '%5c',
      '%25',
      '?',
      '#',
      '[::1]',
      '127.0.0.1',
      'evil.example',
      ' ',
      '\t',
      '\0',
      '。',
      '／',
      'x',
      ';',
    );
    const tricky = fc.array(pieces, { maxLength: 8 }).map((list) => `https://${list.join('')}`);

    fc.assert(
      fc.property(fc.oneof(tricky, fc.string({ unit: 'binary' })), (text) => {
        const read = readMediaAddress(text);
        if (read.kind === 'refused') return;

        const { protocol, hostname, port, username, password, hash } = new URL(read.url);
        expect([protocol, port, username, password, hash]).toEqual(['https:', '', '', '', '']);
        expect(hostname).toMatch(/^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/);
        expect(decodeURIComponent(new URL(read.url).pathname).split(/[/\\]/)).not.toContain('..');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a verified property', () => {
  test.each([
    ['static.example.com', 'https://static.example.com/a.mp4'],
    ['static.example.com', 'https://video.static.example.com/a.mp4'],
    ['https://example.com/videos/user/', 'https://example.com/videos/user/1/a.mp4'],
    ['https://example.com/videos/user/', 'https://example.com/videos/user/?x=1'],
    ['xn--mnchen-3ya.example', 'https://xn--mnchen-3ya.example/a.mp4'],
  ])('%s covers %s', (property, url) => {
    expect(findProperty(url, ['other.example', property])).toBe(property);
  });

  test.each([
    ['static.example.com', 'https://example.com/a.mp4'],
    ['static.example.com', 'https://evilstatic.example.com/a.mp4'],
    ['static.example.com', 'https://static.example.com.evil.example/a.mp4'],
    ['static.example.com', 'https://evil.example/static.example.com'],
    ['media.example', 'https://xn--mdia-8cd.example/a.mp4'],
    ['https://example.com/videos/user/', 'https://example.com/videos/2023/user/1/a.mp4'],
    ['https://example.com/videos/user/', 'https://example.com/videos/user'],
    ['https://example.com/videos/user/', 'https://example.com/Videos/user/1.mp4'],
    ['https://example.com/videos/user/', 'https://video.example.com/videos/user/1.mp4'],
  ])('%s does not cover %s', (property, url) => {
    expect(findProperty(url, [property])).toBeUndefined();
  });

  test('that a look-alike of its name is not, in whatever letters', () => {
    const lookalikes = [
      'https://mеdia.example/a.mp4',
      'https://media.examp1e/a.mp4',
      'https://ṃedia.example/a.mp4',
    ];

    const found = lookalikes.map((text) => {
      const read = readMediaAddress(text);
      return read.kind === 'address' ? findProperty(read.url, ['media.example']) : read.kind;
    });

    expect(found).toEqual([undefined, undefined, undefined]);
  });

  test('keeps its prefix whatever follows it: what is sent begins with it', () => {
    const prefix = 'https://media.example/videos/';
    const rest = fc
      .array(fc.constantFrom('..', '.', '/', '%2e', '%2f', '%5c', '%25', 'a', '?', ';', '\\', 'ä'), {
        maxLength: 8,
      })
      .map((list) => list.join(''));

    fc.assert(
      fc.property(rest, (tail) => {
        const read = readMediaAddress(prefix + tail);
        if (read.kind === 'refused') return;

        expect(read.url.startsWith(prefix)).toBe(true);
        expect(decodeURIComponent(new URL(read.url).pathname)).toMatch(/^\/videos\//);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is named to who uses none, with what to do', () => {
    expect(explainUnverified(['media.example', 'https://a.example/v/'])).toContain(
      'media.example, https://a.example/v/',
    );
    expect(explainUnverified([])).toContain('no verified property');
    for (const sentence of [explainUnverified([]), explainUnverified(['x.example'])])
      expect(sentence).toContain('verifiedProperties');
  });
});
