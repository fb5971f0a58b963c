import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { disconnectAccount } from '../../shared/accounts/disconnect-account.ts';
import { Secret } from '../../shared/core/secret.ts';
import { createAccountStore } from '../../shared/database/accounts.ts';
import { announce } from '../../shared/outbox/crm-event.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import { sealTokens } from '../../shared/tokens/account-tokens.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import { writeRemoval } from '../support/tiktok-events.ts';
import { connectOne, dayMs, hourMs, readChanges, secondMs, sweepOnce } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

describe('what happens to an account in the middle of its refresh', () => {
  let world: TokenWorld;
  let account: ConnectedAccount;

  beforeEach(async () => {
    world = await startTokenWorld();
    account = await connectOne(world);
    await world.advance(2 * hourMs);
  });
  afterEach(() => world.close());

  /** TikTok has given new tokens, and before they are stored something happens. */
  const meanwhile = (happening: () => Promise<unknown>): Platform => {
    const { platform } = world.worker();
    return {
      ...platform,
      refresh: async (token) => {
        const refreshed = await platform.refresh(token);
        await happening();
        return refreshed;
      },
    };
  };
  const use = (platform: Platform) =>
    withAccessToken(
      world.worker({ platform }, { login: 'app' }),
      { tenant: account.tenant, accountId: account.id },
      async (token) => token.reveal(),
    );
  const readRow = async () => {
    const [row] = await world.database.superuser`
      select state, state_reason as reason, sealed_access_token as access, sealed_refresh_token as refresh
      from oauth_accounts where id = ${account.id}`;
    return row;
  };
  const revokeByWebhook = () =>
    createApplyEvents(world.database.worker)(
      writeBatch([writeRemoval(account.openId, world.now().getTime() / 1000)]),
    );
  const reconnect = async (): Promise<void> => {
    const username = world.simulator.control
      .listCreators()
      .find((one) => one.openId === account.openId)?.username;
    const granted = world.simulator.control.connectCreator(username ?? '');
    const row = await world.read(account);
    const set = {
      openId: account.openId,
      accessToken: new Secret(granted.access_token),
      refreshToken: new Secret(granted.refresh_token),
      accessExpiresInSeconds: granted.expires_in,
      refreshExpiresInSeconds: granted.refresh_expires_in,
      grantedScopes: row.grantedScopes,
    };
    await createAccountStore(world.database.app).saveConnection(
      {
        ...row,
        ...(await sealTokens(world.vault, account.tenant, account.id, set)),
        accessExpiresAt: new Date(world.now().getTime() + granted.expires_in * secondMs),
        refreshExpiresAt: new Date(world.now().getTime() + granted.refresh_expires_in * secondMs),
        refreshDueAt: new Date(world.now().getTime() + hourMs),
        connectedAt: world.now(),
      },
      announce('account.reconnected', 'user:user-a', { accountId: account.id }, world.now()),
    );
  };

  test('revoked by a webhook: the new tokens are not stored, and the caller is told why', async () => {
    const used = use(meanwhile(revokeByWebhook));

    await expect(used).rejects.toMatchObject({
      code: 'account_not_connected',
      detail: expect.stringContaining('removed our access'),
    });
    expect(await readRow()).toEqual({
      state: 'revoked',
      reason: 'removed_by_creator',
      access: null,
      refresh: null,
    });
    expect(await world.attempts(account)).toMatchObject([{ outcome: 'superseded' }]);
    expect(world.lifeboat).toEqual([]);
  });

  test('revoked by a webhook: the sweep passes on, and the account is not refreshed again', async () => {
    const counts = await sweepOnce(world, { platform: meanwhile(revokeByWebhook) });
    await world.advance(dayMs);
    const later = await sweepOnce(world);

    expect(counts).toMatchObject({ refreshed: 0, skipped: { lease_lost: 1 }, reauthRequired: 0 });
    expect(later).toMatchObject({ refreshed: 0, skipped: {} });
    expect((await readChanges(world, account)).map(({ type }) => type)).toEqual([
      'account.connected',
      'account.revoked',
    ]);
  });

  test('connected anew: the new connection’s tokens stay, and serve the caller', async () => {
    const got = await use(meanwhile(reconnect));

    const stored = await world.reveal(account);
    expect(stored).toEqual(world.current(account));
    expect([got, (await world.read(account)).tokenVersion]).toEqual([stored.access, 2]);
    expect(await world.attempts(account)).toMatchObject([{ outcome: 'superseded' }]);
  });

  test('connected anew: the refresh that is refused ends nothing of the new connection', async () => {
    const { platform } = world.worker();
    const refusedMeanwhile: Platform = {
      ...platform,
      refresh: async (token) => {
        await reconnect();
        await platform.refresh(token);
        return platform.refresh(token);
      },
    };

    const got = await use(refusedMeanwhile);

    expect(await world.read(account)).toMatchObject({ state: 'connected', tokenVersion: 2 });
    expect(got).toBe((await world.reveal(account)).access);
  });

  test('disconnected: the tokens that come late are revoked at TikTok and stored nowhere', async () => {
    const accounts = createAccountStore(world.database.app);
    const disconnect = async () => {
      const said = announce('account.disconnected', 'user:user-a', { accountId: account.id }, world.now());
      await accounts.disconnect(await world.read(account), 'disconnected_unconfirmed', said);
    };

    const used = use(meanwhile(disconnect));

    await expect(used).rejects.toMatchObject({ code: 'account_not_connected' });
    expect(world.current(account)).toEqual({ access: undefined, refresh: undefined });
    expect(await readRow()).toMatchObject({ state: 'disconnected', access: null, refresh: null });
    expect(world.lifeboat).toEqual([]);
  });

  test('disconnected by a person: it waits for the refresh, and the grant is over at TikTok', async () => {
    let disconnecting: Promise<unknown> = Promise.resolve();
    const begin = async () => {
      disconnecting = disconnectAccount(
        { ...world.worker({}, { login: 'app' }), accounts: createAccountStore(world.database.app) },
        { tenant: account.tenant, onlyUserId: undefined, actorUserId: 'crm' },
        account.id,
      );
    };

    const got = await use(meanwhile(begin));
    const disconnected = await disconnecting;

    expect(got).toEqual(expect.stringMatching(/^act\./));
    expect(disconnected).toMatchObject({ revokedAtPlatform: true });
    expect(world.current(account)).toEqual({ access: undefined, refresh: undefined });
    expect(world.simulator.control.countTokenCalls(account.openId).refreshCalls).toBe(1);
    expect(await readRow()).toMatchObject({ state: 'disconnected', access: null, refresh: null });
  });

  test('disconnected while its tokens lie in the lifeboat: they are not brought back', async () => {
    const { tokens } = world.worker();
    const refresh = sweepOnce(world, {
      tokens: {
        ...tokens,
        saveRefreshed: async (row) => ((await tokens.read(row.tenantId, row.id)) ? 'fenced' : 'superseded'),
        saveRescued: async () => 'fenced',
      },
    });
    expect(await refresh).toMatchObject({ inLifeboat: 1 });
    const said = announce('account.disconnected', 'user:user-a', { accountId: account.id }, world.now());
    await createAccountStore(world.database.app).disconnect(
      await world.read(account),
      'disconnected_by_user',
      said,
    );

    const outcomes = await world.rescue();

    expect(outcomes).toEqual(['superseded']);
    expect(await readRow()).toMatchObject({ state: 'disconnected', access: null, refresh: null });
  });
});
