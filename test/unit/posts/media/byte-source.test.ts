import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../../shared/core/failure.ts';
import { createByteSource, type ReadBytes, windowBytes } from '../../../../shared/posts/media/byte-source.ts';
import { probeFile } from '../../../../shared/posts/media/probe-file.ts';

const content = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
const readContent: ReadBytes = async (first, last) => content.slice(first, last + 1);
const never = new AbortController().signal;

describe('a byte source', () => {
  test('gives the bytes that are asked for, and fewer at the end', async () => {
    const source = createByteSource(content.length, readContent, never);

    const views = [await source.read(10, 4), await source.read(150_000, 2), await source.read(199_998, 10)];

    const lists = views.map((view) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)]);
    expect(lists).toEqual([
      [...content.slice(10, 14)],
      [...content.slice(150_000, 150_002)],
      [...content.slice(199_998)],
    ]);
    expect((await source.read(200_000, 1)).byteLength).toBe(0);
  });

  test('reads the store once for what lies together', async () => {
    const reads: number[] = [];
    const source = createByteSource(
      content.length,
      async (first, last) => {
        reads.push(first);
        return readContent(first, last);
      },
      never,
    );

    for (let at = 0; at < windowBytes; at += 1000) await source.read(at, 8);

    expect(reads).toEqual([0]);
  });

  test('calls a file unreadable after so many reads, and not the store at fault', async () => {
    const source = createByteSource(
      Number.MAX_SAFE_INTEGER,
      async (first, last) => new Uint8Array(last - first + 1),
      never,
    );
    const read = async () => {
      for (let at = 0; ; at += 2 * windowBytes) await source.read(at, 1);
    };

    await expect(read()).rejects.toMatchObject({ flaw: { code: 'unreadable' } });
    expect(source.readsLeft()).toBe(0);
  });

  test('gives up a store that hangs when time is up, and says that it may be tried again', async () => {
    const deadline = new AbortController();
    const source = createByteSource(100, () => new Promise(() => {}), deadline.signal);

    const probing = probeFile(source);
    deadline.abort();

    await expect(probing).rejects.toMatchObject({ code: 'media_unavailable', retryAfterSeconds: 5 });
  });

  test('reads no more once time is up', async () => {
    let reads = 0;
    const source = createByteSource(
      100,
      async (first, last) => {
        reads += 1;
        return readContent(first, last);
      },
      AbortSignal.abort(),
    );

    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'media_unavailable' });
    expect(reads).toBe(0);
  });

  test('passes on what the store fails with', async () => {
    const failure = new Failure('media_changed', { detail: 'x' });
    const source = createByteSource(100, () => Promise.reject(failure), never);

    await expect(probeFile(source)).rejects.toBe(failure);
  });
});
