import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PlatformError } from '../../../shared/platforms/platform.ts';
import { readRefreshAnswer, readTokenAnswer } from '../../../shared/platforms/tiktok/oauth.ts';

const token = {
  access_token: 'act.Sim!4242.u1',
  expires_in: 7200,
  open_id: '-000Sim',
  refresh_expires_in: 15_552_000,
  refresh_token: 'rft.Sim',
  scope: 'user.info.basic,video.publish',
  token_type: 'Bearer',
};

const answerOf = (body: unknown, status = 200) => ({
  status,
  headers: new Headers(),
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const read = (differs: Readonly<Record<string, unknown>>) =>
  readRefreshAnswer(answerOf({ ...token, ...differs }));

/** What the answer to a refresh is thrown as. */
const errorOf = (body: unknown, status = 400): unknown => {
  try {
    return readRefreshAnswer(answerOf(body, status));
  } catch (error) {
    return error;
  }
};

describe('the answer to a refresh', () => {
  test('is read with all it names, and prints no token', () => {
    const refreshed = read({});

    expect(refreshed).toMatchObject({
      openId: '-000Sim',
      accessExpiresInSeconds: 7200,
      refreshExpiresInSeconds: 15_552_000,
      grantedScopes: ['user.info.basic', 'video.publish'],
    });
    expect([refreshed.accessToken.reveal(), refreshed.refreshToken?.reveal()]).toEqual([
      'act.Sim!4242.u1',
      'rft.Sim',
    ]);
    expect(JSON.stringify(refreshed)).not.toMatch(/act\.|rft\./);
  });

  test.each([undefined, null, ''])(
    'without a refresh token (%j) leaves the stored one as it is',
    (refresh_token) => {
      expect(read({ refresh_token }).refreshToken).toBeUndefined();
    },
  );

  test.each([undefined, null, ''])('without scopes (%j) leaves the stored ones as they are', (scope) => {
    expect(read({ scope }).grantedScopes).toBeUndefined();
  });

  test.each([undefined, null, 0, -1, -15_552_000])(
    'with no lifetime of the refresh token (%j) leaves its end as it is',
    (refresh_expires_in) => {
      const refreshed = read({ refresh_expires_in });

      expect(refreshed.refreshExpiresInSeconds).toBeUndefined();
      expect(refreshed.refreshToken?.reveal()).toBe('rft.Sim');
    },
  );

  test('with fewer scopes than before names those that are left', () => {
    expect(read({ scope: 'user.info.basic,' }).grantedScopes).toEqual(['user.info.basic']);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['no access token', { access_token: undefined }],
    ['an empty access token', { access_token: '' }],
    ['a null access token', { access_token: null }],
    ['no creator', { open_id: undefined }],
    ['an access token that lives for no time', { expires_in: 0 }],
    ['an access token that has ended already', { expires_in: -1 }],
  ])('with %s leaves it open what happened, and is not quoted', (_, differs) => {
    const thrown = (() => {
      try {
        return read(differs);
      } catch (error) {
        return error;
      }
    })();

    expect(thrown).toMatchObject({ errorClass: 'outcome_unknown', code: 'unreadable_answer' });
    expect(thrown instanceof PlatformError ? `${thrown.message} ${thrown.stack}` : 'act.').not.toMatch(
      /act\.|rft\./,
    );
  });

  test.each([1e9, 2 ** 53, 1e15, 1e300])(
    'and to a code with lifetimes of %d seconds gives times that can be stored',
    (seconds) => {
      const body = { ...token, expires_in: seconds, refresh_expires_in: seconds };

      const [refreshed, exchanged] = [readRefreshAnswer(answerOf(body)), readTokenAnswer(answerOf(body))];

      const lives = [
        refreshed.accessExpiresInSeconds,
        refreshed.refreshExpiresInSeconds ?? 0,
        exchanged.accessExpiresInSeconds,
        exchanged.refreshExpiresInSeconds,
      ];
      for (const seconds of lives) {
        const end = new Date(Date.UTC(2026, 10, 22) + seconds * 1000);
        expect(end.getFullYear()).toBeGreaterThan(2026);
        expect(end.getFullYear()).toBeLessThan(10_000);
      }
    },
  );

  test.each([
    ['a NUL', 'in\0valid_grant'],
    ['a line break', 'invalid_grant\n'],
    ['a blank', 'invalid grant'],
    ['a lone surrogate', 'invalid\ud800'],
    ['no end', 'x'.repeat(201)],
  ])('that is an error with %s in its code is an error without a code of TikTok’s', (_, error) => {
    const thrown = errorOf({ error, error_description: 'x', log_id: 'L' });

    expect(thrown).toMatchObject({ code: 'unreadable_code', logId: 'L' });
  });

  test.each(['\0', 'a\0b', '202611220930\n', '', '\udfff', 'x'.repeat(201)])(
    'that is an error with a log id of more than plain words (%j) has none, and keeps its code',
    (log_id) => {
      const thrown = errorOf({ error: 'invalid_grant', error_description: 'x', log_id });

      expect(thrown).toMatchObject({ code: 'invalid_grant', errorClass: 'needs_reauthorization' });
      expect(thrown).toHaveProperty('logId', undefined);
    },
  );

  test('and to a code have those of their scopes that are plain words', () => {
    const body = { ...token, scope: 'user.info.basic,\0,video\0publish,,video.upload,a b,\ud800' };

    const [refreshed, exchanged] = [readRefreshAnswer(answerOf(body)), readTokenAnswer(answerOf(body))];

    expect(refreshed.grantedScopes).toEqual(['user.info.basic', 'video.upload']);
    expect(exchanged.grantedScopes).toEqual(['user.info.basic', 'video.upload']);
  });

  test('of any text is tokens or a platform error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.integer({ min: 200, max: 599 }), (text, status) => {
        expect(() => readRefreshAnswer(answerOf(text, status))).toThrow(PlatformError);
      }),
    );
  });

  test('of any JSON in its keys is tokens that are not empty, or a platform error', () => {
    fc.assert(
      fc.property(
        fc.record({ ...Object.fromEntries(Object.keys(token).map((key) => [key, fc.jsonValue()])) }),
        (body) => {
          try {
            expect(readRefreshAnswer(answerOf({ ...token, ...body })).accessToken.reveal()).not.toBe('');
          } catch (error) {
            expect(error).toBeInstanceOf(PlatformError);
          }
        },
      ),
    );
  });
});

describe('words that no page of TikTok names', () => {
  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'such as the error %s are a refusal like any other',
    (error) => {
      const thrown = errorOf({ error });

      expect(thrown).toBeInstanceOf(PlatformError);
      expect(thrown).toMatchObject({ errorClass: 'permanent' });
    },
  );

  test.each(['\0', ' , ', ','])('such as the scope %j leave the scopes as they were', (scope) => {
    expect(read({ scope }).grantedScopes).toBeUndefined();
  });
});
