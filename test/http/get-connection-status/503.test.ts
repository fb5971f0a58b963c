import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi, storesOn } from '../../support/api.ts';
import { failToReadSecret, openUnreachableDatabase } from '../../support/outages.ts';

const database = openUnreachableDatabase();
const api = await startApi({ replace: storesOn(database) });
const blind = await startApi({
  replace: { verification: { signingSecret: failToReadSecret, oidc: undefined, clock: () => new Date() } },
});
afterAll(() => Promise.all([api.close(), blind.close(), database.end({ timeout: 0 })]));

describe('get-connection-status during an outage', () => {
  test('without the database it says so and when to try again', async () => {
    const answer = await api.request('GET', '/api/platforms/tiktok/status', { token: await api.token() });

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
    expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i);
  });

  test('a token that cannot be judged is not called invalid, so that no page ends its session over it', async () => {
    const answer = await blind.request('GET', '/api/platforms/tiktok/status', { token: await blind.token() });

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'secret_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
  });
});
