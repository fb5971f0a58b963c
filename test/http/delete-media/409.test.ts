import { afterAll, describe, expect, test } from '@jest/globals';
import { keyOf, readMediaRow, readVector, stageFile, startMediaApi } from '../../support/media-api.ts';
import { asFile, asPhoto, insertPostWith, needy, settled } from '../../support/media-posts.ts';

const api = await startMediaApi();
afterAll(api.close);

const video = { fileName: 'index-last.mp4', bytes: readVector('index-last.mp4') };
const photo = { fileName: 'photo.jpg', bytes: readVector('photo.jpg') };
const drop = async (mediaId: string) =>
  api.request('DELETE', `/api/tiktok/media/${mediaId}`, { token: await api.token() });

describe('delete-media of a file that a post needs', () => {
  test.each(needy)('while the post is %s, the file stays', async (state) => {
    const { mediaId } = await stageFile(api, video);
    await insertPostWith(api.database.superuser, asFile(mediaId), state);

    const answer = await drop(mediaId);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'media_in_use' });
    expect(api.bucket.read().objects).toContain(keyOf(api, mediaId));
    expect(await readMediaRow(api, mediaId)).toMatchObject({ state: 'ready' });
  });

  test('one of several photos stays as well', async () => {
    const { mediaId } = await stageFile(api, photo);
    await insertPostWith(api.database.superuser, asPhoto(mediaId), 'processing');

    expect((await drop(mediaId)).status).toBe(409);
  });

  test.each(settled)('once the post is %s, it may go', async (state) => {
    const { mediaId } = await stageFile(api, video);
    await insertPostWith(api.database.superuser, asFile(mediaId), state);

    expect((await drop(mediaId)).status).toBe(204);
  });

  test('a post of another tenant that names it holds nothing', async () => {
    const { mediaId } = await stageFile(api, video);
    await insertPostWith(api.database.superuser, asFile(mediaId), 'queued', 'tenant-b');

    expect((await drop(mediaId)).status).toBe(204);
  });
});
