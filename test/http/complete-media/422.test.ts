import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  completeUpload,
  createUpload,
  cutInParts,
  readMediaRow,
  sendFile,
  sendPieces,
  startMediaApi,
} from '../../support/media-api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startMediaApi();
afterAll(api.close);

const bytes = randomBytes(8_388_608 + 100);
const file = { fileName: 'a.mp4', bytes };

describe('complete-media with parts that do not make the file', () => {
  const expectRefusal = async (
    mediaId: string,
    answer: { status: number; body: unknown },
    pointers: readonly string[],
  ) => {
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'media_parts_refused' });
    expect(pointersOf(answer.body)).toEqual(pointers);
    expect(await readMediaRow(api, mediaId)).toMatchObject({ state: 'uploading' });
  };

  test('a part that is not named is missed by its number', async () => {
    const { mediaId, parts } = await sendFile(api, file);

    const answer = await completeUpload(api, mediaId, parts.slice(0, 1));

    await expectRefusal(mediaId, answer, ['body /parts']);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('not named: 2.') });
  });

  test('parts that never arrived, are named twice or do not belong are pointed at', async () => {
    const mediaId = await createUpload(api, file);
    const [sent = { partNumber: 1, etag: '' }] = await sendPieces(
      api,
      mediaId,
      cutInParts(bytes).slice(0, 1),
    );

    const answer = await completeUpload(api, mediaId, [
      sent,
      { partNumber: 2, etag: 'x' },
      sent,
      { partNumber: 3, etag: 'x' },
    ]);

    await expectRefusal(mediaId, answer, [
      'body /parts/1/partNumber',
      'body /parts/2/partNumber',
      'body /parts/3/partNumber',
    ]);
  });

  test('another version of a part is not taken for the one that was named', async () => {
    const { mediaId, parts } = await sendFile(api, file);

    const answer = await completeUpload(
      api,
      mediaId,
      parts.map((part) => ({ ...part, etag: '0'.repeat(32) })),
    );

    await expectRefusal(mediaId, answer, ['body /parts/0/etag', 'body /parts/1/etag']);
  });

  test('a part of another size than planned is not taken at its address, and is missing then', async () => {
    const mediaId = await createUpload(api, file);
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = cutInParts(bytes);
    const short = await sendPieces(api, mediaId, [first.subarray(0, 6_000_000), second]);
    const refused = await completeUpload(
      api,
      mediaId,
      short.map((part) => ({ ...part, etag: part.etag || '0'.repeat(32) })),
    );
    const whole = await sendPieces(api, mediaId, [first, second]);

    const answer = await completeUpload(api, mediaId, whole);

    expect(short.map(({ etag }) => etag === '')).toEqual([true, false]);
    expect(refused.body).toMatchObject({ code: 'media_parts_refused' });
    expect(pointersOf(refused.body)).toEqual(['body /parts/0/partNumber']);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ sizeBytes: bytes.length });
  });
});
