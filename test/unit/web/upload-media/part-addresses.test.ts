import { describe, expect, test } from '@jest/globals';
import { planParts } from '../../../../shared/posts/media/part-plan.ts';
import {
  createPartAddresses,
  type SignedParts,
} from '../../../../web/pages/upload/media/staging/part-addresses.ts';

const start = new Date('2026-03-01T10:00:00.000Z');
const hourMs = 3_600_000;

/** `skewMs`: how far the API's clock is ahead of this machine's. */
const world = (partCount: number, skewMs = 0) => {
  let now = start;
  const asked: (readonly number[])[] = [];
  const stored: SignedParts['stored'] = [];
  let failures = 0;
  const addresses = createPartAddresses({
    partCount,
    clock: () => now,
    sign: async (partNumbers) => {
      asked.push(partNumbers);
      await Promise.resolve();
      if (failures > 0) {
        failures -= 1;
        throw new Error('away');
      }
      return {
        parts: partNumbers.map((partNumber) => ({
          partNumber,
          url: `https://store.example/${partNumber}?at=${now.getTime()}`,
          sizeBytes: 8,
        })),
        stored: [...stored],
        expiresAt: new Date(now.getTime() + skewMs + hourMs).toISOString(),
      };
    },
  });
  return {
    addresses,
    asked,
    stored,
    later: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    failNext: () => {
      failures += 1;
    },
  };
};

const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('the addresses of parts', () => {
  test('of 4 GB are asked for six times, a hundred at once, however many want one at the same moment', async () => {
    const { partCount } = planParts(4 * 1024 ** 3);
    const { addresses, asked } = world(partCount);

    await addresses.list();
    for (let first = 1; first <= partCount; first += 4)
      await Promise.all(
        numbers(first, Math.min(first + 3, partCount)).map(async (one) => {
          await addresses.addressOf(one);
          addresses.markSent(one);
        }),
      );

    expect(partCount).toBe(512);
    expect(asked.map(({ length }) => length)).toEqual([100, 100, 100, 100, 100, 12]);
    expect(asked.flat()).toEqual(numbers(1, 512));
  });

  test('are not asked for parts that the store has', async () => {
    const { addresses, asked, stored } = world(5);
    stored.push(...[1, 2, 4].map((partNumber) => ({ partNumber, etag: 'e', sizeBytes: 8 })));

    await addresses.list();
    await Promise.all([addresses.addressOf(3), addresses.addressOf(5)]);
    await addresses.list();

    expect(asked).toEqual([numbers(1, 5), [1]]);
  });

  test('are asked for anew shortly before they end', async () => {
    const { addresses, asked, later } = world(3);

    const first = await addresses.addressOf(2);
    later(hourMs - 61_000);
    const same = await addresses.addressOf(2);
    later(2_000);
    const renewed = await addresses.addressOf(2);

    expect(same).toBe(first);
    expect(renewed).not.toBe(first);
    expect(asked.map((one) => one.toSorted())).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test.each([-2 * hourMs, 2 * hourMs])('hold as long where the clock is wrong by %i ms', async (skewMs) => {
    const { addresses, asked, later } = world(3, skewMs);

    await addresses.list();
    await addresses.addressOf(1);
    later(hourMs - 61_000);
    await addresses.addressOf(2);
    later(2_000);
    await addresses.addressOf(3);

    expect(asked).toHaveLength(2);
  });

  test('that the store refuses are asked for alone, and the refusals are counted', async () => {
    const { addresses, asked } = world(3);
    await addresses.addressOf(1);

    const counts = [addresses.drop(2), addresses.drop(2)];
    await addresses.addressOf(2);

    expect(counts).toEqual([1, 2]);
    expect(asked).toEqual([[1, 2, 3], [2]]);
  });

  test('that somebody else asked for in vain are asked for again', async () => {
    const { addresses, asked, failNext } = world(2);
    failNext();

    const [one, two] = await Promise.allSettled([addresses.addressOf(1), addresses.addressOf(2)]);

    expect([one.status, two.status]).toEqual(['rejected', 'fulfilled']);
    expect(asked).toHaveLength(2);
  });
});
