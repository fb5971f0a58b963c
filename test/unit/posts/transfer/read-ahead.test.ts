import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { openChunkBodies } from '../../../../shared/posts/transfer/read-ahead.ts';
import { chunkOf, planUpload } from '../../../../shared/posts/upload-plan.ts';

const plan = planUpload(100_000_000);
const [first, second, third] = [0, 1, 2].map((index) => chunkOf(plan, index));
if (first === undefined || second === undefined || third === undefined) throw new Error('No plan.');

/** A store whose ranges are a byte long, and a list of those that were asked for. */
const openStore = (fail: (firstByte: number) => Error | undefined = () => undefined) => {
  const asked: number[] = [];
  const opened: Readable[] = [];
  const closing = new AbortController();
  const readRange = async (_key: string, _etag: string, firstByte: number) => {
    asked.push(firstByte);
    const failure = fail(firstByte);
    if (failure !== undefined) throw failure;
    const body = Readable.from([Buffer.of(1)]);
    opened.push(body);
    return body;
  };
  const bodies = openChunkBodies({ readRange }, { key: 'key', etag: 'etag' }, plan, closing.signal);
  return { bodies, asked, opened, closing };
};

describe('chunks', () => {
  test('are asked for when the one before is read to its end, and not earlier', async () => {
    const { bodies, asked } = openStore();

    const body = await bodies.take(first);
    const before = [...asked];
    await body.toArray();
    const after = [...asked];
    await bodies.take(second);

    expect(before).toEqual([first.firstByte]);
    expect(after).toEqual([first.firstByte, second.firstByte]);
    expect(asked).toEqual(after);
  });

  test('that were not wanted after all are let go, and the wanted one is asked for', async () => {
    const { bodies, asked, opened } = openStore();
    await (await bodies.take(first)).toArray();

    const again = await bodies.take(first);

    expect(asked).toEqual([first, second, first].map(({ firstByte }) => firstByte));
    expect(opened[1]?.destroyed).toBe(true);
    expect(again.destroyed).toBe(false);
  });

  test('that failed ahead of time are asked for again in earnest', async () => {
    let failures = 0;
    const { bodies, asked } = openStore((firstByte) => {
      if (firstByte !== second.firstByte || failures > 0) return undefined;
      failures += 1;
      return new Error('away');
    });
    await (await bodies.take(first)).toArray();

    const body = await bodies.take(second);

    expect(body.destroyed).toBe(false);
    expect(asked).toEqual([first, second, second].map(({ firstByte }) => firstByte));
  });

  test('that broke off while they waited are asked for again, and break nothing else', async () => {
    const { bodies, asked, opened } = openStore();
    await (await bodies.take(first)).toArray();
    await Promise.resolve();
    opened[1]?.destroy(new Error('cut'));

    const body = await bodies.take(second);

    expect(body.destroyed).toBe(false);
    expect(asked.filter((firstByte) => firstByte === second.firstByte)).toHaveLength(2);
  });

  test('are none after the last, and none after the end', async () => {
    const { bodies, asked, opened, closing } = openStore();
    await (await bodies.take(chunkOf(plan, plan.chunkCount - 1))).toArray();
    await (await bodies.take(first)).toArray();
    bodies.close();
    await new Promise((resolve) => setImmediate(resolve));
    closing.abort();
    await (await bodies.take(third)).toArray();

    expect(asked).toHaveLength(4);
    expect(opened[2]?.destroyed).toBe(true);
  });
});
