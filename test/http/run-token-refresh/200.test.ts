import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { createTokenRefreshStore } from '../../../shared/database/token-refresh.ts';
import { type Api, startApi } from '../../support/api.ts';
import { grantAccount, grantAccounts } from '../../support/granted-accounts.ts';
import { callsTo, readAccount, revealAccessToken, tokenPath, worksAtTiktok } from '../../support/rows.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const counted: unknown[] = [];
let whileRefreshing = async () => {};
let whileSaving = async () => {};
/** Called with how many attempts have been begun; what it throws, counting what is left then throws too. */
let whileAttempting = async (_begun: number) => {};
let attempts = 0;
const api: Api = await startApi({
  connections: 10,
  replace: ({ platform, tokens, due }) => ({
    tokens: {
      ...tokens,
      beginAttempt: async (...attempt) => {
        attempts += 1;
        await whileAttempting(attempts);
        return tokens.beginAttempt(...attempt);
      },
      saveRefreshed: async (...saved) => {
        await whileSaving();
        return tokens.saveRefreshed(...saved);
      },
    },
    due: {
      ...due,
      countDue: async (now) => {
        await whileAttempting(attempts);
        return due.countDue(now);
      },
    },
    count: (counts) => void counted.push(counts),
    platform: {
      ...platform,
      refresh: async (refreshToken) => {
        await whileRefreshing();
        return platform.refresh(refreshToken);
      },
    },
  }),
});
afterAll(api.close);
beforeEach(async () => {
  whileRefreshing = async () => {};
  whileSaving = async () => {};
  whileAttempting = async () => {};
  attempts = 0;
  counted.length = 0;
  api.simulator.control.clearFaults();
  api.simulator.control.clearCalls();
  await api.database.superuser`truncate oauth_accounts, refresh_attempts, outbox, audit_log`;
});

const run = async (tenant = 'tenant-a'): Promise<Readonly<Record<string, unknown>>> => {
  const token = await api.token({ tenant, scope: 'operate' });
  const answer = await api.request('POST', '/api/workers/token-refresh', { token });
  expect(answer.status).toBe(200);
  return answer.body as Readonly<Record<string, unknown>>;
};
const nothing = {
  refreshed: 0,
  skipped: {},
  failed: 0,
  reauthRequired: 0,
  inDoubt: 0,
  inLifeboat: 0,
  stoppedBy: null,
  remaining: 0,
};

