import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  chunkOf,
  contentRangeOf,
  nextChunk,
  planUpload,
  readConfirmedBytes,
  uploadMaxBytes,
} from '../../../shared/posts/upload-plan.ts';

const MB = { decimal: 1_000_000, binary: 1_048_576 } as const;

/** Sizes of every order, and those beside each limit that the documents name. */
const sizes = fc.oneof(
  fc.integer({ min: 1, max: uploadMaxBytes }),
  fc.integer({ min: 1, max: 200_000_000 }),
  fc.integer({ min: 0, max: 409 }).map((chunks) => Math.max(1, chunks * 10_485_760)),
  fc
    .tuple(
      fc.constantFrom(5, 64, 128, 1000, 4000, 4096),
      fc.constantFrom(MB.decimal, MB.binary),
      fc.integer({ min: -2, max: 2 }),
    )
    .map(([count, megabyte, beside]) => Math.min(count * megabyte + beside, uploadMaxBytes)),
);

const chunksOf = (sizeBytes: number) => {
  const plan = planUpload(sizeBytes);
  return Array.from({ length: plan.chunkCount }, (_, index) => chunkOf(plan, index));
};

describe('the plan of an upload', () => {
  test.each([
    [1, 1, 1, 1],
    [4_194_304, 4_194_304, 1, 4_194_304],
    [50_000_123, 50_000_123, 1, 50_000_123],
    [64_000_000, 64_000_000, 1, 64_000_000],
    [64_000_001, 10_485_760, 6, 11_571_201],
    [77_360_899, 10_485_760, 7, 14_446_339],
    [1_073_741_824, 10_485_760, 102, 14_680_064],
    [4_294_967_296, 10_485_760, 409, 16_777_216],
  ])('of %d bytes has chunks of %d, %d of them, the last of %d', (size, chunkSize, count, last) => {
    const plan = planUpload(size);
    const { firstByte, lastByte } = chunkOf(plan, count - 1);

    expect(plan).toEqual({ sizeBytes: size, chunkSizeBytes: chunkSize, chunkCount: count });
    expect(lastByte - firstByte + 1).toBe(last);
  });

  test('keeps every documented rule, whichever megabyte is meant, for every size', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const { chunkSizeBytes, chunkCount } = planUpload(size);
        const last = size - (chunkCount - 1) * chunkSizeBytes;

        expect(chunkCount).toBe(Math.floor(size / chunkSizeBytes));
        expect(chunkCount).toBeGreaterThanOrEqual(1);
        expect(chunkCount).toBeLessThanOrEqual(1000);
        for (const megabyte of Object.values(MB)) {
          if (size < 5 * megabyte) expect([chunkSizeBytes, chunkCount]).toEqual([size, 1]);
          else expect(chunkSizeBytes).toBeGreaterThanOrEqual(Math.min(5 * megabyte, size));
          if (size > 64 * megabyte) expect(chunkCount).toBeGreaterThan(1);
          expect(chunkSizeBytes).toBeLessThanOrEqual(64 * megabyte);
          expect(last).toBeLessThanOrEqual(128 * megabyte);
        }
        // A single chunk that is not the whole file is what reviewers of public code see refused.
        if (chunkCount === 1) expect(chunkSizeBytes).toBe(size);
      }),
      { numRuns: 5_000 },
    );
  });

  test('has chunks that follow each other without gap or overlap and end with the file', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const chunks = chunksOf(size);
        let next = 0;
        for (const { firstByte, lastByte } of chunks) {
          expect(firstByte).toBe(next);
          next = lastByte + 1;
        }
        expect(next).toBe(size);
      }),
      { numRuns: 200 },
    );
  });

  test.each([0, -1, 1.5, Number.NaN, uploadMaxBytes + 1])('refuses a file of %d bytes', (size) => {
    expect(() => planUpload(size)).toThrow(RangeError);
  });

  test.each([-1, 6, 0.5])('has no chunk %d of six', (index) => {
    expect(() => chunkOf(planUpload(64_000_001), index)).toThrow(RangeError);
  });
});

describe('going on with an upload', () => {
  test('sends each chunk after what is confirmed, until all is', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const plan = planUpload(size);
        const chunks = chunksOf(size);
        const sent: number[] = [];
        for (let chunk = nextChunk(plan, 0); chunk !== undefined; chunk = nextChunk(plan, chunk.lastByte + 1))
          sent.push(chunk.index);

        expect(sent).toEqual(chunks.map(({ index }) => index));
      }),
      { numRuns: 200 },
    );
  });

  test('reads the end of a chunk from a count and from a last byte alike', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: uploadMaxBytes }),
        fc.nat(),
        fc.constantFrom(0, 1),
        (size, at, lastByteMeant) => {
          const plan = planUpload(size);
          const { lastByte } = chunkOf(plan, at % plan.chunkCount);

          const confirmed = readConfirmedBytes(plan, `bytes 0-${lastByte + 1 - lastByteMeant}/${size}`);

          expect(confirmed).toBe(lastByte + 1);
        },
      ),
    );
  });

  test('takes part of a chunk for nothing of it, and never more than the platform said', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: uploadMaxBytes }),
        fc.nat({ max: uploadMaxBytes }),
        (size, said) => {
          const plan = planUpload(size);
          const confirmed = readConfirmedBytes(plan, `bytes 0-${said}/${size}`) ?? -1;

          expect(confirmed).toBeLessThanOrEqual(Math.min(said + 1, size));
          expect(confirmed === size || confirmed % plan.chunkSizeBytes === 0).toBe(true);
        },
      ),
    );
  });

  test.each([
    null,
    '',
    'bytes */64000001',
    'bytes 5-10/64000001',
    'bytes 0-10/7',
    'bytes 0-1e9/64000001',
    'bytes 0-10485760',
  ])('makes nothing of %j', (header) => {
    expect(readConfirmedBytes(planUpload(64_000_001), header)).toBeUndefined();
  });

  test('names its bytes as the documents do', () => {
    const plan = { sizeBytes: 50_000_123, chunkSizeBytes: 10_000_000, chunkCount: 5 };

    expect([0, 4].map((index) => contentRangeOf(plan, chunkOf(plan, index)))).toEqual([
      'bytes 0-9999999/50000123',
      'bytes 40000000-50000122/50000123',
    ]);
  });
});
