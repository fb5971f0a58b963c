import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkParts } from '../../../../shared/posts/media/check-parts.ts';
import { partSizeOf, planParts } from '../../../../shared/posts/media/part-plan.ts';

const etagOf = (partNumber: number): string => partNumber.toString(16).padStart(32, '0');
const planOf = (partCount: number) => planParts((partCount - 1) * 8 * 1024 ** 2 + 1);
const storedOf = (partCount: number) =>
  Array.from({ length: partCount }, (_, index) => ({
    partNumber: index + 1,
    etag: etagOf(index + 1),
    sizeBytes: partSizeOf(planOf(partCount), index + 1),
  }));
const counts = fc.integer({ min: 1, max: 40 });

describe('the parts to join', () => {
  test('are in order, in whatever order and with whatever quotes they were named', () => {
    fc.assert(
      fc.property(counts, fc.boolean(), fc.infiniteStream(fc.nat()), (count, isQuoted, chances) => {
        const stored = storedOf(count);
        const order = new Map(stored.map((part) => [part, chances.next().value]));
        const named = stored
          .toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
          .map(({ partNumber, etag }) => ({ partNumber, etag: isQuoted ? `"${etag.toUpperCase()}"` : etag }));

        const parts = checkParts(planOf(count), stored, named);

        expect(parts.map(({ partNumber }) => partNumber)).toEqual(stored.map(({ partNumber }) => partNumber));
      }),
    );
  });

  test('are refused without any one of them, be it not named, not stored, another or of another size', () => {
    const faults = {
      notNamed: (count: number, at: number) => [storedOf(count), storedOf(count).toSpliced(at, 1)],
      notStored: (count: number, at: number) => [storedOf(count).toSpliced(at, 1), storedOf(count)],
      another: (count: number, at: number) => [
        storedOf(count),
        storedOf(count).map((part, index) => (index === at ? { ...part, etag: 'f'.repeat(32) } : part)),
      ],
      shorter: (count: number, at: number) => [
        storedOf(count).map((part, index) =>
          index === at ? { ...part, sizeBytes: part.sizeBytes - 1 } : part,
        ),
        storedOf(count),
      ],
      twice: (count: number, at: number) => [
        storedOf(count),
        [...storedOf(count), ...storedOf(count).slice(at, at + 1)],
      ],
    };
    fc.assert(
      fc.property(counts, fc.nat(), fc.constantFrom(...Object.values(faults)), (count, chance, spoil) => {
        const [stored = [], named = []] = spoil(count, chance % count);

        expect(() => checkParts(planOf(count), stored, named)).toThrow(
          expect.objectContaining({ code: 'media_parts_refused' }),
        );
      }),
    );
  });
});
