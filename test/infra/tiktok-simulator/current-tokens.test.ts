import { describe, expect, test } from '@jest/globals';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { readUserInfo, refresh, startOfTime, withSimulator } from './harness.ts';

const hourMs = 3_600_000;
const texts = (tokens: readonly { token: string }[]) => tokens.map(({ token }) => token);
const currentOf = (simulator: Simulator, openId: string) => {
  const { refreshTokens, accessTokens } = simulator.control.readTokens(openId);
  return { refresh: texts(refreshTokens), access: texts(accessTokens) };
};

describe('the current tokens of a creator', () => {
  test('are the pair that was issued, with its times', () =>
    withSimulator(async (simulator) => {
      const issued = simulator.control.connectCreator('simcreator', ['user.info.basic']);

      expect(simulator.control.readTokens(issued.open_id)).toEqual({
        openId: issued.open_id,
        username: 'simcreator',
        scopes: ['user.info.basic'],
        refreshTokens: [
          {
            token: issued.refresh_token,
            issuedAt: startOfTime,
            expiresAt: startOfTime + 15_552_000_000,
          },
        ],
        accessTokens: [
          { token: issued.access_token, issuedAt: startOfTime, expiresAt: startOfTime + 2 * hourMs },
        ],
        refreshes: 0,
      });
    }));

  test('after a refresh are the new pair, beside the old access token while that lives', () =>
    withSimulator(async (simulator) => {
      const old = simulator.control.connectCreator('simcreator');
      await simulator.control.changeClock({ advanceMs: hourMs });
      const renewed = (await refresh(simulator, old.refresh_token)).body;
      const both = currentOf(simulator, old.open_id);
      await simulator.control.changeClock({ advanceMs: hourMs });
      const later = currentOf(simulator, old.open_id);

      expect(both).toEqual({
        refresh: [renewed['refresh_token']],
        access: [old.access_token, renewed['access_token']],
      });
      expect(later).toEqual({ refresh: [renewed['refresh_token']], access: [renewed['access_token']] });
      expect(simulator.control.readTokens(old.open_id).refreshes).toBe(1);
    }));

  test('are none once they have expired or the creator has left', () =>
    withSimulator(async (simulator) => {
      const expired = simulator.control.connectCreator('simcreator');
      await simulator.control.changeClock({ advanceMs: 15_552_000_000 });
      const left = simulator.control.connectCreator('solo.dancer');
      simulator.control.disconnectCreator('solo.dancer');

      for (const { open_id } of [expired, left])
        expect(currentOf(simulator, open_id)).toEqual({ refresh: [], access: [] });
    }));

  test('are those of every live grant, the newest last', () =>
    withSimulator(async (simulator) => {
      const first = simulator.control.connectCreator('simcreator');
      await simulator.control.changeClock({ advanceMs: 1_000 });
      const second = simulator.control.connectCreator('simcreator');

      expect(currentOf(simulator, first.open_id)).toEqual({
        refresh: [first.refresh_token, second.refresh_token],
        access: [first.access_token, second.access_token],
      });
    }));

  test('are none for somebody who never connected', () =>
    withSimulator(async (simulator) => {
      expect(simulator.control.readTokens('-000nobody')).toMatchObject({
        username: null,
        refreshTokens: [],
        accessTokens: [],
      });
      expect(simulator.control.listTokens()).toEqual([]);
    }));
});

describe('a refresh by the older wording', () => {
  test('gives the same refresh token back, which goes on with a new lifetime', () =>
    withSimulator(
      async (simulator) => {
        const old = simulator.control.connectCreator('simcreator');
        await simulator.control.changeClock({ advanceMs: hourMs });
        const renewed = (await refresh(simulator, old.refresh_token)).body;
        const again = (await refresh(simulator, old.refresh_token)).body;

        expect([renewed['refresh_token'], again['refresh_token']]).toEqual([
          old.refresh_token,
          old.refresh_token,
        ]);
        expect(renewed['access_token']).not.toBe(old.access_token);
        expect(renewed['refresh_expires_in']).toBe(15_552_000);
        expect(currentOf(simulator, old.open_id).refresh).toEqual([old.refresh_token]);
        expect((await readUserInfo(simulator, renewed['access_token'])).status).toBe(200);
      },
      { switches: { refreshAnswer: 'same-refresh-token' } },
    ));

  test('may name no refresh token at all, while the old one counts down', () =>
    withSimulator(
      async (simulator) => {
        const old = simulator.control.connectCreator('simcreator');
        await simulator.control.changeClock({ advanceMs: hourMs });
        const renewed = (await refresh(simulator, old.refresh_token)).body;
        const again = (await refresh(simulator, old.refresh_token)).body;

        expect(Object.keys(renewed)).toEqual([
          'access_token',
          'expires_in',
          'open_id',
          'refresh_expires_in',
          'scope',
          'token_type',
        ]);
        expect(renewed['refresh_expires_in']).toBe(15_552_000 - 3_600);
        expect(again['access_token']).toMatch(/^act\./);
      },
      { switches: { refreshAnswer: 'without-refresh-token', refreshLifetime: 'counts-down' } },
    ));

  test('rotates again once the switch says so', () =>
    withSimulator(
      async (simulator) => {
        const old = simulator.control.connectCreator('simcreator');
        await refresh(simulator, old.refresh_token);
        simulator.control.patchSwitches({ refreshAnswer: 'new-refresh-token' });
        const renewed = (await refresh(simulator, old.refresh_token)).body;
        const again = (await refresh(simulator, old.refresh_token)).body;

        expect(currentOf(simulator, old.open_id).refresh).toEqual([renewed['refresh_token']]);
        expect(again['error']).toBe('invalid_grant');
      },
      { switches: { refreshAnswer: 'same-refresh-token' } },
    ));
});
