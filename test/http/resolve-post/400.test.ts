import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { noPostId } from '../../support/post-requests.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

const target = `/api/tiktok/posts/${noPostId}/resolve`;

describe('resolve-post', () => {
  test.each([
    [{}, 'body /outcome'],
    [{ outcome: 'cancelled' }, 'body /outcome'],
    [{ outcome: null }, 'body /outcome'],
    [{ outcome: 'failed', why: 'x' }, 'body /why'],
  ])('with %j refuses it by name', async (json, pointer) => {
    const answer = await api.request('POST', target, { token: await api.token(), json });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual([pointer]);
  });

  test('with a body that is no JSON refuses it', async () => {
    const headers = { 'content-type': 'application/json' };

    const answer = await api.request('POST', target, { token: await api.token(), headers, body: '{' });

    expect(answer.body).toMatchObject({ code: 'invalid_json' });
  });
});
