import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { partSizeOf, planParts } from '../../../../shared/posts/media/part-plan.ts';
import { announceChange } from '../../../../web/pages/upload/media/file/announce.ts';
import {
  addSample,
  paceOf,
  roundSeconds,
  type Sample,
} from '../../../../web/pages/upload/media/file/measure-speed.ts';
import { createTally } from '../../../../web/pages/upload/media/staging/tally.ts';
import type { Staging } from '../../../../web/pages/upload/model.ts';

const mebibyte = 1024 ** 2;

describe('the bytes that have left', () => {
  test('are those that the store has and those that are on their way, each part once', () => {
    const tally = createTally(planParts(20 * mebibyte));

    tally.send(1, 3 * mebibyte);
    tally.send(3, mebibyte);
    const underway = tally.total();
    tally.store(1);
    tally.send(1, 5);
    const arrived = tally.total();
    tally.drop(3);

    expect([underway, arrived, tally.total()]).toEqual([4 * mebibyte, 9 * mebibyte, 8 * mebibyte]);
  });

  test('are never more than the file has, and all of them in the end', () => {
    const act = fc.record({
      part: fc.integer({ min: 1, max: 3 }),
      loaded: fc.integer({ min: 0, max: 9 * mebibyte }),
      how: fc.constantFrom('send', 'store', 'drop'),
    });
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const plan = planParts(18 * mebibyte);
        const tally = createTally(plan);
        for (const { part, loaded, how } of acts) {
          if (how === 'send') tally.send(part, loaded);
          else if (how === 'store') tally.store(part);
          else tally.drop(part);
          expect(tally.total()).toBeLessThanOrEqual(plan.sizeBytes);
        }
        for (const part of [1, 2, 3]) tally.store(part);
        expect(tally.total()).toBe(plan.sizeBytes);
      }),
    );
    expect(partSizeOf(planParts(18 * mebibyte), 3)).toBe(2 * mebibyte);
  });
});

describe('the pace', () => {
  const samplesOf = (...list: readonly (readonly [number, number])[]) =>
    list.reduce<readonly Sample[]>((all, [atMs, bytes]) => addSample(all, { atMs, bytes }), []);

  test('is told once it was measured for a while', () => {
    expect(paceOf(samplesOf([0, 0], [2_000, 4_000]), 10_000)).toBeUndefined();
    expect(paceOf(samplesOf([0, 0], [2_000, 4_000], [4_000, 8_000]), 10_000)).toEqual({
      bytesPerSecond: 2_000,
      secondsLeft: 1,
    });
  });

  test('is that of late, begins anew after a fall, and is none while nothing moves', () => {
    const changed = samplesOf([0, 0], [10_000, 100_000], [20_000, 110_000], [22_000, 112_000]);

    expect(paceOf(changed, 200_000)?.bytesPerSecond).toBe(1_000);
    expect(paceOf(samplesOf([0, 0], [4_000, 8_000], [5_000, 7_000]), 10_000)).toBeUndefined();
    expect(paceOf(samplesOf([0, 5], [4_000, 5]), 10_000)).toBeUndefined();
  });

  test.each([
    [0.3, 5],
    [12, 15],
    [61, 90],
    [601, 660],
  ])('rounds %f seconds up to %i', (seconds, rounded) => {
    expect(roundSeconds(seconds)).toBe(rounded);
  });
});

describe('what is said aloud', () => {
  const sending = (
    sentBytes: number,
    more: Partial<Extract<Staging, { kind: 'sending' }>> = {},
  ): Staging => ({
    kind: 'sending',
    sentBytes,
    isPaused: false,
    isWaiting: false,
    ...more,
  });
  const say = (before: Staging | undefined, now: Staging | undefined) => announceChange(before, now, 100);

  test('is the beginning, each quarter once, and nothing between', () => {
    const steps = [0, 10, 24, 25, 40, 49, 60, 76, 99, 100].map((bytes) => sending(bytes));

    const said = steps.map((now, index) => say(index === 0 ? { kind: 'reading' } : steps[index - 1], now));

    expect(said.filter((one) => one !== undefined)).toEqual([
      { key: 'start' },
      { key: 'share', quarters: 1 },
      { key: 'share', quarters: 2 },
      { key: 'share', quarters: 3 },
    ]);
  });

  test('is every change of state', () => {
    expect([
      say(sending(5), sending(5, { isPaused: true })),
      say(sending(5, { isPaused: true }), sending(5)),
      say(sending(5), sending(5, { isWaiting: true })),
      say(sending(5), { kind: 'failed', sentBytes: 5, error: undefined }),
      say({ kind: 'failed', sentBytes: 5, error: undefined }, sending(5)),
      say(sending(100), { kind: 'checking' }),
      say({ kind: 'reading' }, { kind: 'refused' }),
      say(undefined, undefined),
    ]).toEqual([
      { key: 'paused' },
      { key: 'resumed' },
      { key: 'waiting' },
      { key: 'failed' },
      { key: 'resumed' },
      { key: 'checking' },
      { key: 'refused' },
      undefined,
    ]);
  });
});
