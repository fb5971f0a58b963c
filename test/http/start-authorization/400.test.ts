import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

const begin = async (query: string, body?: string) =>
  api.request('GET', `/api/auth/tiktok?${query}`, {
    token: await api.token(),
    ...(body === undefined ? {} : { body }),
  });

describe('start-authorization with bad input', () => {
  test.each([
    ['returnto=%2F', ['query /returnto']],
    ['a=1&b=2', ['query /a', 'query /b']],
    ['a%2Fb~c=1', ['query /a~1b~0c']],
    ['__proto__=1', ['query /__proto__']],
    ['returnTo=%2F&returnTo=%2F', ['query /returnTo']],
    [`returnTo=%2F${'a'.repeat(2000)}`, ['query /returnTo']],
  ])('a query that is wrong is refused at its pointer (case %#)', async (query, pointers) => {
    const answer = await begin(query);

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(pointers);
  });

  test('a body is refused, since there is nothing to send', async () => {
    const answer = await begin('', '{}');

    expect(answer.status).toBe(400);
  });
});
