import { describe, expect, test } from '@jest/globals';
import { challengeOf } from '../../../infra/local/tiktok-simulator/pkce.ts';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { consent, credentials, exchange, postForm, refresh, textOf, withSimulator } from './harness.ts';

const newCode = async (simulator: Simulator, changes: Record<string, string> = {}) =>
  textOf((await consent(simulator, changes)).get('code'));
const error = (answer: { body: Record<string, unknown> }) => [
  answer.body['error'],
  answer.body['error_description'],
];
const codeExpired = ['invalid_grant', 'Authorization code is expired.'];

describe('the checks of a token call', () => {
  test('come in the documented order with the documented words', () =>
    withSimulator(async (simulator) => {
      const call = (fields: Record<string, string>) => postForm(simulator, '/v2/oauth/token/', fields);
      const json = await fetch(`${simulator.url}/v2/oauth/token/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...credentials,
          grant_type: 'client_credentials',
        }),
      });

      const answers = [
        { body: await json.json().then((value) => ({ ...value })) },
        await call({
          client_key: credentials.client_key,
          grant_type: 'nonsense',
        }),
        await call({
          ...credentials,
          client_secret: 'wrong',
          grant_type: 'nonsense',
        }),
        await call({ ...credentials, grant_type: 'nonsense' }),
        await call({ ...credentials, grant_type: 'authorization_code' }),
        await call({
          ...credentials,
          grant_type: 'authorization_code',
          code: 'unknown',
          redirect_uri: 'x',
        }),
      ];

      expect(answers.map(error)).toEqual([
        ['invalid_request', 'The request parameters are malformed.'],
        ['invalid_request', 'Client secret is missed in request.'],
        ['invalid_client', 'Client key or secret is incorrect.'],
        ['unsupported_grant_type', 'The grant type is not supported.'],
        ['invalid_request', 'The request parameters are malformed.'],
        codeExpired,
      ]);
    }));

  test('answer errors with 200 and a log id, or with the status of the error, as the switch says', () =>
    withSimulator(async (simulator) => {
      const grant = () => refresh(simulator, 'rft.unknown');
      const client = () =>
        postForm(simulator, '/v2/oauth/token/', {
          ...credentials,
          client_secret: 'wrong',
        });
      const always = [await grant(), await client()];
      simulator.control.patchSwitches({ oauthErrorStatus: 'by-error' });
      const byError = [await grant(), await client()];

      expect(always.map(({ status }) => status)).toEqual([200, 200]);
      expect(byError.map(({ status }) => status)).toEqual([400, 401]);
      expect(always[0]?.body['log_id']).toMatch(/^20261122093000[0-9A-F]{20}$/);
    }));

  test('let the previous secret in only while the switch says so', () =>
    withSimulator(async (simulator) => {
      const call = () =>
        postForm(simulator, '/v2/oauth/token/', {
          ...credentials,
          grant_type: 'client_credentials',
        });
      simulator.control.patchApp({ clientSecret: 'another-secret' });
      const refused = await call();
      simulator.control.patchSwitches({ previousSecretAccepted: true });
      const accepted = await call();

      expect(refused.body['error']).toBe('invalid_client');
      expect(accepted.body['access_token']).toMatch(/^clt\./);
    }));
});

describe('PKCE', () => {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const hex = '13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3';
  const base64url = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const invalid = ['invalid_request', 'Code verifier or code challenge is invalid.'];
  const withChallenge = (challenge: string) => ({
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });

  test('computes both encodings of the published vector', () => {
    expect(challengeOf(verifier, 'hex')).toBe(hex);
    expect(challengeOf(verifier, 'base64url')).toBe(base64url);
  });

  test('in hex lets a base64url challenge through the consent and fails it at the exchange', () =>
    withSimulator(
      async (simulator) => {
        const hexCode = await newCode(simulator, withChallenge(hex));
        const otherCode = await newCode(simulator, withChallenge(base64url));

        const answers = [
          await exchange(simulator, otherCode, { code_verifier: verifier }),
          await exchange(simulator, hexCode),
          await exchange(simulator, hexCode, { code_verifier: 'x'.repeat(43) }),
          await exchange(simulator, hexCode, { code_verifier: verifier }),
        ];

        expect(answers.slice(0, 3).map(error)).toEqual([invalid, invalid, invalid]);
        expect(answers[3]?.body['access_token']).toBeDefined();
      },
      { switches: { pkce: 'hex' } },
    ));

  test('demands a challenge with the method S256 before the consent while it is demanded', () =>
    withSimulator(
      async (simulator) => {
        const missing = await consent(simulator);
        const plain = await consent(simulator, {
          code_challenge: hex,
          code_challenge_method: 'plain',
        });
        simulator.control.patchSwitches({ pkceDemanded: false });
        const optional = await consent(simulator);

        expect([missing, plain].map((query) => query.get('error_type'))).toEqual([
          'code_challenge',
          'code_challenge',
        ]);
        expect(optional.get('code')).not.toBeNull();
      },
      { switches: { pkce: 'base64url', authorizeFaults: 'redirect' } },
    ));
});
