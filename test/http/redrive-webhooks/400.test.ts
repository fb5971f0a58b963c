import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('redrive-webhooks with bad input', () => {
  test('a query parameter is refused by name, since there is none', async () => {
    const token = await api.token({ scope: 'operate' });

    const answer = await api.request('POST', '/api/workers/webhooks?queue=other', { token });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['query /queue']);
  });

  test('a body is refused, since it would be ignored', async () => {
    const token = await api.token({ scope: 'operate' });

    const answer = await api.request('POST', '/api/workers/webhooks', { token, json: { max: 5 } });

    expect(answer.status).toBe(400);
  });
});
