import { describe, expect, test } from '@jest/globals';
import type { FileFacts, JudgedFile } from '../../../shared/platforms/media-rules.ts';
import { tiktokMediaRules } from '../../../shared/platforms/tiktok/media-rules.ts';

const videoFacts: FileFacts = {
  container: 'mp4',
  codec: 'h264',
  durationSeconds: 30,
  widthPx: 1080,
  heightPx: 1920,
  frameRate: 30,
};
const photoFacts: FileFacts = {
  container: 'jpeg',
  codec: null,
  durationSeconds: null,
  widthPx: 1080,
  heightPx: 1920,
  frameRate: null,
};
const video = (facts: Partial<FileFacts>, file: Partial<JudgedFile> = {}): JudgedFile => ({
  fileName: 'trip.mp4',
  kind: 'video',
  sizeBytes: 1000,
  ...file,
  facts: { ...videoFacts, ...facts },
});
const photo = (facts: Partial<FileFacts>, file: Partial<JudgedFile> = {}): JudgedFile => ({
  fileName: 'beach.jpg',
  kind: 'photo',
  sizeBytes: 1000,
  ...file,
  facts: { ...photoFacts, ...facts },
});
const codesOf = (file: JudgedFile): string[] => tiktokMediaRules.judge(file).map(({ code }) => code);

describe('a video for TikTok', () => {
  test.each([
    [{}],
    [{ container: 'mov' as const }],
    [{ container: 'webm' as const, codec: 'vp9' }],
    [{ codec: 'h265' }],
    [{ codec: 'vp8' }],
    [{ durationSeconds: 600 }],
    [{ durationSeconds: 600.03 }],
    [{ frameRate: 23 }],
    [{ frameRate: 23.976 }],
    [{ frameRate: 60 }],
    [{ frameRate: 60.02 }],
    [{ widthPx: 360, heightPx: 360 }],
    [{ widthPx: 4096, heightPx: 4096 }],
  ])('as it should be (%j) has no problem', (facts) => {
    expect(codesOf(video(facts))).toEqual([]);
  });

  test.each([
    [{ container: 'matroska' as const }, 'format_not_accepted'],
    [{ container: 'jpeg' as const }, 'format_not_accepted'],
    [{ codec: 'av1' }, 'codec_not_accepted'],
    [{ codec: 'mp4v' }, 'codec_not_accepted'],
    [{ durationSeconds: 601 }, 'too_long'],
    [{ frameRate: 22 }, 'frame_rate_not_accepted'],
    [{ frameRate: 61 }, 'frame_rate_not_accepted'],
    [{ widthPx: 359 }, 'picture_size_not_accepted'],
    [{ heightPx: 4097 }, 'picture_size_not_accepted'],
  ])('with %j is refused: %s, in a sentence that names it', (facts, code) => {
    const problems = tiktokMediaRules.judge(video(facts));

    expect(problems).toEqual([{ code, detail: expect.stringMatching(/^"trip\.mp4" .+\.$/) }]);
  });

  test('of 4 GB has no problem, and a byte more is too large', () => {
    const atMost = 4 * 1024 ** 3;

    expect(codesOf(video({}, { sizeBytes: atMost }))).toEqual([]);
    expect(codesOf(video({}, { sizeBytes: atMost + 1 }))).toEqual(['too_large']);
  });

  test('is refused for all its faults at once', () => {
    const faulty = video({ codec: 'av1', durationSeconds: 900, frameRate: 5, widthPx: 10 });

    expect(codesOf(faulty)).toEqual([
      'codec_not_accepted',
      'too_long',
      'frame_rate_not_accepted',
      'picture_size_not_accepted',
    ]);
  });

  test('is not refused for what it does not say', () => {
    const silent = { codec: null, durationSeconds: null, widthPx: null, heightPx: null, frameRate: null };

    expect(codesOf(video(silent))).toEqual([]);
  });
});

describe('a photo for TikTok', () => {
  test.each([
    [{}],
    [{ container: 'webp' as const }],
    [{ widthPx: 8000, heightPx: 1080 }],
    [{ widthPx: 1, heightPx: 1 }],
    [{ widthPx: null, heightPx: null }],
  ])('as it should be (%j) has no problem', (facts) => {
    expect(codesOf(photo(facts))).toEqual([]);
  });

  test.each([
    [{ container: 'mp4' as const }, 'format_not_accepted'],
    [{ widthPx: 1081, heightPx: 1081 }, 'picture_size_not_accepted'],
  ])('with %j is refused: %s, in a sentence that names the picture', (facts, code) => {
    expect(tiktokMediaRules.judge(photo(facts))).toEqual([
      { code, detail: expect.stringMatching(/^"beach\.jpg" .+\.$/) },
    ]);
  });

  test('of 20 MB has no problem, and a byte more is too large', () => {
    const atMost = 20_000_000;

    expect(codesOf(photo({}, { sizeBytes: atMost }))).toEqual([]);
    expect(codesOf(photo({}, { sizeBytes: atMost + 1 }))).toEqual(['too_large']);
  });
});
