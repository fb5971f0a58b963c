import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Secret } from '../../../shared/core/secret.ts';
import { createTokenRefreshStore } from '../../../shared/database/token-refresh.ts';
import { refreshAccount } from '../../../shared/tokens/refresh-account.ts';
import { startApi } from '../../support/api.ts';
import { shortenDeadlines } from '../../support/deadlines.ts';
import { disconnect } from '../../support/disconnecting.ts';
import { type GrantedAccount, grantAccount } from '../../support/granted-accounts.ts';
import { callsTo, readAccount, readAnnouncements, revokePath, tokenPath } from '../../support/rows.ts';
import { waitFor } from '../../support/wait-for.ts';

const hourMs = 3_600_000;
/** How often a caller has looked at an account's tokens: one who looks again is waiting. */
let looks = 0;
/** What happens between TikTok's word that the grant is over and our own update. */
let onceRevoked = async () => {};
const api = await startApi({
  connections: 10,
  replace: ({ tokens, platform }) => ({
    platform: {
      ...platform,
      revoke: async (accessToken) => {
        await platform.revoke(accessToken);
        await onceRevoked();
      },
    },
    tokens: {
      ...tokens,
      read: (tenant, id) => {
        looks += 1;
        return tokens.read(tenant, id);
      },
    },
  }),
});
const { control } = api.simulator;
let restoreDeadlines = () => {};
afterAll(api.close);
beforeEach(async () => {
  onceRevoked = async () => {};
  control.clearFaults();
  control.clearCalls();
  control.patchSwitches({ oldAccessToken: 'lives-on' });
  await api.database.superuser`truncate oauth_accounts, refresh_attempts, outbox, audit_log`;
});
afterEach(() => restoreDeadlines());

const expectGone = async ({ id, openId }: GrantedAccount) => {
  expect(control.readTokens(openId)).toMatchObject({ refreshTokens: [], accessTokens: [] });
  await expectDestroyed(id);
};
const expectDestroyed = async (id: string) => {
  expect(await readAccount(api, id)).toMatchObject({
    state: 'disconnected',
    sealedAccessToken: null,
    sealedRefreshToken: null,
  });
};
const toldOf = async (id: string) => (await readAnnouncements(api, id)).map(({ type }) => type);

/**
 * Another worker's refresh of the account, held before TikTok is asked or once it has answered, until `goOn` is called.
 * Resolves when it is held there.
 */
const refreshElsewhere = async (
  { id, tenant }: GrantedAccount,
  held: 'before the call' | 'after the call',
) => {
  const { product } = api;
  const tokens = createTokenRefreshStore(api.database.worker);
  const seen = await tokens.read(tenant, id);
  if (seen === undefined) throw new Error('It is not there.');
  const leased = await tokens.claim(seen, '01990000-0000-7000-8000-000000000000', 60_000, api.now());
  if (leased === undefined) throw new Error('The lease was not to be had.');
  const [gate, arrival] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const hold = () => {
    arrival.resolve();
    return gate.promise;
  };
  const platform = {
    ...product.platform,
    refresh: async (refreshToken: Secret) => {
      if (held === 'before the call') await hold();
      const refreshed = await product.platform.refresh(refreshToken);
      if (held === 'after the call') await hold();
      return refreshed;
    },
  };
  const refreshing = refreshAccount({ ...product, tokens, platform }, leased, 'sweep');
  await arrival.promise;
  return { refreshing, goOn: () => gate.resolve() };
};

describe('a disconnection of an account whose access token has ended', () => {
  test('gets a new one first, so that TikTok ends the grant and confirms it', async () => {
    const account = await grantAccount(api);
    await api.advance(3 * hourMs);

    const answer = await disconnect(api, account.id);

    expect(answer.body).toMatchObject({ state: 'disconnected', revokedAtPlatform: true });
    expect([callsTo(api, tokenPath).length, callsTo(api, revokePath).length]).toEqual([1, 1]);
    await expectGone(account);
    expect(await toldOf(account.id)).toEqual(['account.connected', 'account.disconnected']);
  });

  test('has a new one too when the old one would end during the call', async () => {
    const account = await grantAccount(api);
    await api.advance(2 * hourMs - 5_000);

    const answer = await disconnect(api, account.id);

    expect(answer.body).toMatchObject({ revokedAtPlatform: true });
    expect(callsTo(api, tokenPath)).toHaveLength(1);
  });

  test('ten times at once costs one refresh and happens once', async () => {
    const account = await grantAccount(api);
    await api.advance(3 * hourMs);

    const answers = await Promise.all(Array.from({ length: 10 }, () => disconnect(api, account.id)));

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(callsTo(api, tokenPath)).toHaveLength(1);
    await expectGone(account);
    expect((await toldOf(account.id)).filter((type) => type === 'account.disconnected')).toHaveLength(1);
  });

  test.each([
    ['an error of its gateway', { kind: 'answer', status: 500 }],
    ['an error of its own', { kind: 'answer', status: 200, body: '{"error":"server_error","log_id":"L"}' }],
    ['no word for our app', { kind: 'answer', status: 401, body: '{"error":"invalid_client","log_id":"L"}' }],
    ['a page', { kind: 'html' }],
    ['a rate limit', { kind: 'rate-limit' }],
    ['a connection cut before it took effect', { kind: 'cut-before' }],
    ['a connection cut after it took effect', { kind: 'cut-after' }],
  ] as const)(
    'destroys the tokens though TikTok has %s in place of a new one, and says so',
    async (_, action) => {
      const account = await grantAccount(api);
      await api.advance(3 * hourMs);
      control.addFault({ match: { path: tokenPath }, times: null, action });

      const answer = await disconnect(api, account.id);

      expect(answer.body).toMatchObject({
        revokedAtPlatform: false,
        detail: expect.stringContaining('TikTok app'),
      });
      expect(callsTo(api, revokePath)).toEqual([]);
      await expectDestroyed(account.id);
      expect((await toldOf(account.id)).at(-1)).toBe('account.disconnected');
    },
  );

  test('waits for a silent TikTok no longer than the deadline', async () => {
    const account = await grantAccount(api);
    await api.advance(3 * hourMs);
    control.addFault({ match: { path: tokenPath }, action: { kind: 'hang' } });
    restoreDeadlines = shortenDeadlines(0.04);

    const answer = await disconnect(api, account.id);

    expect(answer.body).toMatchObject({ revokedAtPlatform: false });
    expect(callsTo(api, tokenPath)).toHaveLength(1);
    await expectDestroyed(account.id);
  });

  test('whose grant TikTok has ended already destroys the tokens, and claims nothing', async () => {
    const account = await grantAccount(api);
    await api.advance(3 * hourMs);
    const refusal = '{"error":"invalid_grant","error_description":"x","log_id":"L"}';
    control.addFault({ match: { path: tokenPath }, action: { kind: 'answer', status: 400, body: refusal } });

    const [answer, again] = [await disconnect(api, account.id), await disconnect(api, account.id)];

    expect(answer.body).toMatchObject({ state: 'disconnected', revokedAtPlatform: false });
    expect(again.body).toEqual(answer.body);
    await expectDestroyed(account.id);
  });
});

