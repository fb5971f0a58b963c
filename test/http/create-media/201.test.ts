import { afterAll, describe, expect, test } from '@jest/globals';
import { textAt } from '../../support/browser.ts';
import { countMedia, keyOf, readMediaRow, startMediaApi } from '../../support/media-api.ts';
import { openSession } from '../../support/sessions.ts';

const api = await startMediaApi();
afterAll(api.close);

const create = async (json: object, token?: string) =>
  api.request('POST', '/api/tiktok/media', { token: token ?? (await api.token()), json });

const gibibyte = 1024 ** 3;

describe('create-media', () => {
  test('begins an upload at the store and says in which parts to send the file', async () => {
    const answer = await create({ fileName: 'Été 🎬.mp4', contentType: 'video/mp4', sizeBytes: 20_000_000 });

    const mediaId = textAt(answer.body, 'mediaId');
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      mediaId,
      partSizeBytes: 8_388_608,
      partCount: 3,
      expiresAt: new Date(api.now().getTime() + 2 * 86_400_000).toISOString(),
    });
    expect(api.bucket.read().uploads).toContain(keyOf(api, mediaId));
    expect(await readMediaRow(api, mediaId)).toMatchObject({ state: 'uploading', userId: 'user-1' });
  });

  test.each([
    ['video/mp4', 1, 1],
    ['video/mp4', 4 * gibibyte, 512],
    ['video/quicktime', 8_388_608, 1],
    ['video/webm', 8_388_609, 2],
    ['Video/WebM; codecs="vp9,opus"', 1000, 1],
    ['image/jpeg', 20_000_000, 3],
    ['image/webp', 1000, 1],
  ])('takes %s of %d bytes, in %d parts', async (contentType, sizeBytes, partCount) => {
    const answer = await create({ fileName: 'file', contentType, sizeBytes });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ partCount });
  });

  test('makes a file of each request, and never of another user than the session’s', async () => {
    const before = await countMedia(api);
    const file = { fileName: 'a.mp4', contentType: 'video/mp4', sizeBytes: 10 };
    const session = await openSession(api, 'user-2');

    const [one, other] = [await create(file), await create(file, session)];

    const row = await readMediaRow(api, textAt(other.body, 'mediaId'));
    expect(textAt(one.body, 'mediaId')).not.toBe(textAt(other.body, 'mediaId'));
    expect(row?.userId).toBe('user-2');
    expect(await countMedia(api)).toBe(before + 2);
  });
});
