import { describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../../infra/local/tiktok-simulator/fault-book.ts';
import { createFaultBook } from '../../../infra/local/tiktok-simulator/fault-book.ts';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { consent, credentials, exchange, postForm, readUserInfo, refresh, withSimulator } from './harness.ts';

const tokenPath = '/v2/oauth/token/';
const teapot = { kind: 'answer', status: 418 } as const;

/** Shows a rule so many calls of each open id, in turns, and returns which of them it hit. */
const hitsOf = (rule: Partial<FaultRule>, openIds: readonly (string | null)[], callsEach: number) => {
  const faults = createFaultBook();
  faults.add({ match: { path: tokenPath }, action: teapot, ...rule });
  const hits: string[] = [];
  for (let call = 0; call < callsEach; call += 1) {
    for (const openId of openIds) {
      const about = { method: 'POST', path: tokenPath, grantType: 'refresh_token', openId };
      if (faults.take(about) !== null) hits.push(`${openId} ${call}`);
    }
  }
  return hits;
};
const creators = Array.from({ length: 200 }, (_, index) => `creator-${index}`);

describe('a share of the calls', () => {
  test('is hit at random, about as large as asked for', () => {
    const hits = hitsOf({ share: 0.05, seed: 7 }, creators, 100);

    // 20,000 calls: the expected 1,000 give or take five standard deviations.
    expect(hits.length).toBeGreaterThan(845);
    expect(hits.length).toBeLessThan(1_155);
    expect(new Set(hits.map((hit) => hit.split(' ')[0])).size).toBeGreaterThan(150);
  });

  test('is the same for the same seed and another one for another', () => {
    const first = hitsOf({ share: 0.1, seed: 1 }, creators, 10);
    const again = hitsOf({ share: 0.1, seed: 1 }, creators, 10);
    const other = hitsOf({ share: 0.1, seed: 2 }, creators, 10);

    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('does not depend on the order in which calls of several creators come in', () => {
    const forwards = hitsOf({ share: 0.1, seed: 1 }, creators, 10);
    const backwards = hitsOf({ share: 0.1, seed: 1 }, creators.toReversed(), 10);

    expect(backwards.toSorted()).toEqual(forwards.toSorted());
  });

  test('of calls without a creator is drawn as well', () => {
    const hits = hitsOf({ share: 0.5, seed: 3 }, [null], 1_000);

    expect(hits.length).toBeGreaterThan(420);
    expect(hits.length).toBeLessThan(580);
  });

  test('of one is every call, and ends after the times that are stated', () => {
    expect(hitsOf({ share: 1, seed: 1 }, ['a'], 5)).toHaveLength(5);
    expect(hitsOf({ share: 1, seed: 1, times: 2 }, ['a'], 5)).toEqual(['a 0', 'a 1']);
    expect(hitsOf({ share: 1, seed: 1, match: { path: tokenPath, nth: 3 } }, ['a'], 5)).toHaveLength(3);
  });

  test('leaves what another rule hits as it was', () => {
    const faults = createFaultBook();
    const every = faults.add({ match: { path: tokenPath }, times: 10, action: teapot });
    const share = faults.add({ match: { path: tokenPath }, share: 0.5, seed: 5, action: teapot });
    const about = { method: 'POST', path: tokenPath, grantType: null, openId: 'a' };
    const hits = Array.from({ length: 60 }, (_, call) => (faults.take(about) === share ? `a ${call}` : null));

    const alone = hitsOf({ share: 0.5, seed: 5 }, ['a'], 60);

    expect(every.applied).toBe(10);
    expect(hits.filter((hit) => hit !== null)).toEqual(alone.filter((hit) => Number(hit.slice(2)) >= 10));
  });

  test('tells the seed that it took when none was stated', () => {
    const { share, seed, times } = createFaultBook().add({
      match: { path: '/' },
      share: 0.2,
      action: teapot,
    });

    expect({ share, seed, times }).toEqual({ share: 0.2, seed: expect.any(Number), times: null });
  });

  test('is refused when it is none, and a seed without one', () => {
    const add = (rule: Partial<FaultRule>) => () => hitsOf(rule, [], 0);

    for (const share of [0, -0.1, 1.1, Number.NaN]) expect(add({ share })).toThrow('A share is a number');
    expect(add({ seed: 1 })).toThrow('A seed is for a rule with a share.');
  });
});

describe('a fault aimed at one creator', () => {
  const aim = (simulator: Simulator, username: string) => {
    const creator = simulator.control.listCreators().find((one) => one.username === username);
    simulator.control.addFault({
      match: { path: '/v2/*', openId: creator?.openId ?? '' },
      times: null,
      action: teapot,
    });
  };

  test('meets their refreshes, user info and revokes and nobody else’s', () =>
    withSimulator(async (simulator) => {
      const aimed = simulator.control.connectCreator('simcreator');
      const other = simulator.control.connectCreator('solo.dancer');
      aim(simulator, 'simcreator');

      const statuses = [];
      for (const tokens of [aimed, other]) {
        const token = tokens.access_token;
        statuses.push([
          (await refresh(simulator, tokens.refresh_token)).status,
          (await readUserInfo(simulator, token)).status,
          (await postForm(simulator, '/v2/oauth/revoke/', { ...credentials, token })).status,
        ]);
      }

      expect(statuses).toEqual([
        [418, 418, 418],
        [200, 200, 200],
      ]);
    }));

  test('meets the exchange of their code', () =>
    withSimulator(async (simulator) => {
      aim(simulator, 'simcreator');
      const aimed = (await consent(simulator)).get('code') ?? '';
      const other = (await consent(simulator, { sim_user: 'solo.dancer' })).get('code') ?? '';

      const statuses = [(await exchange(simulator, aimed)).status, (await exchange(simulator, other)).status];

      expect(statuses).toEqual([418, 200]);
    }));

  test('meets a refresh token of theirs that is rotated or ended as well', () =>
    withSimulator(async (simulator) => {
      const rotated = simulator.control.connectCreator('simcreator');
      const current = await refresh(simulator, rotated.refresh_token);
      simulator.control.disconnectCreator('simcreator');
      aim(simulator, 'simcreator');

      const answers = [
        await refresh(simulator, rotated.refresh_token),
        await refresh(simulator, current.body['refresh_token']),
      ];

      expect(answers.map(({ status }) => status)).toEqual([418, 418]);
    }));
});
