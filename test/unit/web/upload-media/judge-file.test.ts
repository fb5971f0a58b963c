import { describe, expect, test } from '@jest/globals';
import { judgeFile } from '../../../../web/pages/upload/media/staging/judge-file.ts';
import { createVideo, type VideoShape } from '../../../support/video-file.ts';

const mebibyte = 1024 ** 2;

const fileOf = (name: string, bytes: Uint8Array | string): File =>
  new File([new Uint8Array(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)], name);
const videoOf = (shape: Partial<VideoShape>): File =>
  fileOf('clip.mp4', createVideo(mebibyte, shape).slice(0, mebibyte));
const codesOf = async (file: File) => (await judgeFile(file)).problems.map(({ code }) => code);

describe('a file that is chosen', () => {
  test('is known by its bytes, and fine when TikTok takes it', async () => {
    const judged = await judgeFile(videoOf({ seconds: 12 }));

    expect(judged.problems).toEqual([]);
    expect(judged.facts).toMatchObject({
      container: 'mp4',
      durationSeconds: 12,
      widthPx: 1080,
      heightPx: 1920,
    });
  });

  test.each([
    ['that lasts too long', videoOf({ seconds: 700 }), ['too_long']],
    ['of too few frames', videoOf({ frameRate: 10 }), ['frame_rate_not_accepted']],
    ['of too few pixels', videoOf({ widthPx: 320 }), ['picture_size_not_accepted']],
    ['that is empty', fileOf('clip.mp4', ''), ['empty']],
    [
      'that is a photo, whatever its name says',
      fileOf('clip.mp4', '\x89PNG\r\n\x1a\n and more of it'),
      ['photo'],
    ],
    ['that is no video', fileOf('notes.mp4', '%PDF-1.7 and more of it'), ['format_not_accepted']],
    ['that is cut off', fileOf('clip.mp4', createVideo(mebibyte).slice(0, 600)), ['cut_off']],
  ])('%s is refused before a byte is sent', async (_what, file, codes) => {
    expect(await codesOf(file)).toEqual(codes);
  });

  test('that is larger than TikTok takes is refused without being read through', async () => {
    const { slice } = createVideo(mebibyte);
    const huge = {
      name: 'huge.mp4',
      size: 5 * 1024 ** 3,
      slice: (first = 0, end = 0) => new Blob([new Uint8Array(slice(first, Math.min(end, mebibyte)))]),
    };

    const judged = await judgeFile(huge);

    expect(judged.problems.map(({ code }) => code)).toContain('too_large');
  });

  test('that can no longer be read is a problem, not a crash', async () => {
    const gone = {
      name: 'gone.mp4',
      size: 1_000,
      slice: () =>
        Object.assign(new Blob(), {
          arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')),
        }),
    };

    expect((await judgeFile(gone)).problems.map(({ code }) => code)).toEqual(['file_unreadable']);
  });
});
