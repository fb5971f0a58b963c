import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-creator-info with bad input', () => {
  test.each([
    ['', ['query /accountId']],
    ['accountId=', ['query /accountId']],
    [`accountId=${'a'.repeat(101)}`, ['query /accountId']],
    ['accountId=a&accountId=b', ['query /accountId']],
    ['accountId=a&fresh=1', ['query /fresh']],
  ])('a query that is wrong (%s) is refused at its pointer', async (query, pointers) => {
    const token = await api.token();

    const answer = await api.request('GET', `/api/tiktok/creator-info?${query}`, { token });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_request' });
    expect(pointersOf(answer.body)).toEqual(pointers);
  });
});
