import { afterAll, describe, expect, test } from '@jest/globals';
import { createTiktok } from '../../../shared/platforms/tiktok/tiktok.ts';
import { startApi, storesOn } from '../../support/api.ts';
import { failToReadSecret, openUnreachableDatabase } from '../../support/outages.ts';

const database = openUnreachableDatabase();
const api = await startApi({ replace: storesOn(database) });
const settings = {
  authorizeUrl: 'https://tiktok.example/',
  apiUrl: 'https://tiktok.example/',
  pkce: 'off',
} as const;
const withoutSecret = await startApi({
  replace: { platform: createTiktok({ settings, credentials: failToReadSecret, fetch }) },
});
afterAll(() => Promise.all([api.close(), withoutSecret.close(), database.end({ timeout: 0 })]));

describe('start-authorization during an outage', () => {
  test('without the database it says so, when to try again, and hands out no address', async () => {
    const answer = await api.request('GET', '/api/auth/tiktok', { token: await api.token() });

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
    expect(answer.cookies).toEqual([]);
  });

  test('without the app’s credentials it says so, and stores no attempt', async () => {
    const token = await withoutSecret.token();

    const answer = await withoutSecret.request('GET', '/api/auth/tiktok', { token });

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'secret_unavailable' });
    expect(await withoutSecret.database.superuser`select 1 from authorization_attempts`).toHaveLength(0);
  });
});
