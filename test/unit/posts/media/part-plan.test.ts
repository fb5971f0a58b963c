import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { partSizeOf, planParts } from '../../../../shared/posts/media/part-plan.ts';
import { uploadMaxBytes } from '../../../../shared/posts/upload-plan.ts';

const mebibyte = 1024 ** 2;
const edge = 8 * mebibyte;
const sizes = fc.oneof(
  fc.integer({ min: 1, max: uploadMaxBytes }),
  // Around the edges of parts, where the mistakes are.
  fc
    .tuple(fc.integer({ min: 1, max: 512 }), fc.integer({ min: -2, max: 2 }))
    .map(([parts, by]) => Math.min(Math.max(parts * edge + by, 1), uploadMaxBytes)),
);

describe('the plan of parts', () => {
  test('of every size is one that S3 takes, and its parts are the file', () => {
    fc.assert(
      fc.property(sizes, (sizeBytes) => {
        const plan = planParts(sizeBytes);

        const parts = Array.from({ length: plan.partCount }, (_, index) => partSizeOf(plan, index + 1));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(sizeBytes);
        expect(plan.partCount).toBeLessThanOrEqual(10_000);
        expect(parts.slice(0, -1).every((part) => part === plan.partSizeBytes && part >= 5 * mebibyte)).toBe(
          true,
        );
        expect(parts.at(-1)).toBeGreaterThan(0);
        expect(parts.at(-1)).toBeLessThanOrEqual(plan.partSizeBytes);
      }),
      { examples: [[1], [edge], [edge + 1], [uploadMaxBytes]] },
    );
  });

  test('keeps to S3’s number of parts far beyond the sizes of today', () => {
    fc.assert(
      fc.property(fc.integer({ min: uploadMaxBytes, max: 5 * 1024 ** 4 }), (sizeBytes) => {
        const { partCount, partSizeBytes } = planParts(sizeBytes);

        expect(partCount).toBeLessThanOrEqual(10_000);
        expect(partCount * partSizeBytes).toBeGreaterThanOrEqual(sizeBytes);
        expect((partCount - 1) * partSizeBytes).toBeLessThan(sizeBytes);
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 60])('has no place for a size of %d', (sizeBytes) => {
    expect(() => planParts(sizeBytes)).toThrow(RangeError);
  });

  test.each([0, 4, 1.5, -1])('has no part %d of three', (partNumber) => {
    expect(() => partSizeOf(planParts(3 * edge), partNumber)).toThrow(RangeError);
  });
});
