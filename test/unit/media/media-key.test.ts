import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mediaPrefix } from '../../../shared/media/env.ts';
import { mediaKeyOf } from '../../../shared/media/media-key.ts';

const tenants = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom('.', '..', 'a/b', '%2F'),
);

describe('a key', () => {
  test('of any tenant lies in a folder of its own, is plain and is short enough for S3', () => {
    fc.assert(
      fc.property(tenants, (tenant) => {
        const key = mediaKeyOf(tenant, '0198c0de-0000-7000-8000-000000000000');

        expect(key).toMatch(/^media\/[0-9a-f]{32}\/[0-9a-f-]{36}$/);
        expect(key.startsWith(mediaPrefix)).toBe(true);
      }),
    );
  });

  test('differs between tenants, and is the same each time', () => {
    fc.assert(
      fc.property(tenants, tenants, (one, other) => {
        expect(mediaKeyOf(one, 'id') === mediaKeyOf(other, 'id')).toBe(one === other);
      }),
    );
  });
});
