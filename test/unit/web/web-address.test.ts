import { describe, expect, test } from '@jest/globals';
import { parseTrustedAddress, parseWebAddress } from '../../../web/address/web-address.ts';

const hostile = [
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'blob:https://a/b',
  'file:///etc/passwd',
  'vbscript:x',
  'not an address',
  '',
];

describe('addresses from outside', () => {
  test.each(hostile)('are not followed when they are none of the web: %j', (text) => {
    expect(parseWebAddress(text)).toBeUndefined();
    expect(parseTrustedAddress(text, 'localhost')).toBeUndefined();
  });

  test('lead back to any site by http or https, and to a path of our own', () => {
    const base = 'https://connect.example.com';

    expect(parseWebAddress('https://crm.example.com/a')?.href).toBe('https://crm.example.com/a');
    expect(parseWebAddress('http://localhost:3000/')?.href).toBe('http://localhost:3000/');
    expect(parseWebAddress('/docs', base)?.href).toBe('https://connect.example.com/docs');
  });

  test('are trusted by https alone on a deployed page', () => {
    const page = 'connect.example.com';

    expect(parseTrustedAddress('https://p16.tiktokcdn.com/a.jpg', page)?.hostname).toBe('p16.tiktokcdn.com');
    expect(parseTrustedAddress('http://p16.tiktokcdn.com/a.jpg', page)).toBeUndefined();
    expect(parseTrustedAddress('http://127.0.0.1:4010/a.svg', page)).toBeUndefined();
  });

  test('may be the simulator on this machine, on a page of this machine', () => {
    expect(parseTrustedAddress('http://127.0.0.1:4010/a.svg', 'localhost')?.port).toBe('4010');
    expect(parseTrustedAddress('http://127.0.0.1.evil.example/', 'localhost')).toBeUndefined();
    expect(parseTrustedAddress('http://127.0.0.1@evil.example/', 'localhost')).toBeUndefined();
  });
});
