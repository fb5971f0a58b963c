import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

const target = '/api/tiktok/media/01990000-0000-7000-8000-000000000000/complete';

describe('complete-media with bad input', () => {
  test.each([
    [{}, ['body /parts']],
    [{ parts: [] }, ['body /parts']],
    [{ parts: [{ partNumber: 0, etag: 'x' }] }, ['body /parts/0/partNumber']],
    [{ parts: [{ partNumber: 1 }] }, ['body /parts/0/etag']],
    [{ parts: [{ partNumber: 1, etag: 'a\nb' }] }, ['body /parts/0/etag']],
    [{ parts: [{ partNumber: 1, etag: 'x', url: 'y' }] }, ['body /parts/0/url']],
    [{ parts: Array.from({ length: 1001 }, () => ({ partNumber: 1, etag: 'x' })) }, ['body /parts']],
  ])('a body that is wrong is refused at its pointer (case %#)', async (json, pointers) => {
    const answer = await api.request('POST', target, { token: await api.token(), json });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(pointers);
  });
});
