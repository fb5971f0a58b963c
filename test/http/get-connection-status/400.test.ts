import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-connection-status with bad input', () => {
  test.each([
    ['userId=', ['query /userId']],
    ['userId=%00', ['query /userId']],
    ['userId=a%0Ab', ['query /userId']],
    [`userId=${'a'.repeat(201)}`, ['query /userId']],
    ['userId=a&userId=b', ['query /userId']],
    ['user_id=a', ['query /user_id']],
    ['userId[]=a', ['query /userId[]']],
  ])('a query that is wrong is refused at its pointer (case %#)', async (query, pointers) => {
    const answer = await api.request('GET', `/api/platforms/tiktok/status?${query}`, {
      token: await api.token(),
    });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_request' });
    expect(pointersOf(answer.body)).toEqual(pointers);
  });
});
