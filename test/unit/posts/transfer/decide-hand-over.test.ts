import { describe, expect, test } from '@jest/globals';
import type { TransferMessage } from '../../../../shared/posts/messages.ts';
import { decideHandOver } from '../../../../shared/posts/transfer/decide-hand-over.ts';
import type { SliceEnd, Unfinished } from '../../../../shared/posts/transfer/slice.ts';

const now = new Date('2026-11-22T10:00:00Z');
const minutesOn = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const message: TransferMessage = {
  version: 1,
  tenant: 'tenant',
  postId: 'post',
  key: 'media/key',
  etag: 'etag',
  sizeBytes: 100,
  contentType: 'video/mp4',
  uploadUrl: 'https://upload.example/?token=1',
  uploadExpiresAt: minutesOn(60).toISOString(),
  confirmedBytes: 10,
};
const unfinished = (why: Unfinished, confirmedBytes: number): SliceEnd => ({
  kind: 'unfinished',
  why,
  confirmedBytes,
});

describe('after a slice', () => {
  test('that got further a successor goes on at once from there', () => {
    const next = decideHandOver(message, unfinished('time', 40), 3, now);

    expect(next).toEqual({
      kind: 'successor',
      message: { ...message, confirmedBytes: 40 },
      delaySeconds: 0,
      fruitless: 0,
    });
  });

  test('in which the platform was away the wait doubles with each one in vain, to five minutes', () => {
    const waits = [0, 1, 2, 3, 4, 5, 50].map((before) => {
      const next = decideHandOver(message, unfinished('busy', 10), before, now);
      return next.kind === 'successor' ? [next.fruitless, next.delaySeconds] : next;
    });

    expect(waits).toEqual([
      [1, 15],
      [2, 30],
      [3, 60],
      [4, 120],
      [5, 240],
      [6, 300],
      [51, 300],
    ]);
  });

  test('that got somewhere before the platform went away the wait is short again', () => {
    const next = decideHandOver(message, unfinished('busy', 11), 5, now);

    expect(next).toMatchObject({ kind: 'successor', fruitless: 0, delaySeconds: 15 });
  });

  test('that met another worker the successor waits for longer than that one’s slice', () => {
    const next = decideHandOver(message, unfinished('other_worker', 80), 0, now);

    expect(next).toMatchObject({ kind: 'successor', delaySeconds: 120 });
  });

  test('whose one chunk took all its time a second one tries, and no third', () => {
    const second = decideHandOver(message, unfinished('too_slow', 10), 0, now);
    const third = decideHandOver(message, unfinished('too_slow', 10), 1, now);

    expect(second).toMatchObject({ kind: 'successor', delaySeconds: 0, fruitless: 1 });
    expect(third).toMatchObject({ kind: 'failed', failure: { code: 'transfer_timeout' } });
  });

  test.each([
    ['busy', 15],
    ['other_worker', 120],
    ['time', 0],
  ] as const)('(%s) nothing waits beyond the end of the upload address', (why, delaySeconds) => {
    const at = (ms: number) =>
      decideHandOver(message, unfinished(why, 60), 0, new Date(minutesOn(60).getTime() - ms)).kind;

    expect(at(delaySeconds * 1_000 + 1)).toBe('successor');
    expect(at(delaySeconds * 1_000)).toBe('failed');
  });

  test('that is told to be too late it is said how far it came', () => {
    const next = decideHandOver(message, unfinished('time', 60), 0, minutesOn(61));

    expect(next).toMatchObject({
      kind: 'failed',
      failure: { code: 'upload_expired', detail: expect.stringContaining('60 of 100 bytes') },
    });
  });
});
