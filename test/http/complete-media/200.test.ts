import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  completeUpload,
  keyOf,
  readMediaRow,
  readVector,
  sendFile,
  stageFile,
  startMediaApi,
} from '../../support/media-api.ts';
import { openSession } from '../../support/sessions.ts';

const api = await startMediaApi();
afterAll(api.close);

const stage = (fileName: string, bytes = readVector(fileName)) => stageFile(api, { fileName, bytes });
const daysAhead = (days: number) => new Date(api.now().getTime() + days * 86_400_000).toISOString();
const codesOf = (body: unknown) =>
  (body as { problems: { code: string }[] }).problems.map(({ code }) => code);

describe('complete-media of a file that TikTok takes', () => {
  test('says what the stored bytes are, and until when they are kept', async () => {
    const { mediaId, answer } = await stage('index-last.mp4');

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      mediaId,
      kind: 'video',
      fileName: 'index-last.mp4',
      sizeBytes: readVector('index-last.mp4').length,
      contentType: 'video/mp4',
      facts: {
        container: 'mp4',
        codec: 'h264',
        durationSeconds: 1.124,
        widthPx: 360,
        heightPx: 640,
        frameRate: 30,
      },
      problems: [],
      usable: true,
      expiresAt: daysAhead(29),
    });
    expect(api.bucket.read().objects).toContain(keyOf(api, mediaId));
    expect(await readMediaRow(api, mediaId)).toMatchObject({ state: 'ready' });
  });

  test.each([
    'index-first.mp4',
    'h265.mov',
    'turned.mp4',
    'fragments.mp4',
    'vp8.webm',
    'vp9.webm',
    'recorded.webm',
  ])('%s can be posted', async (fileName) => {
    const { answer } = await stage(fileName);

    expect(answer.body).toMatchObject({ problems: [], usable: true });
  });

  test.each(['photo.jpg', 'lossy.webp', 'lossless.webp', 'alpha.webp'])(
    '%s can be posted',
    async (fileName) => {
      const { answer } = await stage(fileName);

      expect(answer.body).toMatchObject({ kind: 'photo', problems: [], usable: true });
    },
  );

  test('a video is known by its bytes, not by its announcement', async () => {
    const file = { fileName: 'film.mp4', contentType: 'video/mp4', bytes: readVector('vp9.webm') };

    const { answer } = await stageFile(api, file);

    expect(answer.body).toMatchObject({ contentType: 'video/webm', usable: true });
  });

  test('of several parts, named in any order, is joined as it was', async () => {
    const bytes = Buffer.concat([readVector('index-first.mp4'), freeBox(9_000_000)]);
    const { mediaId, parts } = await sendFile(api, { fileName: 'large.mp4', bytes });

    const answer = await completeUpload(api, mediaId, parts.toReversed());

    const stored = await api.bucket.store.head(keyOf(api, mediaId));
    const tail = await api.bucket.store.readBytes(
      keyOf(api, mediaId),
      stored?.etag ?? '',
      bytes.length - 10,
      bytes.length - 1,
    );
    expect(answer.body).toMatchObject({ sizeBytes: bytes.length, usable: true });
    expect(Buffer.from(tail).equals(bytes.subarray(-10))).toBe(true);
  });
});

/** A box that is stepped over. */
const freeBox = (sizeBytes: number): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(sizeBytes);
  head.write('free', 4);
  return Buffer.concat([head, randomBytes(sizeBytes - 8)]);
};

describe('complete-media of a file that TikTok would refuse', () => {
  test.each([
    ['ten-frames-a-second.mp4', ['frame_rate_not_accepted']],
    ['mpeg4.mp4', ['codec_not_accepted', 'picture_size_not_accepted']],
    ['large.jpg', ['picture_size_not_accepted']],
  ])('%s is there and cannot be posted: %j, each told by the name of the file', async (fileName, codes) => {
    const { mediaId, answer } = await stage(fileName);

    const { problems } = answer.body as { problems: { detail: string }[] };
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ usable: false, expiresAt: daysAhead(2) });
    expect(codesOf(answer.body)).toEqual(codes);
    expect(problems.every(({ detail }) => detail.startsWith(`"${fileName}" `))).toBe(true);
    expect(await readMediaRow(api, mediaId)).toMatchObject({ state: 'refused' });
  });

  test.each([
    ['a text', Buffer.from('This is not a video at all.'), 'format_not_accepted'],
    ['a film without its second half', readVector('index-first.mp4').subarray(0, 4000), 'cut_off'],
    ['a Matroska film', readVector('film.mkv'), 'format_not_accepted'],
    ['a photo', readVector('photo.jpg'), 'format_not_accepted'],
    ['one byte', Buffer.from('x'), 'format_not_accepted'],
  ])('%s with the name of a video is seen through', async (_what, bytes, code) => {
    const { answer } = await stage('video.mp4', bytes);

    expect(answer.body).toMatchObject({ usable: false });
    expect(codesOf(answer.body)).toEqual([code]);
  });

  test.each([
    ['picture.png', 'photo.jpg', 'format_not_accepted'],
    ['index-last.mp4', 'photo.jpg', 'format_not_accepted'],
    ['lossy.webp', 'photo.jpg', 'content_type_differs'],
    ['photo.jpg', 'photo.webp', 'content_type_differs'],
  ])('%s announced as %s is seen through', async (vector, fileName, code) => {
    const { answer } = await stage(fileName, readVector(vector));

    expect(codesOf(answer.body)).toEqual([code]);
  });
});

describe('complete-media once more', () => {
  const file = { fileName: 'index-last.mp4', bytes: readVector('index-last.mp4') };

  test('says the same, whatever parts are named then', async () => {
    const { mediaId, parts, answer } = await stageFile(api, file);

    const again = [
      await completeUpload(api, mediaId, parts),
      await completeUpload(api, mediaId, [{ partNumber: 1, etag: 'x' }]),
    ];

    expect(again.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 200, body: answer.body },
      { status: 200, body: answer.body },
    ]);
  });

  test('at once by several, all are told the same', async () => {
    const { mediaId, parts } = await sendFile(api, file);

    const answers = await Promise.all([1, 2, 3, 4].map(() => completeUpload(api, mediaId, parts)));

    const [first] = answers;
    expect(first?.status).toBe(200);
    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => first?.body));
  });

  test('after the store’s answer was lost each time, it finds what it had joined', async () => {
    const { mediaId, parts } = await sendFile(api, file);
    api.bucket.aws.setFault({
      service: 's3',
      action: 'CompleteMultipartUpload',
      error: 'answerLost',
      times: 3,
    });

    const first = await completeUpload(api, mediaId, parts);
    api.bucket.aws.clearFaults();
    const second = await completeUpload(api, mediaId, parts);

    expect([200, 503]).toContain(first.status);
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ usable: true });
  });

  test('after it was cut off between joining and looking, it goes on', async () => {
    const { mediaId, parts } = await sendFile(api, file);
    api.bucket.aws.setFault({ service: 's3', action: 'GetObject', error: 'unavailable' });
    const first = await completeUpload(api, mediaId, parts);
    api.bucket.aws.clearFaults();

    const second = await completeUpload(api, mediaId, parts);

    expect([first.status, second.status]).toEqual([503, 200]);
    expect(second.body).toMatchObject({ usable: true });
  });

  test('serves the session of the user whose file it is', async () => {
    const { mediaId, parts } = await sendFile(api, file);

    const answer = await completeUpload(api, mediaId, parts, await openSession(api, 'user-1'));

    expect(answer.status).toBe(200);
  });
});
