import { afterAll, describe, expect, test } from '@jest/globals';
import {
  askForParts,
  createUpload,
  keyOf,
  readMediaRow,
  readVector,
  stageFile,
  startMediaApi,
} from '../../support/media-api.ts';

const api = await startMediaApi();
afterAll(api.close);

const file = { fileName: 'index-last.mp4', bytes: readVector('index-last.mp4') };

describe('sign-media-parts when the upload has ended', () => {
  test('a completed upload takes no more parts, and says where to go on', async () => {
    const { mediaId } = await stageFile(api, file);

    const answer = await askForParts(api, mediaId, [1]);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'media_upload_gone',
      detail: expect.stringContaining('complete-media'),
    });
  });

  test('an upload that the store has thrown away is said to be gone', async () => {
    const mediaId = await createUpload(api, file);
    const row = await readMediaRow(api, mediaId);
    await api.bucket.store.abortUpload(keyOf(api, mediaId), row?.uploadId ?? '');

    const answer = await askForParts(api, mediaId, [1]);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'media_upload_gone' });
  });
});
