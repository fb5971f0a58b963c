import { describe, expect, test } from '@jest/globals';
import { asRecord, errorOf, readJson, readUserInfo, textOf, withSimulator } from './harness.ts';

const allFields =
  'open_id,union_id,avatar_url,avatar_url_100,avatar_large_url,display_name,bio_description,profile_deep_link,profile_web_link,is_verified,username,follower_count,following_count,likes_count,video_count';

const userOf = (body: Record<string, unknown>) => asRecord(asRecord(body['data'])['user']);

describe('user info', () => {
  test('answers every documented field in the common envelope', () =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('simcreator');

      const answer = await readUserInfo(simulator, access_token, allFields);

      expect(answer.status).toBe(200);
      expect(errorOf(answer)).toEqual({
        code: 'ok',
        message: '',
        log_id: expect.stringMatching(/^\d{14}[0-9A-F]{20}$/),
      });
      expect(Object.keys(userOf(answer.body)).join(',')).toBe(allFields);
      expect(userOf(answer.body)).toMatchObject({
        open_id: '-000SimOpenIdAbCdEfGhIjKlMnOpQrStUvWx',
        union_id: 'c9c60f44-0000-4000-8000-ce22faeb0ba1',
        username: 'simcreator',
        is_verified: true,
        follower_count: 12_345,
      });
    }));

  test('refuses a token that is missing or unknown before it looks at the fields', () =>
    withSimulator(async (simulator) => {
      const missing = await readJson(await fetch(`${simulator.url}/v2/user/info/?fields=nonsense`));
      const unknown = await readUserInfo(simulator, 'act.unknown', 'nonsense');

      expect([missing.status, unknown.status]).toEqual([401, 401]);
      expect([missing, unknown].map((answer) => errorOf(answer)['code'])).toEqual([
        'access_token_invalid',
        'access_token_invalid',
      ]);
    }));

  test('refuses a field outside the granted scopes with either code', () =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('simcreator', ['user.info.basic']);
      const allowed = await readUserInfo(simulator, access_token, 'open_id,display_name');
      const unauthorized = await readUserInfo(simulator, access_token, 'open_id,username');
      simulator.control.patchSwitches({ missingScopeError: 'scope_permission_missed' });
      const missed = await readUserInfo(simulator, access_token, 'open_id,follower_count');

      expect(allowed.status).toBe(200);
      expect([unauthorized.status, errorOf(unauthorized)['code']]).toEqual([401, 'scope_not_authorized']);
      expect([missed.status, errorOf(missed)['code']]).toEqual([400, 'scope_permission_missed']);
    }));

  test('refuses missing and unknown fields', () =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('simcreator');
      const answers = [
        await readUserInfo(simulator, access_token, ''),
        await readUserInfo(simulator, access_token, 'open_id,age'),
      ];

      expect(answers.map((answer) => [answer.status, errorOf(answer)['code']])).toEqual([
        [400, 'invalid_params'],
        [400, 'invalid_params'],
      ]);
    }));

  test('admits its limit in a sliding minute, for the app or for each user', () =>
    withSimulator(
      async (simulator) => {
        const [one, two] = [
          simulator.control.connectCreator('simcreator'),
          simulator.control.connectCreator('solo.dancer'),
        ];
        const call = async (tokens: typeof one) =>
          (await readUserInfo(simulator, tokens.access_token)).status;
        const perApp = [await call(one), await call(two), await call(two)];
        await simulator.control.changeClock({ advanceMs: 60_000 });
        const later = await call(two);
        simulator.control.patchSwitches({ userInfoCountedPer: 'user' });
        const perUser = [await call(one), await call(one), await call(one), await call(two)];

        expect(perApp).toEqual([200, 200, 429]);
        expect(later).toBe(200);
        expect(perUser).toEqual([200, 200, 429, 200]);
      },
      { switches: { userInfoPerMinute: 2 } },
    ));

  test('gives avatar addresses that work until they expire and only as they were signed', () =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('zoe_cuisine');
      const answer = await readUserInfo(simulator, access_token, 'avatar_url');
      const url = textOf(userOf(answer.body)['avatar_url']);
      const fresh = await fetch(url);
      const changed = await fetch(url.replace('168.svg', '720.svg'));
      await simulator.control.changeClock({ advanceMs: 7_200_000 });
      const expired = await fetch(url);

      expect([fresh.status, fresh.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
      expect([changed.status, expired.status]).toEqual([403, 403]);
    }));
});

test('an unknown path, or a known one without its slash, answers 404 in the common envelope', () =>
  withSimulator(async (simulator) => {
    const paths = ['/v2/post/publish/nothing/', '/v2/user/info', '/'];
    const answers = await Promise.all(
      paths.map(async (path) => readJson(await fetch(`${simulator.url}${path}`))),
    );

    expect(answers.map((answer) => [answer.status, errorOf(answer)['code']])).toEqual(
      paths.map(() => [404, 'not_found']),
    );
  }));
