import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { waitFor } from '../../support/wait-for.ts';
import { credentials, readUserInfo, refresh, withSimulator } from './harness.ts';

const tokenPath = '/v2/oauth/token/';

/** A refresh that its caller gives up after so many milliseconds. */
const refreshWithin = (simulator: Simulator, refreshToken: string, timeoutMs: number) =>
  fetch(`${simulator.url}${tokenPath}`, {
    method: 'POST',
    body: new URLSearchParams({
      ...credentials,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    }),
    signal: AbortSignal.timeout(timeoutMs),
  });

/** Delays one refresh beyond the patience of its caller, who then has nothing. */
const giveUp = async (simulator: Simulator, refreshToken: string, takesEffect: 'first' | 'last') => {
  simulator.control.addFault({
    match: { path: tokenPath },
    action: { kind: 'delay', delayMs: 300, takesEffect },
  });
  await expect(refreshWithin(simulator, refreshToken, 100)).rejects.toThrow('timeout');
};
const refreshesOf = (simulator: Simulator, openId: string) => simulator.control.readTokens(openId).refreshes;

describe('a delay that takes effect first', () => {
  test('has rotated the token when its caller gives up', () =>
    withSimulator(async (simulator) => {
      const { open_id, refresh_token } = simulator.control.connectCreator('simcreator');
      await giveUp(simulator, refresh_token, 'first');

      const refreshes = refreshesOf(simulator, open_id);
      const again = await refresh(simulator, refresh_token);

      expect([refreshes, again.body['error']]).toEqual([1, 'invalid_grant']);
    }));
});

describe('a delay that takes effect last', () => {
  test('has rotated nothing when its caller gives up, and does so later all the same', () =>
    withSimulator(async (simulator) => {
      const { open_id, refresh_token } = simulator.control.connectCreator('simcreator');
      await giveUp(simulator, refresh_token, 'last');
      const before = refreshesOf(simulator, open_id);

      await waitFor('the refresh to take effect', async () => refreshesOf(simulator, open_id) === 1);
      const again = await refresh(simulator, refresh_token);

      expect([before, again.body['error']]).toEqual([0, 'invalid_grant']);
    }));

  test('lets a retry in the meantime win, and is refused itself', () =>
    withSimulator(async (simulator) => {
      const { open_id, refresh_token } = simulator.control.connectCreator('simcreator');
      await giveUp(simulator, refresh_token, 'last');
      const retry = await refresh(simulator, refresh_token);

      await waitFor(
        'the late refresh to be refused',
        async () => simulator.control.countTokenCalls(open_id).refused === 1,
      );
      const current = simulator.control.readTokens(open_id).refreshTokens;

      expect(current.map(({ token }) => token)).toEqual([retry.body['refresh_token']]);
    }));

  test('answers as ever when its caller waits', () =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('simcreator');
      simulator.control.addFault({
        match: { path: '/v2/*' },
        action: { kind: 'delay', delayMs: 20, takesEffect: 'last' },
      });

      expect((await readUserInfo(simulator, access_token)).status).toBe(200);
    }));
});

/** A program that closes its simulator while two calls are to wait for an hour, and has nothing else to do then. */
const closingProgram = (simulatorFile: string) => `
  import { startSimulator } from ${JSON.stringify(simulatorFile)};
  const simulator = await startSimulator();
  const delay = { kind: 'delay', delayMs: 3_600_000 };
  for (const takesEffect of ['first', 'last'])
    simulator.control.addFault({ match: { path: '/v2/*' }, action: { ...delay, takesEffect } });
  const calls = [1, 2].map(() => fetch(simulator.url + '/v2/user/info/'));
  while (simulator.control.listCalls().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await simulator.close();
  console.log((await Promise.allSettled(calls)).map(({ status }) => status).join());
`;

test('a simulator that closes cuts its delays short, and its process ends', async () => {
  const simulatorFile = new URL('../../../infra/local/tiktok-simulator/simulator.ts', import.meta.url).href;
  const run = promisify(execFile);

  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '-e', closingProgram(simulatorFile)],
    { timeout: 20_000 },
  );

  expect(stdout).toBe('rejected,rejected\n');
});
