import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

const target = '/api/tiktok/media/01990000-0000-7000-8000-000000000000';

describe('delete-media with bad input', () => {
  test('an id that is too long to be one is refused', async () => {
    const answer = await api.request('DELETE', `/api/tiktok/media/${'a'.repeat(101)}`, {
      token: await api.token(),
    });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['path /mediaId']);
  });

  test('a query parameter is refused by name', async () => {
    const answer = await api.request('DELETE', `${target}?force=1`, { token: await api.token() });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['query /force']);
  });

  test('a body is refused', async () => {
    const answer = await api.request('DELETE', target, { token: await api.token(), json: {} });

    expect(answer.status).toBe(400);
  });
});
