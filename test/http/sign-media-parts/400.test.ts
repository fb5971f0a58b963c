import { afterAll, describe, expect, test } from '@jest/globals';
import { askForParts, createUpload, startMediaApi } from '../../support/media-api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startMediaApi();
afterAll(api.close);

describe('sign-media-parts with bad input', () => {
  test.each([
    [{}, ['body /partNumbers']],
    [{ partNumbers: [] }, ['body /partNumbers']],
    [{ partNumbers: [0] }, ['body /partNumbers/0']],
    [{ partNumbers: [1, '2'] }, ['body /partNumbers/1']],
    [{ partNumbers: [10_001] }, ['body /partNumbers/0']],
    [{ partNumbers: Array.from({ length: 101 }, (_, index) => index + 1) }, ['body /partNumbers']],
    [{ partNumbers: [1], more: true }, ['body /more']],
  ])('a body that is wrong is refused at its pointer (case %#)', async (json, pointers) => {
    const target = '/api/tiktok/media/01990000-0000-7000-8000-000000000000/parts';

    const answer = await api.request('POST', target, { token: await api.token(), json });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(pointers);
  });

  test('a part that the upload does not have is refused at its place', async () => {
    const mediaId = await createUpload(api, { fileName: 'a.mp4', bytes: Buffer.alloc(10) });

    const answer = await askForParts(api, mediaId, [1, 2, 3]);

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['body /partNumbers/1', 'body /partNumbers/2']);
  });
});
