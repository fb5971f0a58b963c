import { describe, expect, test } from '@jest/globals';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { consent, errorOf, exchange, readUserInfo, refresh, textOf, withSimulator } from './harness.ts';

const newCode = async (simulator: Simulator, changes: Record<string, string> = {}) =>
  textOf((await consent(simulator, changes)).get('code'));
const connect = async (simulator: Simulator) => (await exchange(simulator, await newCode(simulator))).body;
const error = (answer: { body: Record<string, unknown> }) => [
  answer.body['error'],
  answer.body['error_description'],
];
const refreshInvalid = ['invalid_grant', 'Refresh token is invalid or expired.'];

describe('refreshing', () => {
  test('kills the refresh token that was sent and leaves the old access token alive', () =>
    withSimulator(async (simulator) => {
      const old = await connect(simulator);
      const renewed = await refresh(simulator, old['refresh_token']);
      const again = await refresh(simulator, old['refresh_token']);
      const next = await refresh(simulator, renewed.body['refresh_token']);
      const oldAccess = await readUserInfo(simulator, old['access_token']);

      expect(renewed.body).toMatchObject({
        open_id: old['open_id'],
        scope: old['scope'],
        expires_in: 7200,
      });
      expect(error(again)).toEqual(refreshInvalid);
      expect(next.body['refresh_token']).toBeDefined();
      expect(oldAccess.status).toBe(200);
    }));

  test('gives exactly one of many concurrent refreshes a new pair', () =>
    withSimulator(async (simulator) => {
      const old = await connect(simulator);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => refresh(simulator, old['refresh_token'])),
      );

      expect(answers.filter(({ body }) => body['access_token'] !== undefined)).toHaveLength(1);
    }));

  test('takes an old refresh token again when rotation is lenient or within the grace period', () =>
    withSimulator(async (simulator) => {
      const { control } = simulator;
      control.patchSwitches({ refreshGraceSeconds: 30 });
      const old = await connect(simulator);
      await refresh(simulator, old['refresh_token']);
      const inGrace = await refresh(simulator, old['refresh_token']);
      await control.changeClock({ advanceMs: 30_000 });
      const pastGrace = await refresh(simulator, old['refresh_token']);
      control.patchSwitches({ refreshRotation: 'lenient' });
      const lenient = await refresh(simulator, old['refresh_token']);

      expect([inGrace, pastGrace, lenient].map(({ body }) => body['error'])).toEqual([
        undefined,
        'invalid_grant',
        undefined,
      ]);
    }));

  test('ends the whole grant on reuse when the switch says so', () =>
    withSimulator(
      async (simulator) => {
        const old = await connect(simulator);
        const renewed = await refresh(simulator, old['refresh_token']);
        await refresh(simulator, old['refresh_token']);
        const afterwards = await refresh(simulator, renewed.body['refresh_token']);

        expect(error(afterwards)).toEqual(refreshInvalid);
      },
      { switches: { refreshReuse: 'ends-grant' } },
    ));

  test('kills the old access token at once when the switch says so', () =>
    withSimulator(
      async (simulator) => {
        const old = await connect(simulator);
        const renewed = await refresh(simulator, old['refresh_token']);
        const answers = [
          await readUserInfo(simulator, old['access_token']),
          await readUserInfo(simulator, renewed.body['access_token']),
        ];

        expect(answers.map(({ status }) => status)).toEqual([401, 200]);
      },
      { switches: { oldAccessToken: 'dies' } },
    ));

  test('renews the refresh lifetime or counts it down from the consent', () =>
    withSimulator(async (simulator) => {
      const old = await connect(simulator);
      await simulator.control.changeClock({ advanceMs: 1_000_000 });
      const renewed = await refresh(simulator, old['refresh_token']);
      simulator.control.patchSwitches({ refreshLifetime: 'counts-down' });
      await simulator.control.changeClock({ advanceMs: 1_000_000 });
      const counted = await refresh(simulator, renewed.body['refresh_token']);

      expect(renewed.body['refresh_expires_in']).toBe(15_552_000);
      expect(counted.body['refresh_expires_in']).toBe(15_551_000);
    }));

  test('is refused once the refresh token has expired', () =>
    withSimulator(async (simulator) => {
      const old = await connect(simulator);
      await simulator.control.changeClock({ advanceMs: 15_552_000_000 });

      expect(error(await refresh(simulator, old['refresh_token']))).toEqual(refreshInvalid);
    }));

  test('follows the older lifetimes, or any others, when they are set', () =>
    withSimulator(
      async (simulator) => {
        const older = await connect(simulator);
        simulator.control.patchSwitches({
          accessTokenSeconds: 60,
          refreshTokenSeconds: 90,
        });
        const own = await connect(simulator);

        expect([older['expires_in'], older['refresh_expires_in']]).toEqual([86_400, 31_536_000]);
        expect([own['expires_in'], own['refresh_expires_in']]).toEqual([60, 90]);
      },
      { switches: { tokenLifetimes: '24h-365d' } },
    ));
});

describe('an access token', () => {
  test('expires by the simulated clock', () =>
    withSimulator(async (simulator) => {
      const tokens = await connect(simulator);
      await simulator.control.changeClock({ advanceMs: 7_199_999 });
      const before = await readUserInfo(simulator, tokens['access_token']);
      await simulator.control.changeClock({ advanceMs: 1 });
      const after = await readUserInfo(simulator, tokens['access_token']);

      expect(before.status).toBe(200);
      expect([after.status, errorOf(after)['code']]).toEqual([401, 'access_token_invalid']);
    }));
});
