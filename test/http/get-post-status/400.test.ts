import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { askStatus, noPostId } from '../../support/post-requests.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-post-status', () => {
  test('of an id longer than any refuses it by name', async () => {
    const answer = await askStatus(api, 'x'.repeat(201));

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['path /publishId']);
  });

  test('with a parameter that it does not know refuses it by name', async () => {
    const answer = await api.request('GET', `/api/tiktok/status/${noPostId}?fresh=1`, {
      token: await api.token(),
    });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['query /fresh']);
  });

  test('with a body refuses it', async () => {
    const answer = await api.request('GET', `/api/tiktok/status/${noPostId}`, {
      token: await api.token(),
      json: {},
    });

    expect(answer.status).toBe(400);
  });
});
