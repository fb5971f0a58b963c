import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { bareEtag, combinedEtag, quotedEtag } from '../../../shared/media/etag.ts';

const md5 = (text: string) => createHash('md5').update(text).digest();

describe('an ETag', () => {
  test('is taken with quotes and without', () => {
    expect([bareEtag('"abc"'), bareEtag('abc')]).toEqual(['abc', 'abc']);
    expect([quotedEtag('"abc"'), quotedEtag('abc')]).toEqual(['"abc"', '"abc"']);
  });

  test('of parts is the MD5 of their MD5s, and how many they are', () => {
    const sums = [md5('one'), md5('two')];

    const combined = combinedEtag(sums.map((sum) => `"${sum.toString('hex')}"`));

    expect(combined).toBe(`${createHash('md5').update(Buffer.concat(sums)).digest('hex')}-2`);
  });
});
