import { afterAll, describe, expect, test } from '@jest/globals';
import { createDueAccountStore } from '../../../shared/database/due-accounts.ts';
import { startApi, storesOn } from '../../support/api.ts';
import { failToReadSecret, openUnreachableDatabase } from '../../support/outages.ts';

const database = openUnreachableDatabase();
const api = await startApi({ replace: { ...storesOn(database), due: createDueAccountStore(database) } });
const blind = await startApi({
  replace: { verification: { signingSecret: failToReadSecret, oidc: undefined, clock: () => new Date() } },
});
afterAll(() => Promise.all([api.close(), blind.close(), database.end({ timeout: 0 })]));

const run = async (on: typeof api) =>
  on.request('POST', '/api/workers/token-refresh', { token: await on.token({ scope: 'operate' }) });

describe('run-token-refresh during an outage', () => {
  test('without the database it says so, and when to try again', async () => {
    const answer = await run(api);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
    expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i);
  });

  test('a token that cannot be judged is not called invalid', async () => {
    const answer = await run(blind);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'secret_unavailable' });
  });
});
