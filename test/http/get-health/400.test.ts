import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-health with bad input', () => {
  test('a query parameter is refused by name, since there is none', async () => {
    const answer = await api.request('GET', '/api/health?verbose=1');

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['query /verbose']);
  });
});
