import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi, storesOn } from '../../support/api.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';
import { noPostId, resolve } from '../../support/post-requests.ts';

const database = openUnreachableDatabase();
const api = await startApi({ replace: storesOn(database) });
afterAll(() => Promise.all([api.close(), database.end({ timeout: 0 })]));

describe('resolve-post during an outage of the database', () => {
  test('says so and when to try again', async () => {
    const answer = await resolve(api, noPostId);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
  });
});
