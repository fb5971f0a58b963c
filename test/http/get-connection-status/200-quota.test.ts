import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { grantAccounts } from '../../support/granted-accounts.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
afterAll(api.close);
const { superuser } = api.database;
beforeEach(async () => {
  await superuser`truncate oauth_accounts, tiktok_posts, rate_calls, learned_caps, outbox, audit_log`;
});

interface Shown {
  readonly accountId: string;
  readonly quota: unknown;
}

const quotas = async (tenant: string): Promise<ReadonlyMap<string, unknown>> => {
  const answer = await api.request('GET', '/api/platforms/tiktok/status', {
    token: await api.token({ tenant }),
  });
  const { accounts } = answer.body as { accounts: Shown[] };
  return new Map(accounts.map(({ accountId, quota }) => [accountId, quota]));
};

describe('the connection status', () => {
  test('shows of each account what the limits leave it', async () => {
    const [busy, idle] = await grantAccounts(api, { count: 2 });
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (let nth = 0; nth < 5; nth += 1) {
      await insertStoredPost(superuser, {
        account: busy?.id ?? '',
        mode: 'inbox',
        state: 'in_inbox',
        submittedAt: hourAgo,
      });
    }
    for (let nth = 0; nth < 6; nth += 1)
      await api.product.calls.take({ tenant: 'tenant-a', accountId: busy?.id ?? '' }, 'init');

    const shown = await quotas('tenant-a');

    expect(shown.get(busy?.id ?? '')).toEqual({
      pendingDrafts: { used: 5, limit: 5, freeAt: expect.any(String) },
      submissions: { usedInMinute: 6, limit: 6, freeAt: expect.any(String) },
      dailyPosts: { reached: false, until: null },
      activeCreators: { reached: false, until: null },
    });
    expect(shown.get(idle?.id ?? '')).toMatchObject({
      pendingDrafts: { used: 0, freeAt: null },
      submissions: { usedInMinute: 0, freeAt: null },
    });
  });

  test('tells the times by the clock of the answer, whatever the database’s says', async () => {
    const [account] = await grantAccounts(api, { count: 1 });
    const owner = { tenant: 'tenant-a', accountId: account?.id ?? '' };
    await api.product.caps.learn(owner, 'spam_risk_too_many_posts', 7_200_000);

    const shown = (await quotas('tenant-a')).get(owner.accountId) as { dailyPosts: { until: string } };

    const aheadMs = new Date(shown.dailyPosts.until).getTime() - api.now().getTime();
    expect(aheadMs).toBeCloseTo(7_200_000, -4);
  });
});
