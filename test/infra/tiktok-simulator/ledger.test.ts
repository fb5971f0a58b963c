import { describe, expect, test } from '@jest/globals';
import { issueTokens, startGrant } from '../../../infra/local/tiktok-simulator/grants.ts';
import { initialState } from '../../../infra/local/tiktok-simulator/state.ts';
import { refresh, withSimulator } from './harness.ts';

const hourMs = 3_600_000;

describe('old tokens', () => {
  test('are forgotten when they have expired, so that a year of refreshes stays small', () => {
    const state = initialState();
    state.switches.refreshTokenSeconds = 86_400;
    const { ledger } = state;
    const consent = { clientKey: 'k', openId: 'o', scopes: [] };
    const grant = startGrant(state, consent, 0);
    for (let hour = 0; hour < 24 * 365; hour += 1) {
      for (const token of ledger.refreshTokens.values()) token.rotatedAt ??= hour * hourMs;
      issueTokens(state, grant, hour * hourMs);
    }

    expect(ledger.refreshTokens.size).toBe(24);
    expect(ledger.accessTokens.size).toBe(2);
    expect(ledger.tokensOf.get(grant.id)).toMatchObject({
      refresh: { length: 24 },
      access: { length: 2 },
    });
  });

  test('end the grant when they are used again, however many refreshes ago they were rotated', () =>
    withSimulator(
      async (simulator) => {
        const first = simulator.control.connectCreator('simcreator');
        let current: unknown = first.refresh_token;
        for (let turn = 0; turn < 20; turn += 1) {
          await simulator.control.changeClock({ advanceMs: 2 * hourMs });
          current = (await refresh(simulator, current)).body['refresh_token'];
        }
        await refresh(simulator, first.refresh_token);

        expect((await refresh(simulator, current)).body['error']).toBe('invalid_grant');
        expect(simulator.control.readTokens(first.open_id).refreshTokens).toEqual([]);
      },
      { switches: { refreshReuse: 'ends-grant' } },
    ));

  test('end nobody else’s grant', () =>
    withSimulator(
      async (simulator) => {
        const [one, two] = simulator.control.grantCreators({ count: 2 });
        await refresh(simulator, one?.tokens.refresh_token);
        await refresh(simulator, one?.tokens.refresh_token);

        expect(simulator.control.readTokens(one?.openId ?? '').refreshTokens).toHaveLength(0);
        expect(simulator.control.readTokens(two?.openId ?? '').refreshTokens).toHaveLength(1);
      },
      { switches: { refreshReuse: 'ends-grant' } },
    ));
});