describe('a disconnection during another worker’s refresh', () => {
  test('of an ended token waits for the new one and ends the grant with it', async () => {
    const account = await grantAccount(api);
    await api.advance(3 * hourMs);
    const other = await refreshElsewhere(account, 'after the call');
    looks = 0;

    const disconnecting = disconnect(api, account.id);
    await waitFor('a second look', async () => looks > 1);
    other.goOn();
    const answer = await disconnecting;

    expect(await other.refreshing).toMatchObject({ kind: 'refreshed' });
    expect(answer.body).toMatchObject({ revokedAtPlatform: true });
    expect(callsTo(api, tokenPath)).toHaveLength(1);
    await expectGone(account);
  });

  test.each(['lives-on', 'dies'] as const)(
    'leaves no grant behind, though the refresh took effect before it (the old token %s)',
    async (oldAccessToken) => {
      control.patchSwitches({ oldAccessToken });
      const account = await grantAccount(api);
      const other = await refreshElsewhere(account, 'after the call');

      await disconnect(api, account.id);
      other.goOn();

      expect(await other.refreshing).toEqual({ kind: 'superseded' });
      await expectGone(account);
    },
  );

  test('is not undone by the refresh that TikTok refuses because of it, and no login is asked for', async () => {
    const account = await grantAccount(api);
    const other = await refreshElsewhere(account, 'before the call');
    await api.advance(1_000);

    const answer = await disconnect(api, account.id);
    other.goOn();

    expect(answer.body).toMatchObject({ revokedAtPlatform: true });
    expect(await other.refreshing).toEqual({ kind: 'superseded' });
    await expectGone(account);
    expect(await toldOf(account.id)).toEqual(['account.connected', 'account.disconnected']);
  });
});

describe('a disconnection that TikTok has confirmed', () => {
  test.each(['lives-on', 'dies'] as const)(
    'stays confirmed when a refresh of the sweep is stored before it, and asks TikTok once (the old token %s)',
    async (oldAccessToken) => {
      const account = await grantAccount(api);
      const other = await refreshElsewhere(account, 'after the call');
      control.patchSwitches({ oldAccessToken });
      onceRevoked = async () => {
        onceRevoked = async () => {};
        other.goOn();
        await other.refreshing;
      };

      const answer = await disconnect(api, account.id);

      expect(await other.refreshing).toMatchObject({ kind: 'refreshed' });
      expect(answer.body).toMatchObject({ state: 'disconnected', revokedAtPlatform: true });
      expect(callsTo(api, revokePath)).toHaveLength(1);
      await expectGone(account);
      expect(await readAccount(api, account.id)).toMatchObject({ stateReason: 'disconnected_by_user' });
      const told = await readAnnouncements(api, account.id);
      expect(told.filter(({ type }) => type === 'account.disconnected')).toMatchObject([
        { payload: { revokedAtPlatform: true } },
      ]);
    },
  );

  test('is not taken for the end of a grant that the creator gives anew in between', async () => {
    const account = await grantAccount(api);
    const { superuser } = api.database;
    onceRevoked = async () => {
      onceRevoked = async () => {};
      await superuser`
        update oauth_accounts
        set connected_at = connected_at + interval '1 second', token_version = token_version + 1 where id = ${account.id}`;
    };

    await disconnect(api, account.id);

    expect(callsTo(api, revokePath)).toHaveLength(2);
    await expectDestroyed(account.id);
  });
});

describe('a disconnection of an account that needs a new login', () => {
  test('ends what is left of the grant with the token that still lives', async () => {
    const account = await grantAccount(api);
    await api.database.superuser`
      update oauth_accounts set state = 'reauth_required', state_reason = 'refresh_in_doubt' where id = ${account.id}`;

    const answer = await disconnect(api, account.id);

    expect(answer.body).toMatchObject({ revokedAtPlatform: true });
    expect(callsTo(api, tokenPath)).toEqual([]);
    await expectGone(account);
  });
});
