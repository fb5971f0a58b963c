import { describe, expect, test } from '@jest/globals';
import { allowReturn, writeReturn } from '../../../web/shell/return-address.ts';

const site = 'https://connect.example.com';
const status = { connected: false, accounts: [], returnOrigins: ['https://crm.example.com'] };
const allowed = (wanted: string | undefined) => allowReturn(wanted, status, site)?.href;

describe('the way back that a link names', () => {
  test('is an address on an origin that the API names, or one of this site', () => {
    expect(allowed('https://crm.example.com/contacts?id=7#notes')).toBe(
      'https://crm.example.com/contacts?id=7#notes',
    );
    expect(allowed('/platforms/tiktok/upload?postId=1')).toBe(`${site}/platforms/tiktok/upload?postId=1`);
  });

  test.each([
    'https://evil.example/login',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://crm.example.com.evil.example/',
    'https://crm.example.com:8443/',
    'http://crm.example.com/',
    'https://crm.example.com@evil.example/',
    'https://user@crm.example.com/',
    'https://user:word@connect.example.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://',
    undefined,
  ])('is none elsewhere: %s', (wanted) => {
    expect(allowed(wanted)).toBeUndefined();
  });

  test.each([
    undefined,
    null,
    {},
    { returnOrigins: 'https://crm.example.com' },
    { returnOrigins: [1, null] },
  ])('is none on another site as long as the API names no origin: %j', (answer) => {
    expect(allowReturn('https://crm.example.com/', answer, site)).toBeUndefined();
  });

  test('is asked for by its path when it is of this site, whose own name the API may know otherwise', () => {
    expect(writeReturn(new URL('/docs?a=b#c', site), site)).toBe('/docs?a=b#c');
    expect(writeReturn(new URL('https://crm.example.com/a?b#c'), site)).toBe('https://crm.example.com/a?b#c');
  });
});
