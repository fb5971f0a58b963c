import { describe, expect, test } from '@jest/globals';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { consent, exchange, readUserInfo, redirectUri, textOf, withSimulator } from './harness.ts';

const newCode = async (simulator: Simulator, changes: Record<string, string> = {}) =>
  textOf((await consent(simulator, changes)).get('code'));
const connect = async (simulator: Simulator) => (await exchange(simulator, await newCode(simulator))).body;
const error = (answer: { body: Record<string, unknown> }) => [
  answer.body['error'],
  answer.body['error_description'],
];
const codeExpired = ['invalid_grant', 'Authorization code is expired.'];

describe('exchanging a code', () => {
  test('answers flat, with the open id, both lifetimes and only the scopes that were granted', () =>
    withSimulator(async (simulator) => {
      const answer = await exchange(simulator, await newCode(simulator, { sim_scopes: 'video.publish' }));

      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^act\./),
        expires_in: 7200,
        open_id: '-000SimOpenIdAbCdEfGhIjKlMnOpQrStUvWx',
        refresh_expires_in: 15552000,
        refresh_token: expect.stringMatching(/^rft\./),
        scope: 'user.info.basic,video.publish',
        token_type: 'Bearer',
      });
    }));

  test('takes a code once', () =>
    withSimulator(async (simulator) => {
      const code = await newCode(simulator);
      const first = await exchange(simulator, code);
      const second = await exchange(simulator, code);

      expect(first.body['access_token']).toBeDefined();
      expect(error(second)).toEqual(codeExpired);
    }));

  test('refuses a code at its expiry and takes it a moment before', () =>
    withSimulator(async (simulator) => {
      const codes = [await newCode(simulator), await newCode(simulator)] as const;
      await simulator.control.changeClock({ advanceMs: 599_999 });
      const before = await exchange(simulator, codes[0]);
      await simulator.control.changeClock({ advanceMs: 1 });
      const after = await exchange(simulator, codes[1]);

      expect(before.body['error']).toBeUndefined();
      expect(error(after)).toEqual(codeExpired);
    }));

  test('refuses another redirect URI without using the code up', () =>
    withSimulator(async (simulator) => {
      const code = await newCode(simulator);
      const wrong = await exchange(simulator, code, {
        redirect_uri: `${redirectUri}x`,
      });
      const right = await exchange(simulator, code);

      expect(error(wrong)).toEqual([
        'invalid_request',
        'Redirect_uri is not matched with the uri when requesting code.',
      ]);
      expect(right.body['open_id']).toBeDefined();
    }));

  test('refuses a code that is still percent-encoded', () =>
    withSimulator(async (simulator) => {
      const code = await newCode(simulator);

      expect(error(await exchange(simulator, encodeURIComponent(code).replace('*', '%2A')))).toEqual(
        codeExpired,
      );
    }));

  test('keeps one open id over several authorizations, and all of their tokens work', () =>
    withSimulator(async (simulator) => {
      const first = await connect(simulator);
      const second = await connect(simulator);
      const answers = await Promise.all(
        [first, second].map((tokens) => readUserInfo(simulator, tokens['access_token'])),
      );

      expect(second['open_id']).toBe(first['open_id']);
      expect(second['access_token']).not.toBe(first['access_token']);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    }));
});
