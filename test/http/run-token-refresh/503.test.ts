import { afterAll, describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { createDueAccountStore } from '../../../shared/database/due-accounts.ts';
import { startApi, storesOn } from '../../support/api.ts';
import { grantAccounts } from '../../support/granted-accounts.ts';
import { failToReadSecret, openUnreachableDatabase } from '../../support/outages.ts';
import { callsTo, tokenPath } from '../../support/rows.ts';

const database = openUnreachableDatabase();
const api = await startApi({ replace: { ...storesOn(database), due: createDueAccountStore(database) } });
const dying = await startApi({
  replace: ({ tokens }) => ({
    tokens: {
      ...tokens,
      beginAttempt: async () => {
        throw new Failure('database_unavailable', { detail: 'It went away.', retryAfterSeconds: 10 });
      },
    },
    due: {
      claimDue: (...wish) => createDueAccountStore(dying.database.worker).claimDue(...wish),
      countDue: async () => {
        throw new Failure('database_unavailable', { detail: 'It went away.', retryAfterSeconds: 10 });
      },
    },
  }),
});
const blind = await startApi({
  replace: { verification: { signingSecret: failToReadSecret, oidc: undefined, clock: () => new Date() } },
});
afterAll(() => Promise.all([api.close(), dying.close(), blind.close(), database.end({ timeout: 0 })]));

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

  test('whose database goes away in the middle says so, and has asked TikTok nothing that it could not keep', async () => {
    await grantAccounts(dying, { count: 40 });
    await dying.advance(91 * 60_000);

    const answer = await run(dying);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(callsTo(dying, tokenPath)).toEqual([]);
  });

  test('a token that cannot be judged is not called invalid', async () => {
    const answer = await run(blind);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'secret_unavailable' });
  });
});
