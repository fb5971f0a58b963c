import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { askForCreator, creatorInfoPath } from '../../support/creator-questions.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { callsTo } from '../../support/rows.ts';
import { openSession } from '../../support/sessions.ts';

const api = await startApi();
let id = '';
beforeAll(async () => {
  id = (await grantAccount(api)).id;
});
afterAll(api.close);

const strangers: Readonly<Record<string, () => Promise<string>>> = {
  'another tenant’s CRM': () => api.token({ tenant: 'tenant-b' }),
  'a CRM without a named tenant': () => api.token({ claims: { tenant: undefined } }),
  'a session of another user of the tenant': () => openSession(api, 'user-2'),
  'a session of another tenant’s user of the same name': () => openSession(api, 'user-1', {}, 'tenant-b'),
};

describe('creator info of an account that is not there for the caller', () => {
  test.each(Object.keys(strangers))('because it is %s is not found, and nobody is asked', async (who) => {
    const answer = await askForCreator(api, id, await strangers[who]?.());

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'account_not_found' });
    expect(callsTo(api, creatorInfoPath)).toEqual([]);
    expect((await api.database.superuser`select 1 from rate_calls`).length).toBe(0);
  });

  test('is not told apart from none by an account’s state, which another user’s session could learn so', async () => {
    const { id: revoked } = await grantAccount(api);
    await api.database.superuser`
      update oauth_accounts
      set state = 'revoked', state_reason = 'unknown', sealed_access_token = null, sealed_refresh_token = null
      where id = ${revoked}`;

    const answer = await askForCreator(api, revoked, await openSession(api, 'user-2'));

    expect(answer.status).toBe(404);
  });

  test.each(['01990000-0000-7000-8000-000000000000', 'x', "' or true --", 'a\0b', '%'])(
    'because it does not exist (%j) is not found',
    async (accountId) => {
      expect((await askForCreator(api, accountId)).status).toBe(404);
    },
  );
});
