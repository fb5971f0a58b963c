import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

const file = { fileName: 'a.mp4', contentType: 'video/mp4', sizeBytes: 5 };

describe('create-media with bad input', () => {
  test.each([
    [{}, ['body /fileName', 'body /contentType', 'body /sizeBytes']],
    [{ ...file, sizeBytes: 0 }, ['body /sizeBytes']],
    [{ ...file, sizeBytes: -1 }, ['body /sizeBytes']],
    [{ ...file, sizeBytes: 1.5 }, ['body /sizeBytes']],
    [{ ...file, sizeBytes: '5' }, ['body /sizeBytes']],
    [{ ...file, sizeBytes: 2 ** 60 }, ['body /sizeBytes']],
    [{ ...file, fileName: '' }, ['body /fileName']],
    [{ ...file, fileName: 'a\0b' }, ['body /fileName']],
    [{ ...file, fileName: '\ud800' }, ['body /fileName']],
    [{ ...file, fileName: 'a'.repeat(256) }, ['body /fileName']],
    [{ ...file, contentType: null }, ['body /contentType']],
    [{ ...file, userId: 'user-2' }, ['body /userId']],
  ])('a body that is wrong is refused at its pointer (case %#)', async (json, pointers) => {
    const answer = await api.request('POST', '/api/tiktok/media', { token: await api.token(), json });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(pointers);
  });
});
