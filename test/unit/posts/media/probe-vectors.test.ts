import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readVector } from '../../../support/media-api.ts';
import { probeSparse, wholeFile } from '../../../support/media-files.ts';

/* What ffmpeg, which made these files, says of them. */
const facts: Readonly<Record<string, readonly unknown[]>> = {
  'index-last.mp4': ['mp4', 'h264', 1.124, 360, 640, 30],
  'index-first.mp4': ['mp4', 'h264', 1.001, 640, 360, 29.97],
  'turned.mp4': ['mp4', 'h264', 1, 360, 640, 25],
  'h265.mov': ['mov', 'h265', 1, 640, 360, 24],
  'fragments.mp4': ['mp4', 'h264', 1, 360, 640, 30],
  'ten-frames-a-second.mp4': ['mp4', 'h264', 1, 640, 360, 10],
  'mpeg4.mp4': ['mp4', 'mp4v', 1, 320, 240, 30],
  'vp8.webm': ['webm', 'vp8', 1, 360, 640, 30],
  'vp9.webm': ['webm', 'vp9', 1, 360, 640, 30],
  'recorded.webm': ['webm', 'vp8', null, 360, 640, 30],
  'film.mkv': ['matroska', 'h264', 1, 360, 640, 30],
  'photo.jpg': ['jpeg', null, null, 1080, 1350, null],
  'large.jpg': ['jpeg', null, null, 1200, 1600, null],
  'lossy.webp': ['webp', null, null, 540, 960, null],
  'lossless.webp': ['webp', null, null, 540, 960, null],
  'alpha.webp': ['webp', null, null, 540, 960, null],
};
const names = Object.keys(facts);

const readsMax = 128;
const bytesMax = 8 * 1024 ** 2;

describe('what a file says of itself', () => {
  test.each(names)('%s is understood in one read', async (name) => {
    const { probed, reads } = await probeSparse(wholeFile(readVector(name)));

    const [container, codec, durationSeconds, widthPx, heightPx, frameRate] = facts[name] ?? [];
    expect(probed.facts).toEqual({ container, codec, durationSeconds, widthPx, heightPx, frameRate });
    expect(reads).toBe(1);
  });

  test('a PNG is called what it is', async () => {
    const { probed } = await probeSparse(wholeFile(readVector('picture.png')));

    expect(probed.flaw).toEqual({
      code: 'format_not_accepted',
      says: expect.stringContaining('a PNG picture'),
    });
  });

  test.each(names)('%s, cut off anywhere, ends with facts or with a reason', async (name) => {
    const bytes = readVector(name);
    const steps = Math.ceil(bytes.length / 500);

    for (let length = 1; length < bytes.length; length += steps) {
      const { probed, reads } = await probeSparse(wholeFile(bytes.subarray(0, length)));

      expect((probed.facts === null) !== (probed.flaw === undefined)).toBe(true);
      expect(reads).toBeLessThanOrEqual(2);
    }
  });

  test.each(['index-first.mp4', 'index-last.mp4', 'h265.mov', 'vp8.webm', 'lossy.webp'])(
    '%s without its last tenth is found to be cut off',
    async (name) => {
      const bytes = readVector(name);

      const { probed } = await probeSparse(wholeFile(bytes.subarray(0, Math.floor(bytes.length * 0.9))));

      expect(probed.flaw?.code).toMatch(/cut_off|unreadable/);
    },
  );

  test('bytes turned into others anywhere end with facts or with a reason, within the bounds', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), changes, async (name, list) => {
        const bytes = Uint8Array.from(readVector(name));
        // Where the structure is: at the beginning and at the end.
        for (const [place, value] of list)
          bytes[place % 2 ? place % bytes.length : (place % 600) % bytes.length] = value;

        const { probed, reads, bytesRead } = await probeSparse(wholeFile(bytes));

        expect((probed.facts === null) !== (probed.flaw === undefined)).toBe(true);
        expect(reads).toBeLessThanOrEqual(readsMax);
        expect(bytesRead).toBeLessThanOrEqual(bytesMax);
      }),
      { numRuns: 400 },
    );
  });

  test('bytes by chance behind the mark of each format end with a reason or facts', async () => {
    const marks = [
      '\0\0\0\x18ftypisom',
      '\x1a\x45\xdf\xa3',
      '\xff\xd8\xff',
      'RIFF\x10\0\0\0WEBP',
      '\0\0\0\x08moov',
      '',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...marks),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        async (mark, rest) => {
          const { probed, reads } = await probeSparse(
            wholeFile(Buffer.concat([Buffer.from(mark, 'latin1'), rest])),
          );

          expect((probed.facts === null) !== (probed.flaw === undefined)).toBe(true);
          expect(reads).toBeLessThanOrEqual(readsMax);
        },
      ),
      { numRuns: 400 },
    );
  });
});
