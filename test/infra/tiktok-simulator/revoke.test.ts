import { describe, expect, test } from '@jest/globals';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import {
  credentials,
  postForm,
  readUserInfo,
  refresh,
  textOf,
  withReceiver,
  withSimulator,
} from './harness.ts';

const revoke = (simulator: Simulator, token: unknown) =>
  postForm(simulator, '/v2/oauth/revoke/', { ...credentials, token: textOf(token) });

describe('revoking', () => {
  test('ends every grant of the creator and tells the app with reason 5', () =>
    withReceiver((receiver) =>
      withSimulator(
        async (simulator) => {
          const first = simulator.control.connectCreator('simcreator');
          const second = simulator.control.connectCreator('simcreator');
          const other = simulator.control.connectCreator('solo.dancer');

          const answer = await revoke(simulator, first.access_token);
          await simulator.control.settleWebhooks();

          const statuses = await Promise.all(
            [first, second, other].map(
              async ({ access_token }) => (await readUserInfo(simulator, access_token)).status,
            ),
          );
          expect([answer.status, answer.body]).toEqual([200, {}]);
          expect(statuses).toEqual([401, 401, 200]);
          expect((await refresh(simulator, second.refresh_token)).body['error']).toBe('invalid_grant');
          expect(receiver.received.map(({ body }) => JSON.parse(body.toString()))).toEqual([
            expect.objectContaining({
              event: 'authorization.removed',
              user_openid: first.open_id,
              content: '{"reason":5}',
            }),
          ]);
        },
        { app: { webhookUrl: receiver.url } },
      ),
    ));

  test('leaves the refresh token alive when the switch says so', () =>
    withSimulator(
      async (simulator) => {
        const tokens = simulator.control.connectCreator('simcreator');
        await revoke(simulator, tokens.access_token);

        const access = await readUserInfo(simulator, tokens.access_token);
        const renewed = await refresh(simulator, tokens.refresh_token);

        expect(access.status).toBe(401);
        expect(renewed.body['access_token']).toBeDefined();
      },
      { switches: { revokeEndsRefreshToken: false } },
    ));

  test('checks the client before the token and refuses a token it does not know', () =>
    withSimulator(async (simulator) => {
      const stranger = await postForm(simulator, '/v2/oauth/revoke/', {
        client_key: 'other',
        client_secret: 'x',
        token: 'y',
      });
      const missing = await postForm(simulator, '/v2/oauth/revoke/', credentials);
      const unknown = await revoke(simulator, 'act.unknown');

      expect([stranger, missing, unknown].map(({ body }) => body['error'])).toEqual([
        'invalid_client',
        'invalid_request',
        'invalid_grant',
      ]);
    }));
});
