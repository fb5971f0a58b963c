import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../shared/core/secret.ts';
import { createAccountStore } from '../../shared/database/accounts.ts';
import { announce } from '../../shared/outbox/crm-event.ts';
import type { QueueMessage } from '../../shared/queue/sqs.ts';
import { sealTokens } from '../../shared/tokens/account-tokens.ts';
import { firstLookAt } from '../../shared/tokens/refresh-due.ts';
import { type CutWorld, startCutWorld } from '../support/cut-world.ts';

describe('a lifeboat message that comes late', () => {
  let world: CutWorld;
  let message: QueueMessage;

  beforeEach(async () => {
    world = await startCutWorld();
    await world.sweepAndCut();
    await world.way.mend();
    const [sent] = world.lifeboat;
    if (sent === undefined) throw new Error('The lifeboat is empty.');
    message = sent;
  });
  afterEach(() => world.close());

  /** All that is stored of the account, and all that was told of it. */
  const look = async () => ({
    row: await world.database.superuser`select * from oauth_accounts where id = ${world.account.id}`,
    told: await world.told(world.account),
  });
  const rescueAgain = () => {
    world.lifeboat.push(message);
    return world.rescue();
  };
  const accounts = () => createAccountStore(world.database.app);

  const reconnect = async () => {
    const { id, tenant, openId } = world.account;
    const { userId, requestedScopes } = await world.read(world.account);
    const username = world.simulator.control.readTokens(openId).username ?? '';
    const granted = world.simulator.control.connectCreator(username);
    const now = world.now();
    const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    const times = {
      accessExpiresAt: later(granted.expires_in),
      refreshExpiresAt: later(granted.refresh_expires_in),
    };
    const tokens = {
      openId,
      accessToken: new Secret(granted.access_token),
      refreshToken: new Secret(granted.refresh_token),
      accessExpiresInSeconds: granted.expires_in,
      refreshExpiresInSeconds: granted.refresh_expires_in,
      grantedScopes: granted.scope.split(','),
    };
    await accounts().saveConnection(
      {
        id,
        tenantId: tenant,
        userId,
        platform: 'tiktok',
        openId,
        requestedScopes,
        grantedScopes: tokens.grantedScopes,
        ...(await sealTokens(world.vault, tenant, id, tokens)),
        ...times,
        refreshDueAt: firstLookAt({ issuedAt: now, ...times, lastUsedAt: now }),
        stateReason: 'connected',
        connectedAt: now,
      },
      announce('account.connected', `user:${userId}`, { accountId: id }, now),
    );
  };
  const disconnect = async () => {
    const account = await world.read(world.account);
    const payload = { accountId: account.id };
    await accounts().disconnect(
      account,
      'disconnected_by_user',
      announce('account.disconnected', 'user:user-a', payload, world.now()),
    );
  };

  test('a second time, changes nothing', async () => {
    const first = await world.rescue();
    const before = await look();

    const second = await rescueAgain();

    expect([first, second]).toEqual([['stored'], ['stored']]);
    expect(await look()).toEqual(before);
    expect(await world.outcomes()).toEqual(['rescued']);
  });

  test('after the account was refreshed again, changes nothing', async () => {
    await world.rescue();
    await world.advance(100 * 60_000);
    await world.sweep();
    const before = await look();

    await rescueAgain();

    expect(await look()).toEqual(before);
    expect((await world.read(world.account)).tokenVersion).toBe(3);
    expect(await world.reveal(world.account)).toEqual(world.current(world.account));
    expect(await world.outcomes()).toEqual(['rescued', 'refreshed']);
  });

  test('after the account was connected anew, changes nothing', async () => {
    await reconnect();
    const before = await look();

    const outcomes = await world.rescue();

    expect(outcomes).toEqual(['superseded']);
    expect(await look()).toEqual(before);
    expect(await world.reveal(world.account)).toEqual(world.current(world.account));
    expect(await world.outcomes()).toEqual(['superseded']);
  });

  test('after the account was disconnected, brings no token back', async () => {
    await disconnect();
    const before = await look();

    const outcomes = await world.rescue();

    expect(outcomes).toEqual(['superseded']);
    expect(await look()).toEqual(before);
    expect(await world.read(world.account)).toMatchObject({
      state: 'disconnected',
      sealedAccessToken: null,
      sealedRefreshToken: null,
    });
  });
});
