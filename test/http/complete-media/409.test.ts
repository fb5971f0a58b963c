import { afterAll, describe, expect, test } from '@jest/globals';
import type { MediaStore } from '../../../shared/media/media-store.ts';
import {
  completeUpload,
  keyOf,
  type MediaApi,
  readMediaRow,
  readVector,
  sendFile,
  startMediaApi,
} from '../../support/media-api.ts';

/** Runs before the stored bytes are read. */
let beforeReading: (key: string) => Promise<unknown> = async () => {};
const api: MediaApi = await startMediaApi(({ mediaStore }) => {
  const readBytes: MediaStore['readBytes'] = async (key, etag, first, last) => {
    await beforeReading(key);
    return mediaStore.readBytes(key, etag, first, last);
  };
  return { mediaStore: { ...mediaStore, readBytes } };
});
afterAll(api.close);

const file = { fileName: 'index-last.mp4', bytes: readVector('index-last.mp4') };

describe('complete-media when the file is not what it was', () => {
  test('an upload that the store has thrown away is said to be gone', async () => {
    const { mediaId, parts } = await sendFile(api, file);
    const row = await readMediaRow(api, mediaId);
    await api.bucket.store.abortUpload(keyOf(api, mediaId), row?.uploadId ?? '');

    const answer = await completeUpload(api, mediaId, parts);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'media_upload_gone' });
    expect(await readMediaRow(api, mediaId)).toMatchObject({ state: 'uploading' });
  });

  test('an object that is deleted while it is looked into is said to have changed', async () => {
    const { mediaId, parts } = await sendFile(api, file);
    beforeReading = (key) => api.bucket.store.delete(key);

    const answer = await completeUpload(api, mediaId, parts);

    beforeReading = async () => {};
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'media_changed' });
  });
});
