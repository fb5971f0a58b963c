import { afterEach, describe, expect, test } from '@jest/globals';
import { connectOne, dayMs, hourMs, minuteMs, sweepOnce } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

describe('token lifetimes', () => {
  let world: TokenWorld;

  afterEach(() => world.close());

  const timesOf = async (account: ConnectedAccount) => {
    const { accessExpiresAt, refreshExpiresAt } = await world.read(account);
    return { access: accessExpiresAt.getTime(), refresh: refreshExpiresAt.getTime() };
  };
  const timesAtTiktok = ({ openId }: ConnectedAccount) => {
    const held = world.simulator.control.readTokens(openId);
    return {
      access: held.accessTokens.at(-1)?.expiresAt,
      refresh: held.refreshTokens.at(-1)?.expiresAt,
    };
  };

  describe.each([
    { tokenLifetimes: '2h-180d', dueAfterMs: 90 * minuteMs },
    { tokenLifetimes: '24h-365d', dueAfterMs: 23 * hourMs },
  ] as const)('of $tokenLifetimes', ({ tokenLifetimes, dueAfterMs }) => {
    test.each(['renews', 'counts-down'] as const)(
      'where the refresh lifetime %s, each refresh comes in time and stores what TikTok said',
      async (refreshLifetime) => {
        world = await startTokenWorld({ switches: { tokenLifetimes, refreshLifetime } });
        const account = await connectOne(world);
        const refreshed: number[] = [];

        for (let round = 0; round < 5; round += 1) {
          await world.advance(dueAfterMs - 1);
          refreshed.push((await sweepOnce(world)).refreshed);
          await world.advance(1);
          refreshed.push((await sweepOnce(world)).refreshed);
          expect(await timesOf(account)).toEqual(timesAtTiktok(account));
        }

        expect(refreshed).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
        expect(await world.reveal(account)).toEqual(world.current(account));
        const ends = (await timesOf(account)).refresh - world.now().getTime();
        const wholeLife = tokenLifetimes === '2h-180d' ? 180 * dayMs : 365 * dayMs;
        expect(ends).toBe(refreshLifetime === 'renews' ? wholeLife : wholeLife - 5 * dueAfterMs);
      },
    );
  });

  const liveFor = async (hours: number): Promise<void> => {
    for (let passedMs = 0; passedMs < hours * hourMs; passedMs += 5 * minuteMs) {
      await world.advance(5 * minuteMs);
      await sweepOnce(world);
    }
  };

  test('that count down end in a new login with that reason, after few calls and not before their time', async () => {
    world = await startTokenWorld({
      switches: { refreshTokenSeconds: 6 * 3_600, refreshLifetime: 'counts-down' },
    });
    const account = await connectOne(world);

    await liveFor(5.9);
    const before = await world.read(account);
    await liveFor(0.3);

    const after = await world.read(account);
    expect([before.state, after.state, after.stateReason]).toEqual([
      'connected',
      'reauth_required',
      'refresh_token_expired',
    ]);
    const { refreshCalls, refused } = world.simulator.control.countTokenCalls(account.openId);
    expect([refreshCalls <= 12, refused]).toEqual([true, 1]);
    expect(await world.told(account)).toEqual(['account.connected', 'account.reauth_required']);
  });

  test('that renew never end', async () => {
    world = await startTokenWorld({ switches: { refreshTokenSeconds: 6 * 3_600 } });
    const account = await connectOne(world);

    await liveFor(13);

    expect((await world.read(account)).state).toBe('connected');
    expect(await world.reveal(account)).toEqual(world.current(account));
    expect(world.simulator.control.countTokenCalls(account.openId).refused).toBe(0);
  });

  test('of a creator who ended the access: whatever status TikTok answers with, the next refresh finds out', async () => {
    for (const oauthErrorStatus of ['always-200', 'by-error'] as const) {
      world = await startTokenWorld({ switches: { oauthErrorStatus } });
      const account = await connectOne(world);
      await world.advance(2 * hourMs);
      world.simulator.control.disconnectCreator(`creator-1.00001`);

      const counts = await sweepOnce(world);
      await world.advance(200 * dayMs);
      await sweepOnce(world);

      expect(counts).toMatchObject({ refreshed: 0, reauthRequired: 1, failed: 0 });
      expect(world.simulator.control.countTokenCalls().refreshCalls).toBe(1);
      expect(await world.read(account)).toMatchObject({
        state: 'reauth_required',
        stateReason: 'refresh_refused',
        tokenVersion: 1,
      });
      expect(await world.attempts(account)).toMatchObject([{ outcome: 'refused' }]);
      if (oauthErrorStatus === 'always-200') await world.close();
    }
  });
});
