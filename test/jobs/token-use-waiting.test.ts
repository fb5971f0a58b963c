import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../shared/core/failure.ts';
import type { RefreshDependencies } from '../../shared/tokens/refresh-account.ts';
import { type Job, withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { openUnreachableDatabase } from '../support/outages.ts';
import { connectOne, hourMs, sweepOnce, tokenPath } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

describe('who wants a token that another is renewing', () => {
  let world: TokenWorld;
  let account: ConnectedAccount;

  beforeEach(async () => {
    world = await startTokenWorld();
    account = await connectOne(world);
    await world.advance(2 * hourMs);
  });
  afterEach(() => world.close());

  const use = (worker: RefreshDependencies = world.worker({}, { login: 'app' }), job: Job = {}) =>
    withAccessToken(
      worker,
      { tenant: account.tenant, accountId: account.id },
      async (token) => token.reveal(),
      job,
    );
  const calls = () => world.simulator.control.countTokenCalls(account.openId);
  const slowTiktok = (delayMs: number) =>
    world.simulator.control.addFault({
      match: { path: tokenPath },
      times: null,
      action: { kind: 'delay', delayMs },
    });
  const takeLease = (forMs: number) =>
    world.database.superuser`
      update oauth_accounts
      set lease_id = ${randomUUID()}, lease_expires_at = clock_timestamp() + ${forMs} * interval '1 millisecond'`;

  test('waits for it, whoever it is: callers and two sweeps at once cost one call', async () => {
    slowTiktok(150);

    const [sweeps, got] = await Promise.all([
      Promise.all([sweepOnce(world), sweepOnce(world)]),
      Promise.all(Array.from({ length: 20 }, () => use())),
    ]);

    expect(new Set(got)).toEqual(new Set([world.current(account).access]));
    expect(calls()).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
    for (const sweep of sweeps) expect(sweep).toMatchObject({ failed: 0, reauthRequired: 0 });
    expect(await world.attempts(account)).toMatchObject([{ outcome: 'refreshed' }]);
  });

  test('waits no longer than it says, and is told to come back', async () => {
    slowTiktok(1_000);
    const winner = use();
    await waitFor('the call to be under way', async () => calls().inFlight === 1);

    const loser = use(undefined, { waitMs: 100 });

    await expect(loser).rejects.toMatchObject({ code: 'token_refresh_pending', retryAfterSeconds: 5 });
    expect(await winner).toBe(world.current(account).access);
    expect(calls().refreshCalls).toBe(1);
  });

  test('begins one itself when the other’s lease ends without a word', async () => {
    await takeLease(600);

    const got = await use();

    expect(got).toBe(world.current(account).access);
    expect(await world.attempts(account)).toEqual([{ outcome: 'refreshed', startedBy: 'use', version: 1 }]);
  });

  test('begins none when too little of its time is left', async () => {
    const used = use(undefined, { beginWithinMs: 0, waitMs: 100 });

    await expect(used).rejects.toMatchObject({ code: 'token_refresh_pending' });
    expect(calls().refreshCalls).toBe(0);
  });

  test('is told of a login that the renewal turned out to need', async () => {
    world.simulator.control.disconnectCreator('creator-1.00001');
    slowTiktok(100);

    const settled = await Promise.allSettled([sweepOnce(world), use(), use()]);

    expect(settled.slice(1)).toMatchObject([
      { status: 'rejected', reason: { code: 'account_not_connected' } },
      { status: 'rejected', reason: { code: 'account_not_connected' } },
    ]);
    expect(calls().refreshCalls).toBe(1);
  });

  test('is told so while the database is away, and nothing is asked', async () => {
    const away = world.worker({}, { sql: openUnreachableDatabase() });

    await expect(use(away)).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(calls().refreshCalls).toBe(0);
  });

  test('is served with the new token also when the database went away before it could be stored', async () => {
    const worker = world.worker();
    const away = async () => {
      throw new Failure('database_unavailable', { detail: 'Away.' });
    };
    const losing = { ...worker, tokens: { ...worker.tokens, saveRefreshed: away, noteOutcome: away } };

    const got = await use(losing);
    const rescued = await world.rescue();

    expect([got, rescued]).toEqual([world.current(account).access, ['stored']]);
    expect(await world.reveal(account)).toEqual(world.current(account));
    expect(await use()).toBe(got);
    expect(calls().refreshCalls).toBe(1);
  });
});
