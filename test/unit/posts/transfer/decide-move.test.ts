import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ChunkAnswer } from '../../../../shared/platforms/posting.ts';
import { decideMove, type Standing } from '../../../../shared/posts/transfer/decide-move.ts';
import { chunkOf, planUpload } from '../../../../shared/posts/upload-plan.ts';

const plan = planUpload(100_000_000);
const second = chunkOf(plan, 1);
const last = chunkOf(plan, plan.chunkCount - 1);
const remembered: Standing = { isRepeated: false, isInStep: false, missteps: 0 };

const answer = (word: ChunkAnswer['word'], uploadedRange?: string): ChunkAnswer => ({
  word,
  status: 0,
  uploadedRange,
});
const at = (bytes: number | string) => answer('elsewhere', `bytes 0-${bytes}/${plan.sizeBytes}`);

describe('an answer', () => {
  test('that a chunk is stored leads to the next one, and after the last one to the end', () => {
    const next = decideMove(plan, second, remembered, answer('stored'));
    const end = decideMove(plan, last, remembered, answer('stored'));

    expect(next).toEqual({ kind: 'go_on', confirmedBytes: second.lastByte + 1, isMisstep: false });
    expect(end).toEqual({ kind: 'ended' });
  });

  test('that the file is whole is the end', () => {
    expect(decideMove(plan, last, remembered, answer('complete'))).toEqual({ kind: 'ended' });
  });

  test.each([
    ['expired', 'upload_expired'],
    ['gone', 'upload_gone'],
    ['refused', 'upload_refused'],
  ] as const)('of %s fails by name', (word, code) => {
    const move = decideMove(plan, second, remembered, { ...answer(word), status: 499 });

    expect(move).toMatchObject({ kind: 'failed', failure: { code } });
    expect(move.kind === 'failed' && move.failure.detail).toContain('It answered 499 at byte 10485760');
  });

  test('of a platform that is busy is met with the same chunk', () => {
    expect(decideMove(plan, second, remembered, answer('busy'))).toEqual({ kind: 'again' });
  });
});

describe('a platform that is elsewhere', () => {
  const third = 2 * plan.chunkSizeBytes;

  test.each([third, third - 1])('and ahead, told as %d, is followed', (told) => {
    expect(decideMove(plan, second, remembered, at(told))).toEqual({
      kind: 'go_on',
      confirmedBytes: third,
      isMisstep: false,
    });
  });

  test.each([plan.sizeBytes, plan.sizeBytes - 1])('with all bytes, told as %d, has the file', (told) => {
    expect(decideMove(plan, last, remembered, at(told))).toEqual({ kind: 'ended' });
    expect(decideMove(plan, second, { ...remembered, isInStep: true }, at(told))).toEqual({ kind: 'ended' });
  });

  test('and ahead of a worker that was in step has another worker, unless the chunk was sent before', () => {
    const inStep = { ...remembered, isInStep: true };

    const first = decideMove(plan, second, inStep, at(third));
    const repeated = decideMove(plan, second, { ...inStep, isRepeated: true }, at(third));

    expect(first).toEqual({ kind: 'step_aside', confirmedBytes: third });
    expect(repeated).toMatchObject({ kind: 'go_on', confirmedBytes: third });
  });

  test('and behind is followed once, and twice is out of step', () => {
    const once = decideMove(plan, second, remembered, at(0));
    const twice = decideMove(plan, second, { ...remembered, missteps: 1 }, at(0));

    expect(once).toEqual({ kind: 'go_on', confirmedBytes: 0, isMisstep: true });
    expect(twice).toMatchObject({ kind: 'failed', failure: { code: 'upload_out_of_step' } });
  });

  test('and says exactly where the chunk begins contradicts itself', () => {
    const move = decideMove(plan, second, remembered, at(second.firstByte));

    expect(move).toEqual({ kind: 'go_on', confirmedBytes: second.firstByte, isMisstep: true });
  });

  test.each([undefined, '', `bytes */${plan.sizeBytes}`, 'bytes 0-5/7', 'bytes 5-9/100000000', 'nonsense'])(
    'and says %p is asked from the beginning, once',
    (uploadedRange) => {
      const once = decideMove(plan, second, remembered, answer('elsewhere', uploadedRange));
      const twice = decideMove(
        plan,
        second,
        { ...remembered, missteps: 1 },
        answer('elsewhere', uploadedRange),
      );

      expect(once).toEqual({ kind: 'go_on', confirmedBytes: 0, isMisstep: true });
      expect(twice).toMatchObject({ kind: 'failed', failure: { code: 'upload_out_of_step' } });
    },
  );

  test('never sends a transfer past what the platform has, and never for ever', () => {
    const words = fc.constantFrom<ChunkAnswer['word']>('stored', 'complete', 'elsewhere', 'busy', 'refused');
    const ranges = fc.option(fc.nat(plan.sizeBytes + 5), { nil: undefined });
    const standings = fc.record({ isRepeated: fc.boolean(), isInStep: fc.boolean(), missteps: fc.nat(1) });
    fc.assert(
      fc.property(words, ranges, standings, fc.nat(plan.chunkCount - 1), (word, told, standing, index) => {
        const chunk = chunkOf(plan, index);
        const range = told === undefined ? undefined : `bytes 0-${told}/${plan.sizeBytes}`;

        const move = decideMove(plan, chunk, standing, answer(word, range));

        if (move.kind !== 'go_on' && move.kind !== 'step_aside') return;
        const isForward = move.confirmedBytes > chunk.firstByte;
        expect(isForward || (move.kind === 'go_on' && move.isMisstep)).toBe(true);
        if (word === 'elsewhere') expect(move.confirmedBytes).toBeLessThanOrEqual((told ?? 0) + 1);
        expect(move.confirmedBytes % plan.chunkSizeBytes).toBe(0);
      }),
    );
  });
});
