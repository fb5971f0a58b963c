import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../shared/core/failure.ts';
import {
  answerNext,
  connectOne,
  hourMs,
  readChanges,
  sweepOnce,
  writeTokenAnswer,
} from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

const scopes = ['user.info.basic', 'video.upload'];

describe("what TikTok's answer to a refresh may hold", () => {
  let world: TokenWorld;
  let account: ConnectedAccount;

  beforeEach(async () => {
    world = await startTokenWorld();
    account = await connectOne(world, { scopes });
    await world.advance(2 * hourMs);
  });
  afterEach(() => world.close());

  const answer = (changes: Readonly<Record<string, unknown>>, times: number | null = 1) =>
    answerNext(world, writeTokenAnswer({ open_id: account.openId, scope: scopes.join(), ...changes }), times);

  test.each([
    ['is left out', undefined],
    ['is empty', ''],
    ['is null', null],
  ])('a refresh token that %s leaves the stored one as it is', async (_how, refreshToken) => {
    const before = await world.reveal(account);
    answer({ refresh_token: refreshToken });

    const counts = await sweepOnce(world);

    expect(counts).toMatchObject({ refreshed: 1, failed: 0 });
    expect(await world.reveal(account)).toEqual({ access: 'act.from-the-answer', refresh: before.refresh });
    expect((await world.read(account)).tokenVersion).toBe(2);
  });

  test.each([
    ['left out', undefined],
    ['null', null],
    ['nought', 0],
    ['negative', -1],
  ])("a refresh token's lifetime that is %s leaves its end as it is", async (_how, seconds) => {
    const before = await world.read(account);
    answer({ refresh_expires_in: seconds });

    await sweepOnce(world);

    expect((await world.read(account)).refreshExpiresAt).toEqual(before.refreshExpiresAt);
    expect(await world.reveal(account)).toEqual({
      access: 'act.from-the-answer',
      refresh: 'rft.from-the-answer',
    });
  });

  test.each(['same-refresh-token', 'without-refresh-token'] as const)(
    'by the switch %s, an account is refreshed over and over with the one it has',
    async (refreshAnswer) => {
      world.simulator.control.patchSwitches({ refreshAnswer });
      const before = await world.reveal(account);

      const refreshed = [await sweepOnce(world)];
      await world.advance(2 * hourMs);
      refreshed.push(await sweepOnce(world));

      expect(refreshed).toMatchObject([{ refreshed: 1 }, { refreshed: 1 }]);
      const after = await world.reveal(account);
      expect(after).toEqual(world.current(account));
      expect([after.refresh === before.refresh, after.access === before.access]).toEqual([true, false]);
    },
  );

  test('tokens of another creator are never stored, and nobody needs a new login for them', async () => {
    const before = await world.reveal(account);
    answer({ open_id: 'somebody-else' });

    const counts = await sweepOnce(world);

    expect(counts).toMatchObject({ refreshed: 0, failed: 1, reauthRequired: 0 });
    expect(await world.reveal(account)).toEqual(before);
    const [attempt] = await world.database.superuser`select outcome, code from refresh_attempts`;
    expect(attempt).toMatchObject({ outcome: 'failed', code: 'other_open_id' });
    expect(await world.read(account)).toMatchObject({ state: 'connected', tokenVersion: 1 });
  });

  test('an answer without an access token is none, and changes nothing', async () => {
    const before = await world.reveal(account);
    answer({ access_token: '' }, null);

    const counts = await sweepOnce(world);

    expect(counts).toMatchObject({ refreshed: 0, failed: 1 });
    expect(await world.reveal(account)).toEqual(before);
    expect(await world.attempts(account)).toMatchObject([
      { outcome: 'unanswered' },
      { outcome: 'unanswered' },
    ]);
  });

  test('fewer scopes are stored and told, with those that are missing, and so is their return', async () => {
    answer({ scope: 'user.info.basic' });
    await sweepOnce(world);
    const fewer = await world.read(account);
    const told = await readChanges(world, account);
    await world.advance(2 * hourMs);
    answer({ scope: 'video.upload,user.info.basic' });

    await sweepOnce(world);

    const again = await world.read(account);
    const common = { userId: 'user-a', platform: 'tiktok', accountId: account.id };
    expect([fewer.stateReason, fewer.grantedScopes]).toEqual(['scopes_missing', ['user.info.basic']]);
    expect([again.stateReason, again.grantedScopes.toSorted()]).toEqual(['connected', scopes]);
    expect(told.at(-1)).toEqual({
      type: 'account.scopes_changed',
      payload: { ...common, scopes: ['user.info.basic'], missingScopes: ['video.upload'] },
      actor: 'platform:tiktok',
    });
    expect((await readChanges(world, account)).at(-1)?.payload).toEqual({
      ...common,
      scopes: ['video.upload', 'user.info.basic'],
      missingScopes: [],
    });
  });

  test.each([
    ['the same in another order', 'video.upload,user.info.basic'],
    ['left out', undefined],
    ['empty', ''],
  ])('scopes that are %s change nothing and are not told', async (_how, scope) => {
    answer({ scope });

    await sweepOnce(world);

    const { grantedScopes, stateReason } = await world.read(account);
    expect([grantedScopes.toSorted(), stateReason]).toEqual([scopes, 'connected']);
    expect(await world.told(account)).toEqual(['account.connected']);
  });

  test('fewer scopes are told also when their tokens come by way of the lifeboat', async () => {
    answer({ scope: 'user.info.basic' });
    const { tokens } = world.worker();
    const away = {
      ...tokens,
      saveRefreshed: async () => {
        throw new Failure('database_unavailable', { detail: 'The database is away.' });
      },
    };

    const counts = await sweepOnce(world, { tokens: away });
    await world.rescue();

    expect(counts).toMatchObject({ inLifeboat: 1 });
    expect(await world.read(account)).toMatchObject({
      stateReason: 'scopes_missing',
      grantedScopes: ['user.info.basic'],
    });
    expect(await world.told(account)).toEqual(['account.connected', 'account.scopes_changed']);
  });
});
