import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('run-token-refresh with bad input', () => {
  test('a query parameter is refused by name: no tenant or account can be chosen', async () => {
    const token = await api.token({ scope: 'operate' });

    const answer = await api.request('POST', '/api/workers/token-refresh?accountId=a&tenant=b', { token });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body).toSorted()).toEqual(['query /accountId', 'query /tenant']);
  });

  test('a body is refused, since it would be ignored', async () => {
    const token = await api.token({ scope: 'operate' });

    const answer = await api.request('POST', '/api/workers/token-refresh', { token, json: { limit: 5 } });

    expect(answer.status).toBe(400);
  });
});
