import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi, storesOn } from '../../support/api.ts';
import { disconnect } from '../../support/disconnecting.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';

const database = openUnreachableDatabase();
const api = await startApi({ replace: storesOn(database) });
afterAll(() => Promise.all([api.close(), database.end({ timeout: 0 })]));

describe('disconnect during an outage', () => {
  test('without the database it says so, when to try again, and that nothing was changed', async () => {
    const answer = await disconnect(api, '01990000-0000-7000-8000-000000000000');

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({
      code: 'database_unavailable',
      detail: expect.stringContaining('Nothing was changed'),
    });
    expect(answer.headers['retry-after']).toBe('10');
  });
});
