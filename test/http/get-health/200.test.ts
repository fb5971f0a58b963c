import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';

const api = await startApi();
afterAll(api.close);

describe('health', () => {
  test('with the database in reach it is ok and tells the version, to anyone', async () => {
    const answer = await api.request('GET', '/api/health');

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: 'ok', version: '1.2.3', database: 'reachable' });
  });
});