describe('a run of the token refresh', () => {
  test('without accounts, and with none that is due, does nothing', async () => {
    const before = await run();
    await grantAccounts(api, { count: 3 });

    expect([before, await run()]).toEqual([nothing, nothing]);
    expect(callsTo(api, tokenPath)).toEqual([]);
  });

  test('refreshes the due accounts of every tenant, whichever the caller’s token names', async () => {
    const due = await Promise.all(
      ['tenant-a', 'tenant-b', 'tenant-c'].map((tenant) => grantAccount(api, { tenant })),
    );
    await api.advance(91 * minuteMs);

    const body = await run('tenant-of-nobody');

    expect(body).toEqual({ ...nothing, refreshed: 3 });
    for (const { id, tenant } of due) {
      expect(await readAccount(api, id, tenant)).toMatchObject({ state: 'connected', tokenVersion: 2 });
      expect(await worksAtTiktok(api, await revealAccessToken(api, id, tenant))).toBe(true);
    }
    expect(counted).toMatchObject([{ TokensRefreshed: 3, RefreshesFailed: 0 }]);
  });

  test('repeated at once, finds nothing left to do', async () => {
    await grantAccounts(api, { count: 3 });
    await api.advance(91 * minuteMs);
    await run();

    expect(await run()).toEqual(nothing);
    expect(callsTo(api, tokenPath)).toHaveLength(3);
  });

  test('twice at once, shares the work: each account is refreshed once', async () => {
    await grantAccounts(api, { count: 120 });
    await api.advance(91 * minuteMs);

    const bodies = await Promise.all([run(), run()]);

    expect(Number(bodies[0]?.['refreshed']) + Number(bodies[1]?.['refreshed'])).toBe(120);
    expect(bodies).toMatchObject([
      { failed: 0, reauthRequired: 0 },
      { failed: 0, reauthRequired: 0 },
    ]);
    expect(api.simulator.control.countTokenCalls()).toMatchObject({ refreshCalls: 120, refused: 0 });
  });

  test('counts what failed and will be tried again, and what only a login can heal', async () => {
    const [down, ended] = await grantAccounts(api, { count: 3 });
    await api.advance(91 * minuteMs);
    for (const [openId, error] of [
      [down?.openId, 'server_error'],
      [ended?.openId, 'invalid_grant'],
    ]) {
      const match = { path: tokenPath, ...(openId === undefined ? {} : { openId }) };
      const body = JSON.stringify({ error, error_description: 'x', log_id: 'L' });
      api.simulator.control.addFault({ match, action: { kind: 'answer', status: 400, body } });
    }

    const body = await run();

    expect(body).toEqual({ ...nothing, refreshed: 1, failed: 1, reauthRequired: 1 });
    expect(await readAccount(api, ended?.id ?? '')).toMatchObject({ state: 'reauth_required' });
    expect(await readAccount(api, down?.id ?? '')).toMatchObject({ state: 'connected', tokenVersion: 1 });
    expect(counted).toMatchObject([{ TokensRefreshed: 1, RefreshesFailed: 1, AccountsReauthRequired: 1 }]);
  });

  test('leaves alone, with the reason, accounts that nobody uses and tokens that are still good', async () => {
    const [unused, fresh] = [await grantAccount(api), await grantAccount(api)];
    const { superuser } = api.database;
    await superuser`update oauth_accounts set last_used_at = ${new Date(api.now().getTime() - 30 * dayMs)} where id = ${unused.id}`;
    await api.advance(91 * minuteMs);
    await superuser`
      update oauth_accounts
      set refresh_due_at = ${api.now()}, access_expires_at = ${new Date(api.now().getTime() + dayMs)}
      where id = ${fresh.id}`;

    const body = await run();

    expect(body).toEqual({ ...nothing, skipped: { unused: 1, not_due: 1 } });
    expect(callsTo(api, tokenPath)).toEqual([]);
    expect(await run()).toEqual(nothing);
  });

  test('does not touch an account in doubt while refreshed tokens wait to be stored', async () => {
    const account = await grantAccount(api);
    await api.advance(91 * minuteMs);
    await api.database.superuser`
      insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by)
      values (gen_random_uuid(), 'tenant-a', ${account.id}, gen_random_uuid(), 1, 'sweep')`;
    await api.product.sendToLifeboat({ body: 'of some account', attributes: {} });

    const body = await run();

    expect(body).toEqual({ ...nothing, skipped: { lifeboat_pending: 1 }, inDoubt: 1 });
    expect(callsTo(api, tokenPath)).toEqual([]);
  });

  test('stops in time, says what is left, and goes on where it stopped when it is called again', async () => {
    await grantAccounts(api, { count: 90 });
    await api.advance(91 * minuteMs);
    let calls = 0;
    whileRefreshing = async () => {
      calls += 1;
      if (calls === 5) await api.advance(15_000);
    };

    const first = await run();
    const second = await run();

    expect(Number(first['refreshed'])).toBeGreaterThanOrEqual(5);
    expect(first).toMatchObject({ failed: 0, stoppedBy: 'time', remaining: 90 - Number(first['refreshed']) });
    expect(Number(first['remaining'])).toBeGreaterThan(0);
    expect(second).toEqual({ ...nothing, refreshed: first['remaining'] });
    expect(api.simulator.control.countTokenCalls()).toMatchObject({ refreshCalls: 90, refused: 0 });
  });

  test('says that it was stopped by failures, and how many are left', async () => {
    await grantAccounts(api, { count: 60 });
    await api.advance(91 * minuteMs);
    const body = '{"error":"temporarily_unavailable","error_description":"x","log_id":"L"}';
    const action = { kind: 'answer', status: 503, body } as const;
    api.simulator.control.addFault({ match: { path: tokenPath }, times: null, action });

    const stopped = await run();

    expect(stopped).toMatchObject({ refreshed: 0, reauthRequired: 0, stoppedBy: 'failures' });
    expect(Number(stopped['failed'])).toBeGreaterThanOrEqual(10);
    expect(stopped['remaining']).toBe(60 - Number(stopped['failed']));
  });

  test('says that it was stopped by a client that TikTok no longer knows, when it had done something before', async () => {
    await grantAccounts(api, { count: 6 });
    await api.advance(91 * minuteMs);
    const body = '{"error":"invalid_client","error_description":"x","log_id":"L"}';
    const action = { kind: 'answer', status: 401, body } as const;
    let calls = 0;
    whileRefreshing = async () => {
      calls += 1;
      if (calls === 2) api.simulator.control.addFault({ match: { path: tokenPath }, times: null, action });
    };

    const stopped = await run();

    expect(stopped).toMatchObject({ stoppedBy: 'misconfigured', reauthRequired: 0 });
    expect(Number(stopped['refreshed'])).toBeGreaterThan(0);
    expect(counted).toMatchObject([{ RefreshMisconfigured: 1, TokensRefreshed: stopped['refreshed'] }]);
  });

  test('tells what it did when the database goes away in the middle, and that it cannot say what is left', async () => {
    const accounts = await grantAccounts(api, { count: 40 });
    await api.advance(91 * minuteMs);
    whileAttempting = async (begun) => {
      if (begun > 3) throw new Failure('database_unavailable', { detail: 'It went away.' });
    };

    const stopped = await run();

    expect(stopped).toMatchObject({
      refreshed: 3,
      failed: 0,
      stoppedBy: 'database_unavailable',
      remaining: null,
    });
    expect(callsTo(api, tokenPath)).toHaveLength(3);
    expect(counted).toMatchObject([{ TokensRefreshed: 3 }]);
    for (const { id } of accounts) expect(await readAccount(api, id)).toMatchObject({ state: 'connected' });
  });

  test('counts tokens that could not be stored and are in the lifeboat', async () => {
    await grantAccounts(api, { count: 2 });
    await api.advance(91 * minuteMs);
    const before = api.lifeboat.length;
    whileSaving = async () => {
      throw new Failure('database_unavailable', { detail: 'It is away for this.' });
    };

    const body = await run();

    expect(body).toMatchObject({ refreshed: 2, inLifeboat: 2, stoppedBy: null });
    expect(api.lifeboat).toHaveLength(before + 2);
  });

  test('does not take an account that another worker has in hand, and does not count it as left', async () => {
    const { id, tenant } = await grantAccount(api);
    await api.advance(91 * minuteMs);
    const tokens = createTokenRefreshStore(api.database.worker);
    const seen = await tokens.read(tenant, id);
    if (seen === undefined) throw new Error('It is not there.');
    await tokens.claim(seen, '01990000-0000-7000-8000-000000000000', minuteMs, api.now());

    expect(await run()).toEqual(nothing);
    expect(callsTo(api, tokenPath)).toEqual([]);
  });

  test('without the key service counts its accounts as failed, asks TikTok nothing, and heals when it is back', async () => {
    await grantAccounts(api, { count: 2 });
    await api.advance(91 * minuteMs);
    api.keyService.downFor.add('tenant-a');

    const down = await run();
    api.keyService.downFor.clear();
    const calls = callsTo(api, tokenPath).length;
    await api.advance(minuteMs);

    expect([down, calls]).toEqual([{ ...nothing, failed: 2 }, 0]);
    expect(await run()).toEqual({ ...nothing, refreshed: 2 });
  });
});
