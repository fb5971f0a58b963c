import { describe, expect, test } from '@jest/globals';
import { textOf } from '../harness.ts';
import { creatorInfoPath, postVideo, withPosting } from './posting-harness.ts';

describe('creator info', () => {
  test('has every documented key and the options of a public account', () =>
    withPosting(async ({ call }) => {
      const answer = await call(creatorInfoPath);
      const avatar = await fetch(textOf(answer.data['creator_avatar_url']));

      expect([answer.status, answer.code, avatar.status]).toEqual([200, 'ok', 200]);
      expect(answer.data).toEqual({
        creator_avatar_url: expect.stringMatching(/^http/),
        creator_username: 'simcreator',
        creator_nickname: 'Sim Creator',
        privacy_level_options: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
        comment_disabled: false,
        duet_disabled: false,
        stitch_disabled: false,
        max_video_post_duration_sec: 600,
      });
    }));

  test('follows the account: private, without comments, with a shorter limit', () =>
    withPosting(async ({ call, control }) => {
      control.patchCreator('simcreator', {
        privateAccount: true,
        commentDisabled: true,
        maxVideoPostDurationSec: 180,
      });

      const { data } = await call(creatorInfoPath);

      expect(data).toMatchObject({
        privacy_level_options: ['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
        comment_disabled: true,
        duet_disabled: true,
        stitch_disabled: true,
        max_video_post_duration_sec: 180,
      });
    }));

  test('tells with HTTP 200 that a creator is banned, has posted too much or is one too many', () =>
    withPosting(async ({ call, control }) => {
      control.patchCreator('simcreator', { banned: true });
      const banned = await call(creatorInfoPath);
      control.patchCreator('simcreator', { banned: false, dailyPostCap: 0 });
      const tooMany = await call(creatorInfoPath);
      control.patchCreator('simcreator', { dailyPostCap: 15 });
      control.patchApp({ activeUserCap: 0 });
      const capped = await call(creatorInfoPath);

      expect([banned, tooMany, capped].map(({ status, code }) => [status, code])).toEqual([
        [200, 'spam_risk_user_banned_from_posting'],
        [200, 'spam_risk_too_many_posts'],
        [200, 'reached_active_user_cap'],
      ]);
    }));

  test('reports the daily cap once it is reached by posts, until they are a day old', () =>
    withPosting(async (world) => {
      world.control.patchCreator('simcreator', { dailyPostCap: 1 });
      const before = await world.call(creatorInfoPath);
      await postVideo(world);
      const after = await world.call(creatorInfoPath);
      await world.advance(86_400);
      const fresh = world.control.connectCreator('simcreator').access_token;
      const nextDay = await world.call(creatorInfoPath, undefined, fresh);

      expect([before.code, after.code, nextDay.code]).toEqual(['ok', 'spam_risk_too_many_posts', 'ok']);
    }));

  test('never tells that the app is not audited', () =>
    withPosting(
      async ({ call }) => {
        const { data } = await call(creatorInfoPath);

        expect(data['privacy_level_options']).toContain('PUBLIC_TO_EVERYONE');
      },
      { app: { audited: false } },
    ));

  test('wants a token that works and the scope video.publish', () =>
    withPosting(
      async ({ call }) => {
        const unknown = await call(creatorInfoPath, undefined, 'act.unknown');
        const unscoped = await call(creatorInfoPath);

        expect([unknown.status, unknown.code]).toEqual([401, 'access_token_invalid']);
        expect([unscoped.status, unscoped.code]).toEqual([401, 'scope_not_authorized']);
      },
      { scopes: ['user.info.basic', 'video.upload'] },
    ));

  test('admits 20 calls in a sliding minute', () =>
    withPosting(async ({ call, advance }) => {
      const first = await Promise.all(Array.from({ length: 20 }, () => call(creatorInfoPath)));
      await advance(59);
      const early = await call(creatorInfoPath);
      await advance(1);
      const later = await call(creatorInfoPath);

      expect(first.every(({ code }) => code === 'ok')).toBe(true);
      expect([early.status, early.code, later.code]).toEqual([429, 'rate_limit_exceeded', 'ok']);
    }));

  test('limits by creator over all tokens, or anew for each token', async () => {
    const callWithTwoTokens = async (postingCountedPer: 'user' | 'token') => {
      const codes: unknown[] = [];
      await withPosting(
        async ({ call, control }) => {
          await call(creatorInfoPath);
          const second = control.connectCreator('simcreator').access_token;
          codes.push((await call(creatorInfoPath, undefined, second)).code);
        },
        { switches: { creatorInfoPerMinute: 1, postingCountedPer } },
      );
      return codes;
    };

    const [perUser, perToken] = [await callWithTwoTokens('user'), await callWithTwoTokens('token')];

    expect([perUser, perToken]).toEqual([['rate_limit_exceeded'], ['ok']]);
  });
});
