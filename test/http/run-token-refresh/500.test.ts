import { afterAll, describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { startApi } from '../../support/api.ts';
import { grantAccounts } from '../../support/granted-accounts.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';
import { callsTo, tokenPath } from '../../support/rows.ts';

const call = { method: 'POST', target: '/api/workers/token-refresh' };
const broken = await startApi({
  replace: { due: { claimDue: surprise, countDue: surprise, giveBack: surprise } },
});
const counted: unknown[] = [];
const count = (counts: unknown) => void counted.push(counts);
const api = await startApi({ replace: { count } });
const unset = await startApi({
  replace: ({ platform }) => ({
    platform: {
      ...platform,
      refresh: async () => {
        throw new Failure('platform_misconfigured', { detail: 'The operator has not set the app.' });
      },
    },
  }),
});
afterAll(() => Promise.all([broken.close(), api.close(), unset.close()]));

describe('run-token-refresh when something unforeseen happens', () => {
  testSurprise(broken, call, () => broken.token({ scope: 'operate' }));
});

describe('run-token-refresh with an app that TikTok does not know', () => {
  test('says so after one call, changes no account and counts it for the alarm', async () => {
    await grantAccounts(api, { count: 30 });
    await api.advance(91 * 60_000);
    const body = '{"error":"invalid_client","error_description":"x","log_id":"L"}';
    const action = { kind: 'answer', status: 401, body } as const;
    api.simulator.control.addFault({ match: { path: tokenPath }, times: null, action });
    const answer = await api.request(call.method, call.target, {
      token: await api.token({ scope: 'operate' }),
    });

    const kept = await api.database.superuser`
      select 1 from oauth_accounts
      where state = 'connected' and token_version = 1 and refresh_refusals = 0 and lease_id is null`;
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'platform_misconfigured' });
    expect(answer.text).not.toContain(api.simulator.control.readApp().clientSecret);
    expect(callsTo(api, tokenPath)).toHaveLength(1);
    expect(kept).toHaveLength(30);
    expect(counted).toMatchObject([{ RefreshMisconfigured: 1 }]);
  });

  test('gives every lease back, so that all are refreshed once the app is set right', async () => {
    api.simulator.control.clearFaults();
    await api.advance(5 * 60_000);

    const answer = await api.request(call.method, call.target, {
      token: await api.token({ scope: 'operate' }),
    });

    expect(answer.body).toMatchObject({ refreshed: 30, failed: 0, remaining: 0 });
  });

  test('says so when its credentials are not set, and asks TikTok nothing', async () => {
    await grantAccounts(unset, { count: 3 });
    await unset.advance(91 * 60_000);

    const answer = await unset.request(call.method, call.target, {
      token: await unset.token({ scope: 'operate' }),
    });

    expect(answer.body).toMatchObject({ status: 500, code: 'platform_misconfigured' });
    expect(callsTo(unset, tokenPath)).toEqual([]);
  });
});
