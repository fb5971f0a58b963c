import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { connectCreator } from '../../support/browser.ts';
import { disconnect } from '../../support/disconnecting.ts';
import { pointersOf } from '../../support/refusals.ts';
import { callsTo, readAccount, revokePath } from '../../support/rows.ts';
import { openSession } from '../../support/sessions.ts';

const api = await startApi();
let id = '';
beforeAll(async () => {
  id = await connectCreator(api, await api.token({ user: 'user-1', tenant: 'tenant-a' }));
});
afterAll(api.close);

const strangers: Readonly<Record<string, () => Promise<string>>> = {
  'another tenant’s CRM': () => api.token({ tenant: 'tenant-b' }),
  'a CRM without a named tenant': () => api.token({ claims: { tenant: undefined } }),
  'a session of another user of the tenant': () => openSession(api, 'user-2'),
  'a session of another tenant’s user of the same name': () => openSession(api, 'user-1', {}, 'tenant-b'),
};

describe('an account that is not there for the caller', () => {
  test.each(Object.keys(strangers))('because it is %s is not found, and stays as it is', async (who) => {
    const answer = await disconnect(api, id, await strangers[who]?.());

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'account_not_found' });
    expect(pointersOf(answer.body)).toEqual(['body /accountId']);
    expect(await readAccount(api, id)).toMatchObject({ state: 'connected', tokenVersion: 1 });
    expect(callsTo(api, revokePath)).toEqual([]);
  });

  test.each(['01990000-0000-7000-8000-000000000000', 'x', "' or true --", 'a\0b', '%'])(
    'because it does not exist (%j) is not found',
    async (accountId) => {
      expect((await disconnect(api, accountId)).status).toBe(404);
    },
  );

  test('looks the same whether it exists elsewhere or nowhere', async () => {
    const token = await api.token({ tenant: 'tenant-b' });

    const [foreign, missing] = [
      await disconnect(api, id, token),
      await disconnect(api, '01990000-0000-7000-8000-000000000000', token),
    ];

    const tellable = (body: unknown) => ({ ...(body as object), requestId: '' });
    expect(tellable(foreign.body)).toEqual(tellable(missing.body));
  });
});
