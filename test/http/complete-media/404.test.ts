import { afterAll, describe, expect, test } from '@jest/globals';
import { completeUpload, readVector, sendFile, startMediaApi } from '../../support/media-api.ts';
import { testForeignMedia } from '../../support/media-strangers.ts';

const api = await startMediaApi();
afterAll(api.close);

describe('complete-media of a file that is not there', () => {
  testForeignMedia(api, (mediaId, token) =>
    completeUpload(api, mediaId, [{ partNumber: 1, etag: 'x' }], token),
  );

  test('a deleted file is not found', async () => {
    const { mediaId, parts } = await sendFile(api, {
      fileName: 'index-last.mp4',
      bytes: readVector('index-last.mp4'),
    });
    await api.request('DELETE', `/api/tiktok/media/${mediaId}`, { token: await api.token() });

    const answer = await completeUpload(api, mediaId, parts);

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'media_not_found' });
  });
});
