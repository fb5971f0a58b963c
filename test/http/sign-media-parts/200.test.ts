import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  askForParts,
  completeUpload,
  createUpload,
  cutInParts,
  sendPieces,
  startMediaApi,
} from '../../support/media-api.ts';
import { openSession } from '../../support/sessions.ts';

const api = await startMediaApi();
afterAll(api.close);

const bytes = randomBytes(8_388_608 + 77);
const file = { fileName: 'a.mp4', bytes };

describe('sign-media-parts', () => {
  test('gives each part its address, with the size that it has to have', async () => {
    const mediaId = await createUpload(api, file);

    const answer = await askForParts(api, mediaId, [2, 1, 2]);

    const url = expect.stringMatching(/^http.*&X-Amz-Signature=.*&partNumber=\d&/);
    expect(answer.body).toEqual({
      parts: [
        { partNumber: 2, url, sizeBytes: 77 },
        { partNumber: 1, url, sizeBytes: 8_388_608 },
      ],
      stored: [],
      expiresAt: new Date(api.now().getTime() + 3_600_000).toISOString(),
    });
  });

  test('after a reload it says what is there already, so that only the rest is sent', async () => {
    const mediaId = await createUpload(api, file);
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = cutInParts(bytes);
    await sendPieces(api, mediaId, [first]);

    const { stored } = (await askForParts(api, mediaId, [2])).body as {
      stored: { partNumber: number; etag: string; sizeBytes: number }[];
    };
    const [, late] = await sendPieces(api, mediaId, [first, second]);
    const answer = await completeUpload(api, mediaId, [
      ...stored.map(({ partNumber, etag }) => ({ partNumber, etag })),
      { partNumber: 2, etag: late?.etag ?? '' },
    ]);

    expect(stored).toEqual([
      { partNumber: 1, etag: expect.stringMatching(/^[0-9a-f]{32}$/), sizeBytes: 8_388_608 },
    ]);
    expect(answer.status).toBe(200);
  });

  test('serves the user’s own session, and the CRM of the tenant', async () => {
    const session = await openSession(api, 'user-3');
    const mediaId = await createUpload(api, file, session);

    const answers = [
      await askForParts(api, mediaId, [1], session),
      await askForParts(api, mediaId, [1], await api.token({ user: 'crm' })),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });
});
