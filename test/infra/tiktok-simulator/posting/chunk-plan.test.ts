import { describe, expect, test } from '@jest/globals';
import {
  checkChunkPlan,
  expectedChunkBytes,
} from '../../../../infra/local/tiktok-simulator/posting/chunk-plan.ts';

type Megabyte = 'strictest' | 'decimal' | 'binary';

const check = (
  videoSizeBytes: number,
  chunkSizeBytes: number,
  chunkCount = Math.floor(videoSizeBytes / chunkSizeBytes),
  megabyte: Megabyte = 'strictest',
  partialSingleChunk: 'refused' | 'accepted' = 'refused',
) => checkChunkPlan({ videoSizeBytes, chunkSizeBytes, chunkCount }, { megabyte, partialSingleChunk });

const badSize = 'The video size is invalid';
const badChunk = 'The chunk size is invalid';
const badCount = 'The total chunk count is invalid';

describe('a chunk plan', () => {
  test.each([
    [1, 1, 1],
    [4_194_304, 4_194_304, 1],
    [50_000_123, 10_000_000, 5],
    [50_000_123, 50_000_123, 1],
    [64_000_000, 64_000_000, 1],
    [64_000_001, 10_485_760, 6],
    [77_360_899, 10_485_760, 7],
    [128_000_000, 64_000_000, 2],
    [1_073_741_824, 10_485_760, 102],
    [4_294_967_296, 10_485_760, 409],
  ])('of %i bytes in chunks of %i is accepted, as the documents have it', (size, chunk, count) => {
    expect(check(size, chunk, count)).toBeNull();
  });

  test.each([
    ['no bytes', check(0, 1), badSize],
    ['more than 4 GB', check(4_294_967_297, 10_485_760), badSize],
    ['one chunk above 64 MB', check(64_000_001, 64_000_001), badChunk],
    ['chunks below 5 MB', check(20_000_000, 5_242_879), badChunk],
    ['chunks above 64 MB', check(200_000_000, 64_000_001), badChunk],
    ['chunks larger than the file', check(10_000_000, 10_000_001, 1), badChunk],
    ['chunks of no bytes', check(10_000_000, 0, 1), badChunk],
    ['a small file in several chunks', check(4_000_000, 1_000_000), badChunk],
    ['a count that is rounded up', check(50_000_123, 10_000_000, 6), badCount],
    ['a count of none', check(50_000_123, 10_000_000, 0), badCount],
  ])('with %s is refused', (_what, answer, expected) => {
    expect(answer).toBe(expected);
  });

  test('is held to megabytes of 10^6 or 2^20 bytes, or to the stricter of both', () => {
    const answers = (size: number, chunk: number) =>
      (['strictest', 'decimal', 'binary'] as const).map((megabyte) =>
        check(size, chunk, Math.floor(size / chunk), megabyte),
      );

    expect(answers(50_000_000, 5_000_000)).toEqual([badChunk, null, badChunk]);
    expect(answers(67_108_864, 67_108_864)).toEqual([badChunk, badChunk, null]);
  });

  test('of one chunk that is not the whole file is refused, or accepted', () => {
    const plan = [15_000_000, 10_000_000, 1, 'strictest'] as const;

    expect([check(...plan, 'refused'), check(...plan, 'accepted')]).toEqual([badChunk, null]);
  });
});

describe('the chunk to come', () => {
  const plan = { videoSizeBytes: 50_000_123, chunkSizeBytes: 10_000_000, chunkCount: 5 };

  test('has the size of the plan, and the last one takes what is left', () => {
    const sizes = [0, 10_000_000, 40_000_000, 50_000_123].map((first) => expectedChunkBytes(plan, first));

    expect(sizes).toEqual([10_000_000, 10_000_000, 10_000_123, 0]);
  });
});
