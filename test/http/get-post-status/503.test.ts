import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi, storesOn } from '../../support/api.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';
import { askStatus, noPostId } from '../../support/post-requests.ts';

const database = openUnreachableDatabase();
const api = await startApi({ replace: storesOn(database) });
afterAll(() => Promise.all([api.close(), database.end({ timeout: 0 })]));

describe('get-post-status during an outage of the database', () => {
  test('says so and when to try again', async () => {
    const answer = await askStatus(api, noPostId);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
  });
});
