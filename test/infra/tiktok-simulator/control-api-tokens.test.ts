import { describe, expect, test } from '@jest/globals';
import { callControl, refresh, withSimulator } from './harness.ts';

describe('the control API', () => {
  test('adds faults for a share of the calls or for one creator, and late effects', () =>
    withSimulator(async (simulator) => {
      const rule = {
        match: { path: '/v2/oauth/token/', openId: '-000x' },
        share: 0.05,
        seed: 9,
        action: { kind: 'delay', delayMs: 5, takesEffect: 'last' },
      };
      const added = await callControl(simulator, 'POST', '/faults', rule);

      expect(added.body).toMatchObject({ ...rule, times: null, seen: 0, applied: 0 });
      expect(simulator.control.listFaults()).toMatchObject([rule]);
    }));

  test('grants in bulk, shows the tokens that work now and counts token calls', () =>
    withSimulator(async (simulator) => {
      const granted = await callControl(simulator, 'POST', '/grants', { count: 2, prefix: 'many' });
      const own = await callControl(simulator, 'POST', '/grants', {
        creators: [{ username: 'own.one', openId: '-000own' }],
        scopes: ['user.info.basic'],
      });
      await refresh(simulator, simulator.control.readTokens('-000own').refreshTokens[0]?.token);
      const all = await callControl(simulator, 'GET', '/tokens');
      const one = await callControl(simulator, 'GET', '/tokens?openId=-000own');
      const calls = await callControl(simulator, 'GET', '/token-calls?openId=-000own');
      const others = await callControl(simulator, 'GET', '/token-calls?openId=-000other');
      const listed = await callControl(simulator, 'GET', '/calls?openId=-000own');

      expect(granted.body).toMatchObject([{ username: 'many.00001' }, { username: 'many.00002' }]);
      expect(own.body).toMatchObject([
        { openId: '-000own', tokens: { scope: 'user.info.basic', token_type: 'Bearer' } },
      ]);
      expect(all.body).toHaveLength(3);
      expect(one.body).toEqual([simulator.control.readTokens('-000own')]);
      expect(one.body).toMatchObject([
        { refreshes: 1, refreshTokens: [{ token: expect.stringMatching(/^rft\./) }] },
      ]);
      expect(calls.body).toMatchObject({
        total: { refreshCalls: 1, refreshed: 1 },
        creators: [{ openId: '-000own', refreshCalls: 1, maxInFlight: 1 }],
      });
      expect(others.body).toMatchObject({ creators: [] });
      expect(listed.body).toMatchObject([{ openId: '-000own', grantType: 'refresh_token' }]);
    }));
});
