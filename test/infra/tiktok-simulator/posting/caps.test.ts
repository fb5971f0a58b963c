import { describe, expect, test } from '@jest/globals';
import {
  directBody,
  directPath,
  fileSource,
  openWorld,
  type PostingWorld,
  postVideo,
  readStatus,
  type WorldOptions,
  withPosting,
} from './posting-harness.ts';

const source = fileSource(1_000);
const init = async ({ call }: PostingWorld, changes: Record<string, unknown> = {}) =>
  (await call(directPath, directBody(source, changes))).code;
const initAs = (world: PostingWorld, username: string, privacyLevel = 'SELF_ONLY') =>
  init(openWorld(world.simulator, username), { privacy_level: privacyLevel });

describe('an app that is not audited', () => {
  const unaudited = { app: { audited: false } };
  const codesOf = async (options: WorldOptions) => {
    const codes: unknown[] = [];
    await withPosting(async (world) => {
      codes.push(await initAs(world, 'simcreator'));
      codes.push(await initAs(world, 'quiet.garden'));
      codes.push(await initAs(world, 'quiet.garden', 'FOLLOWER_OF_CREATOR'));
    }, options);
    return codes;
  };

  test('posts to private accounts alone, for their owner alone', async () => {
    const refusal = 'unaudited_client_can_only_post_to_private_accounts';

    expect(await codesOf(unaudited)).toEqual([refusal, 'ok', refusal]);
  });

  test('may meet a mismatch for another level on a private account', async () => {
    const codes = await codesOf({
      ...unaudited,
      switches: { unauditedLevelError: 'privacy_level_option_mismatch' },
    });

    expect(codes[2]).toBe('privacy_level_option_mismatch');
  });

  test('posts for five creators in 24 hours, and a sixth the day after', () =>
    withPosting(async (world) => {
      const names = [1, 2, 3, 4, 5, 6].map((number) => `private.${number}`);
      for (const username of names) world.control.addCreator({ username, privateAccount: true });
      const codes: unknown[] = [];
      for (const username of names) codes.push(await initAs(world, username));
      const again = await initAs(world, 'private.1');
      await world.advance(86_400);
      const nextDay = await initAs(world, 'private.6');

      expect(codes).toEqual([...Array(5).fill('ok'), 'reached_active_user_cap']);
      expect([again, nextDay]).toEqual(['ok', 'ok']);
    }, unaudited));

  test('sends drafts without any of this', () =>
    withPosting(async (world) => {
      const answer = await world.call('/v2/post/publish/inbox/video/init/', { source_info: source });

      expect(answer.code).toBe('ok');
    }, unaudited));
});

test('a sandbox posts as an app that is not audited, or not at all', async () => {
  const codesWith = async (sandboxPosting: 'as-unaudited' | 'refused') => {
    const codes: unknown[] = [];
    await withPosting(
      async (world) => {
        codes.push(await initAs(world, 'simcreator'), await initAs(world, 'quiet.garden'));
      },
      { app: { audited: true, sandbox: true }, switches: { sandboxPosting } },
    );
    return codes;
  };

  const codes = [await codesWith('as-unaudited'), await codesWith('refused')];

  expect(codes).toEqual([
    ['unaudited_client_can_only_post_to_private_accounts', 'ok'],
    ['scope_not_authorized', 'scope_not_authorized'],
  ]);
});

test('an audited app has the cap of creators that it was given', () =>
  withPosting(
    async (world) => {
      const codes = [
        await initAs(world, 'simcreator'),
        await initAs(world, 'solo.dancer'),
        await initAs(world, 'simcreator'),
      ];

      expect(codes).toEqual(['ok', 'reached_active_user_cap', 'ok']);
    },
    { app: { activeUserCap: 1 } },
  ));

describe('the daily cap of a creator', () => {
  const twoAfterOne = async (dailyCapCounts: 'inits' | 'published') => {
    const seen: unknown[] = [];
    await withPosting(
      async (world) => {
        world.control.patchCreator('simcreator', { dailyPostCap: 1 });
        seen.push(await init(world), await init(world));
      },
      { switches: { dailyCapCounts } },
    );
    return seen;
  };

  test('counts inits that nothing came of, or does not', async () => {
    const codes = [await twoAfterOne('inits'), await twoAfterOne('published')];

    expect(codes).toEqual([
      ['ok', 'spam_risk_too_many_posts'],
      ['ok', 'ok'],
    ]);
  });

  test('fails a post that was begun in time, when what is published counts', () =>
    withPosting(
      async (world) => {
        world.control.patchCreator('simcreator', { dailyPostCap: 1 });
        const [first, second] = [await postVideo(world), await postVideo(world)];
        await world.advance(10);
        const answers = [await readStatus(world, first), await readStatus(world, second)];

        expect(answers.map(({ data }) => data['fail_reason'])).toEqual([
          undefined,
          'spam_risk_too_many_posts',
        ]);
        expect(await init(world)).toBe('spam_risk_too_many_posts');
      },
      { switches: { dailyCapCounts: 'published' } },
    ));

  test('is answered with 403 by an init', () =>
    withPosting(async (world) => {
      world.control.patchCreator('simcreator', { dailyPostCap: 0 });

      const { status, code } = await world.call(directPath, directBody(source));

      expect([status, code]).toEqual([403, 'spam_risk_too_many_posts']);
    }));
});
