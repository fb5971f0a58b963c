import { describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../../infra/local/tiktok-simulator/fault-book.ts';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { waitFor } from '../../support/wait-for.ts';
import { credentials, postForm, refresh, withSimulator } from './harness.ts';

const tokenPath = '/v2/oauth/token/';
const strike = (simulator: Simulator, action: FaultAction, times: number | null = 1) =>
  simulator.control.addFault({ match: { path: tokenPath }, times, action });
const none = { refreshCalls: 0, refreshed: 0, refused: 0, struck: 0, inFlight: 0, maxInFlight: 0 };

describe('the counts of token calls', () => {
  test('tell what took effect, what was refused and what a fault met, for each creator and for all', () =>
    withSimulator(async (simulator) => {
      const old = simulator.control.connectCreator('simcreator');
      const other = simulator.control.connectCreator('solo.dancer');
      await refresh(simulator, old.refresh_token);
      await refresh(simulator, old.refresh_token);
      strike(simulator, { kind: 'cut-after' });
      await expect(refresh(simulator, other.refresh_token)).rejects.toThrow('fetch failed');
      strike(simulator, { kind: 'rate-limit' });
      await refresh(simulator, other.refresh_token);
      await refresh(simulator, 'rft.of-nobody');

      const one = { ...none, refreshCalls: 2, refreshed: 1, refused: 1, maxInFlight: 1 };
      const two = { ...none, refreshCalls: 2, refreshed: 1, struck: 2, maxInFlight: 1 };
      expect(simulator.control.countTokenCalls(old.open_id)).toEqual(one);
      expect(simulator.control.countTokenCalls(other.open_id)).toEqual(two);
      expect(simulator.control.countTokenCalls()).toEqual({
        refreshCalls: 5,
        refreshed: 2,
        refused: 2,
        struck: 2,
        inFlight: 0,
        maxInFlight: 1,
      });
      expect(simulator.control.listTokenCalls()).toEqual([
        { openId: old.open_id, ...one },
        { openId: other.open_id, ...two },
      ]);
    }));

  test('show calls for one creator that were in flight together, and those of several apart', () =>
    withSimulator(async (simulator) => {
      const together = simulator.control.connectCreator('simcreator');
      const apart = simulator.control.connectCreator('solo.dancer');
      await refresh(simulator, apart.refresh_token);
      await refresh(simulator, apart.refresh_token);
      strike(simulator, { kind: 'hang' }, 3);
      const given = new AbortController();
      const body = new URLSearchParams({
        ...credentials,
        grant_type: 'refresh_token',
        refresh_token: together.refresh_token,
      });
      const calls = Promise.allSettled(
        [1, 2, 3].map(() =>
          fetch(`${simulator.url}${tokenPath}`, { method: 'POST', body, signal: given.signal }),
        ),
      );
      const inFlight = (openId?: string) => simulator.control.countTokenCalls(openId).inFlight;
      await waitFor('three calls', async () => inFlight(together.open_id) === 3);
      await refresh(simulator, apart.refresh_token);
      given.abort();
      await calls;
      await waitFor('their end', async () => inFlight() === 0);

      expect(simulator.control.countTokenCalls(together.open_id).maxInFlight).toBe(3);
      expect(simulator.control.countTokenCalls(apart.open_id).maxInFlight).toBe(1);
      expect(simulator.control.countTokenCalls().maxInFlight).toBe(4);
    }));

  test.each<FaultAction>([
    { kind: 'cut-before' },
    { kind: 'cut-after' },
    { kind: 'cut-mid-body' },
    { kind: 'trickle', pieceBytes: 100, intervalMs: 1 },
    { kind: 'delay', delayMs: 5, takesEffect: 'last' },
    { kind: 'html' },
    { kind: 'huge-body', sizeBytes: 200_000 },
  ])('never count two for a caller that calls again once a call is over ($kind)', (action) =>
    withSimulator(async (simulator) => {
      const { open_id, refresh_token } = simulator.control.connectCreator('simcreator');
      strike(simulator, action, null);
      for (let call = 0; call < 10; call += 1) {
        const form = { ...credentials, grant_type: 'refresh_token', refresh_token };
        await postForm(simulator, tokenPath, form).catch(() => null);
      }

      expect(simulator.control.countTokenCalls(open_id)).toMatchObject({
        refreshCalls: 10,
        maxInFlight: 1,
      });
    }),
  );

  test('begin anew when the calls are forgotten', () =>
    withSimulator(async (simulator) => {
      const { open_id, refresh_token } = simulator.control.connectCreator('simcreator');
      await refresh(simulator, refresh_token);
      simulator.control.clearCalls();

      expect(simulator.control.countTokenCalls()).toEqual(none);
      expect(simulator.control.countTokenCalls(open_id)).toEqual(none);
      expect(simulator.control.listTokenCalls()).toEqual([]);
    }));

  test('are told apart in the list of calls by the open id', () =>
    withSimulator(async (simulator) => {
      const { open_id, refresh_token } = simulator.control.connectCreator('simcreator');
      await refresh(simulator, refresh_token);
      await refresh(simulator, 'rft.of-nobody');

      expect(simulator.control.listCalls().map(({ openId }) => openId)).toEqual([open_id, null]);
    }));
});
