import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi, storesOn } from '../../support/api.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';

const database = openUnreachableDatabase();
const api = await startApi({ replace: storesOn(database) });
afterAll(() => Promise.all([api.close(), database.end({ timeout: 0 })]));

describe('health during an outage', () => {
  test('without the database it is degraded and still tells the version', async () => {
    const answer = await api.request('GET', '/api/health');

    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ status: 'degraded', version: '1.2.3', database: 'unreachable' });
  });
});
