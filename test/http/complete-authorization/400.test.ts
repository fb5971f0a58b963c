import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('the callback with input that no platform sends', () => {
  test.each([
    ['state=a&state=b&code=c', ['query /state']],
    ['state=a&code=b&code=c', ['query /code']],
    [`state=${'a'.repeat(501)}`, ['query /state']],
    [`code=${'a'.repeat(2001)}&error=${'b'.repeat(201)}`, ['query /code', 'query /error']],
  ])('is refused at its pointer (case %#)', async (query, pointers) => {
    const answer = await api.request('GET', `/api/auth/tiktok/callback?${query}`);

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(pointers);
  });

  test('parameters that a platform may add one day are let pass', async () => {
    const answer = await api.request('GET', '/api/auth/tiktok/callback?state=a&code=b&new_one=c');

    expect(answer.status).toBe(302);
  });
});
