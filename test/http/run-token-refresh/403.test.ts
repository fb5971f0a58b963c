import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { testWithoutScope } from '../../support/refusals.ts';
import { callsTo, readAccount, tokenPath } from '../../support/rows.ts';
import { askForSession, openSession } from '../../support/sessions.ts';

const api = await startApi();
afterAll(api.close);

const run = async (token: string) => api.request('POST', '/api/workers/token-refresh', { token });

describe('run-token-refresh without its scope', () => {
  testWithoutScope(api, { method: 'POST', target: '/api/workers/token-refresh' }, 'operate');

  test('a session cannot have the scope, and is refused without it', async () => {
    const wanted = { user: 'crm', tenant: 'tenant-a', scope: 'admin operate' };

    const asked = await askForSession(api, wanted, { userId: 'user-1', scopes: ['operate'] });
    const answer = await run(await openSession(api, 'user-1'));

    expect(asked.status).toBe(400);
    expect(answer.status).toBe(403);
  });

  test('a session token that claims the scope all the same is refused', async () => {
    const session = { kind: 'session', start: Math.floor(api.now().getTime() / 1000) };

    const answer = await run(await api.token({ scope: 'operate connect read', claims: session }));

    expect(answer.status).toBeGreaterThanOrEqual(401);
    expect(answer.status).toBeLessThanOrEqual(403);
  });

  test('nothing is refreshed for a caller who may not', async () => {
    const { id } = await grantAccount(api);
    await api.advance(3 * 3_600_000);

    await run(await api.token({ scope: 'connect publish read admin' }));

    expect(callsTo(api, tokenPath)).toEqual([]);
    expect(await readAccount(api, id)).toMatchObject({ tokenVersion: 1 });
  });
});
