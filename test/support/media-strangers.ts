import { expect, test } from '@jest/globals';
import type { Answer } from './answer.ts';
import { createUpload, type MediaApi, readMediaRow } from './media-api.ts';
import { pointersOf } from './refusals.ts';
import { openSession } from './sessions.ts';

/** Registers the tests of a 404: a file is not there for whoever may not see it. */
export const testForeignMedia = (
  api: MediaApi,
  call: (mediaId: string, token: string) => Promise<Answer>,
): void => {
  const file = { fileName: 'a.mp4', bytes: Buffer.alloc(10) };
  const strangers: Readonly<Record<string, () => Promise<string>>> = {
    'another tenant’s CRM': () => api.token({ tenant: 'tenant-b' }),
    'a session of another user of the tenant': () => openSession(api, 'user-2'),
    'a session of another tenant’s user of the same name': () => openSession(api, 'user-1', {}, 'tenant-b'),
  };

  test.each(Object.keys(strangers))('for %s the file is not there, and it stays as it is', async (who) => {
    const mediaId = await createUpload(api, file);

    const answer = await call(mediaId, (await strangers[who]?.()) ?? '');

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'media_not_found' });
    expect(pointersOf(answer.body)).toEqual(['path /mediaId']);
    expect(await readMediaRow(api, mediaId)).toMatchObject({ state: 'uploading' });
    expect(api.bucket.read().uploads).toHaveLength(1);
    await api.request('DELETE', `/api/tiktok/media/${mediaId}`, { token: await api.token() });
  });

  test.each(['01990000-0000-7000-8000-000000000000', 'x', "' or true --", '%00', '..%2f..'])(
    'a file that does not exist (%j) is not found',
    async (mediaId) => {
      const answer = await call(
        mediaId.includes('%') ? mediaId : encodeURIComponent(mediaId),
        await api.token(),
      );

      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ code: 'media_not_found' });
    },
  );

  test('a file whose time is over is not found', async () => {
    const mediaId = await createUpload(api, file);
    await api.database.superuser`update media set expires_at = ${api.now()} where id = ${mediaId}`;

    const answer = await call(mediaId, await api.token());

    expect(answer.status).toBe(404);
  });
};
