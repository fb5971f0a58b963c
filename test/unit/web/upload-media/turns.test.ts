import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  abreastMax,
  createTurns,
  decideAbreast,
  type TurnEnd,
} from '../../../../web/pages/upload/media/staging/turns.ts';

const soon: TurnEnd = { arrivedAfterMs: 1_000 };

const world = () => {
  let stills = 0;
  const turns = createTurns(() => {
    stills += 1;
  });
  const ends: ((how: TurnEnd) => void)[] = [];
  const take = (signal?: AbortSignal) => turns.take(signal).then((end) => void ends.push(end));
  /** Lets what was begun go as far as it can. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { turns, ends, take, settle, stills: () => stills };
};

describe('parts side by side', () => {
  test('begin with one, and are more while the line has room for them', async () => {
    const { ends, take, settle } = world();
    for (let part = 0; part < 10; part += 1) void take();

    await settle();
    const begun = [ends.length];
    for (const part of [0, 1, 2, 3]) {
      ends[part]?.(soon);
      await settle();
      begun.push(ends.length - part - 1);
    }

    expect(begun).toEqual([1, 2, 3, 4, 4]);
  });

  test('are one on a line that takes its time, and never none or more than a browser opens', () => {
    const any = fc.array(fc.integer({ min: 0, max: 100_000 }));
    fc.assert(
      fc.property(any, (times) => {
        const abreast = times.reduce(decideAbreast, 1);
        expect(abreast).toBeGreaterThanOrEqual(1);
        expect(abreast).toBeLessThanOrEqual(abreastMax);
      }),
    );
    expect([60_000, 60_000, 60_000].reduce(decideAbreast, 4)).toBe(1);
    expect(decideAbreast(3, 15_000)).toBe(3);
  });

  test('are let through when no further one may begin, and it is told when the last is through', async () => {
    const { turns, ends, take, settle, stills } = world();
    void take();
    void take();
    await settle();

    turns.stop();
    const underway = stills();
    ends[0]?.(soon);
    await settle();
    const after = [ends.length, stills()];
    turns.go();
    await settle();

    expect(underway).toBe(0);
    expect(after).toEqual([1, 1]);
    expect(ends).toHaveLength(2);
  });

  test('are still at once when none is on its way', () => {
    const { turns, stills } = world();

    turns.stop();

    expect(stills()).toBe(1);
  });

  test('that fail give their turn to the next, and one that is called off takes none', async () => {
    const { ends, take, settle } = world();
    const controller = new AbortController();
    void take();
    const calledOff = take(controller.signal).catch((error: unknown) => error);
    void take();
    await settle();

    controller.abort('over');
    ends[0]?.('failed');
    await settle();

    expect(await calledOff).toBe('over');
    expect(ends).toHaveLength(2);
  });
});
