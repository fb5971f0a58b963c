import { afterAll, describe, expect, test } from '@jest/globals';
import { askForParts, createUpload, startMediaApi } from '../../support/media-api.ts';
import { testForeignMedia } from '../../support/media-strangers.ts';

const api = await startMediaApi();
afterAll(api.close);

describe('sign-media-parts of a file that is not there', () => {
  testForeignMedia(api, (mediaId, token) => askForParts(api, mediaId, [1], token));

  test('a deleted file is not found', async () => {
    const mediaId = await createUpload(api, { fileName: 'a.mp4', bytes: Buffer.alloc(10) });
    await api.request('DELETE', `/api/tiktok/media/${mediaId}`, { token: await api.token() });

    const answer = await askForParts(api, mediaId, [1]);

    expect(answer.status).toBe(404);
  });
});
