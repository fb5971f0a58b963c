import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { cancel, noPostId } from '../../support/post-requests.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('cancel-post', () => {
  test('with a body refuses it', async () => {
    const answer = await api.request('POST', `/api/tiktok/posts/${noPostId}/cancel`, {
      token: await api.token(),
      json: { really: true },
    });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_request' });
  });

  test('of an id longer than any refuses it by name', async () => {
    const answer = await cancel(api, 'x'.repeat(101));

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['path /postId']);
  });
});
