import { describe, expect, test } from '@jest/globals';
import type { FaultAction, FaultMatch } from '../../../infra/local/tiktok-simulator/fault-book.ts';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { credentials, errorOf, postForm, readUserInfo, refresh, withSimulator } from './harness.ts';

const tokenPath = '/v2/oauth/token/';
const userInfoPath = '/v2/user/info/';
const clientToken = (simulator: Simulator) =>
  postForm(simulator, tokenPath, { ...credentials, grant_type: 'client_credentials' });

/** Connects a creator and puts one fault in the way of user info. */
const withFaultyUserInfo = (
  action: FaultAction,
  body: (call: () => ReturnType<typeof readUserInfo>) => Promise<void>,
) =>
  withSimulator(async (simulator) => {
    const { access_token } = simulator.control.connectCreator('simcreator');
    simulator.control.addFault({ match: { path: userInfoPath }, action });
    await body(() => readUserInfo(simulator, access_token));
  });

describe('a connection that is cut', () => {
  test('after the call took effect leaves the old refresh token dead and the new one unknown', () =>
    withSimulator(async (simulator) => {
      const old = simulator.control.connectCreator('simcreator');
      simulator.control.addFault({
        match: { path: tokenPath, grantType: 'refresh_token' },
        action: { kind: 'cut-after' },
      });

      await expect(refresh(simulator, old.refresh_token)).rejects.toThrow('fetch failed');
      const again = await refresh(simulator, old.refresh_token);

      expect(again.body['error']).toBe('invalid_grant');
    }));

  test('before the call took effect leaves the refresh token as it was', () =>
    withSimulator(async (simulator) => {
      const old = simulator.control.connectCreator('simcreator');
      simulator.control.addFault({ match: { path: tokenPath }, action: { kind: 'cut-before' } });

      await expect(refresh(simulator, old.refresh_token)).rejects.toThrow('fetch failed');
      const again = await refresh(simulator, old.refresh_token);

      expect(again.body['access_token']).toBeDefined();
    }));

  test('half-way through the body ends the answer early', () =>
    withFaultyUserInfo({ kind: 'cut-mid-body' }, async (call) => {
      await expect(call()).rejects.toThrow('terminated');
      expect((await call()).status).toBe(200);
    }));

  test('in place of an answer that never comes is the caller’s to decide', () =>
    withSimulator(async (simulator) => {
      const old = simulator.control.connectCreator('simcreator');
      simulator.control.addFault({ match: { path: tokenPath }, action: { kind: 'hang', takesEffect: true } });
      const body = new URLSearchParams({
        ...credentials,
        grant_type: 'refresh_token',
        refresh_token: old.refresh_token,
      });

      const waiting = fetch(`${simulator.url}${tokenPath}`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(200),
      });

      await expect(waiting).rejects.toThrow('timeout');
      expect((await refresh(simulator, old.refresh_token)).body['error']).toBe('invalid_grant');
    }));
});

describe('an answer that is spoilt', () => {
  test('comes flat from OAuth endpoints and in the envelope from the others', () =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('simcreator');
      simulator.control.addFault({
        match: { path: '/v2/*' },
        times: 2,
        action: { kind: 'answer', status: 503, code: 'temporarily_unavailable', retryAfterSeconds: 7 },
      });

      const oauth = await clientToken(simulator);
      const api = await readUserInfo(simulator, access_token);

      expect([oauth.status, oauth.body['error'], oauth.headers.get('retry-after')]).toEqual([
        503,
        'temporarily_unavailable',
        '7',
      ]);
      expect([api.status, errorOf(api)['code']]).toEqual([503, 'temporarily_unavailable']);
    }));

  test('can be a 429, with no Retry-After unless it is asked for', () =>
    withFaultyUserInfo({ kind: 'rate-limit' }, async (call) => {
      const answer = await call();

      expect([answer.status, errorOf(answer)['code'], answer.headers.get('retry-after')]).toEqual([
        429,
        'rate_limit_exceeded',
        null,
      ]);
    }));

  test('can be any body, or a gateway’s page', () =>
    withSimulator(async (simulator) => {
      simulator.control.addFault({
        match: { path: '/a' },
        action: { kind: 'answer', status: 200, body: '{"access_token":' },
      });
      simulator.control.addFault({ match: { path: '/a' }, action: { kind: 'html' } });

      const own = await fetch(`${simulator.url}/a`);
      const page = await fetch(`${simulator.url}/a`);

      expect([own.status, await own.text()]).toEqual([200, '{"access_token":']);
      expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
        502,
        'text/html',
        expect.stringContaining('<html>'),
      ]);
    }));

  test('can be huge and still the right JSON', () =>
    withFaultyUserInfo({ kind: 'huge-body', sizeBytes: 5_000_000 }, async (call) => {
      const answer = await call();

      expect(String(answer.body['padding'])).toHaveLength(5_000_000);
      expect(errorOf(answer)['code']).toBe('ok');
    }));

  test('can come late or in small pieces, whole in the end', () =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('simcreator');
      simulator.control.addFault({
        match: { path: userInfoPath },
        action: { kind: 'trickle', pieceBytes: 40, intervalMs: 1 },
      });
      simulator.control.addFault({ match: { path: userInfoPath }, action: { kind: 'delay', delayMs: 20 } });

      const answers = [
        await readUserInfo(simulator, access_token),
        await readUserInfo(simulator, access_token),
      ];

      expect(answers.map((answer) => errorOf(answer)['code'])).toEqual(['ok', 'ok']);
      expect(simulator.control.listCalls().map(({ fault }) => fault)).toEqual(['trickle', 'delay']);
    }));
});

describe('a fault rule', () => {
  const statuses = async (match: FaultMatch, times: number | null | undefined, calls: number) => {
    const seen: number[] = [];
    await withSimulator(async (simulator) => {
      const action = { kind: 'answer', status: 500 } as const;
      simulator.control.addFault({ match, action, ...(times === undefined ? {} : { times }) });
      for (let call = 0; call < calls; call += 1) seen.push((await clientToken(simulator)).status);
    });
    return seen;
  };

  test('strikes once, a number of times or for good', async () => {
    expect(await statuses({ path: tokenPath }, undefined, 3)).toEqual([500, 200, 200]);
    expect(await statuses({ path: tokenPath }, 2, 3)).toEqual([500, 500, 200]);
    expect(await statuses({ path: tokenPath }, null, 3)).toEqual([500, 500, 500]);
  });

  test('strikes from the nth matching call on', async () => {
    expect(await statuses({ path: tokenPath, nth: 2 }, undefined, 3)).toEqual([200, 500, 200]);
  });

  test('leaves calls with another path, method or grant type alone', async () => {
    expect(await statuses({ path: '/v2/oauth/revoke/' }, null, 1)).toEqual([200]);
    expect(await statuses({ path: '/v2/*', method: 'GET' }, null, 1)).toEqual([200]);
    expect(await statuses({ path: tokenPath, grantType: 'refresh_token' }, null, 1)).toEqual([200]);
  });

  test('can be removed', () =>
    withSimulator(async (simulator) => {
      const fault = simulator.control.addFault({
        match: { path: tokenPath },
        times: null,
        action: { kind: 'cut-before' },
      });
      const removed = [simulator.control.removeFault(fault.id), simulator.control.removeFault(fault.id)];

      expect(removed).toEqual([true, false]);
      expect((await clientToken(simulator)).status).toBe(200);
    }));
});
