import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { isFailure } from '../../../shared/core/failure.ts';
import { checkBytes } from '../../../shared/media/check-bytes.ts';

const pieces = (...sizes: number[]) => Readable.from(sizes.map((size) => Buffer.alloc(size, 1)));
const endOf = (stream: Readable): Promise<unknown> =>
  stream.toArray().then(
    (chunks) => Buffer.concat(chunks).length,
    (error: unknown) => (isFailure(error) ? error.code : error),
  );

describe('checked bytes', () => {
  test('pass when they are as many as was promised', async () => {
    expect(await endOf(checkBytes(pieces(3, 4), 7))).toBe(7);
  });

  test.each([
    ['fewer', [3], 7],
    ['more', [3, 5], 7],
    ['none', [], 1],
  ])('fail when they are %s', async (_how, sizes, promised) => {
    expect(await endOf(checkBytes(pieces(...sizes), promised))).toBe('media_unavailable');
  });

  test('fail when their source does, which ends', async () => {
    const source = new PassThrough();
    const checked = checkBytes(source, 7);

    source.destroy(new Error('cut'));

    expect(await endOf(checked)).toBe('media_unavailable');
  });

  describe('over time', () => {
    const idleMs = 10_000;
    beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
    afterEach(() => void jest.useRealTimers());

    test('fail when none comes for too long', async () => {
      const source = new PassThrough();
      const checked = checkBytes(source, 7, undefined, idleMs);
      source.write('abc');
      const end = endOf(checked);

      await jest.advanceTimersByTimeAsync(idleMs);

      expect(await end).toBe('media_unavailable');
      expect(source.destroyed).toBe(true);
    });

    test('wait for a reader that is slow itself', async () => {
      const source = pieces(100_000, 100_000, 100_000);
      const checked = checkBytes(source, 300_000, undefined, idleMs);
      await once(checked, 'readable');

      await jest.advanceTimersByTimeAsync(5 * idleMs);

      expect(await endOf(checked)).toBe(300_000);
    });
  });

  test('end their source when nobody wants them any more', async () => {
    const source = new PassThrough();
    const checked = checkBytes(source, 7);

    checked.destroy();
    await once(source, 'close');

    expect(source.destroyed).toBe(true);
  });
});
