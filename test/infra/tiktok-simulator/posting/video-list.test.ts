import { describe, expect, test } from '@jest/globals';
import { asRecord } from '../harness.ts';
import { type ApiAnswer, type PostingWorld, postVideo, startOfTime, withPosting } from './posting-harness.ts';

const allFields =
  'id,create_time,cover_image_url,share_url,video_description,title,duration,height,width,embed_link,embed_html,view_count,like_count,comment_count,share_count,is_aigc';
const list = ({ call }: PostingWorld, body: unknown = {}, fields = 'id,title') =>
  call(`/v2/video/list/?fields=${fields}`, body);
const query = ({ call }: PostingWorld, video_ids: unknown, fields = 'id') =>
  call(`/v2/video/query/?fields=${fields}`, { filters: { video_ids } });
const videosOf = ({ data }: ApiAnswer) => {
  const videos = data['videos'];
  if (!Array.isArray(videos)) throw new Error('no videos');
  return videos.map(asRecord);
};

describe('video list', () => {
  test('has a public post once it passed moderation, with every field and its id as text', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world, { is_aigc: true });
      await world.advance(2);
      const early = await list(world);
      await world.advance(5);
      const answer = await list(world, {}, allFields);
      const postId = world.control.readTask(publishId).posts[0]?.postId ?? '';

      expect(videosOf(early)).toEqual([]);
      expect(videosOf(answer)).toEqual([
        expect.objectContaining({
          id: postId,
          create_time: startOfTime / 1_000 + 2,
          title: 'Behind the scenes #makingof',
          share_url: `https://www.tiktok.com/@simcreator/video/${postId}`,
          duration: 15,
          is_aigc: true,
          view_count: expect.any(Number),
        }),
      ]);
      expect(Object.keys(videosOf(answer)[0] ?? {}).join(',')).toBe(allFields);
    }));

  test('has public posts even if their ids are told nowhere else', () =>
    withPosting(
      async (world) => {
        await postVideo(world);
        await world.advance(10);

        expect(videosOf(await list(world))).toHaveLength(1);
      },
      { switches: { publicPostIds: 'never' } },
    ));

  test('leaves out what is private, deleted or another creator’s', () =>
    withPosting(async (world) => {
      const mine = { username: 'simcreator' };
      world.control.addPost({ ...mine, title: 'shown' });
      world.control.addPost({ ...mine, title: 'hidden', privacyLevel: 'SELF_ONLY' });
      const deleted = world.control.addPost({ ...mine, title: 'gone' });
      world.control.deletePost(deleted.postId);
      world.control.addPost({ username: 'solo.dancer', title: 'foreign' });

      expect(videosOf(await list(world)).map(({ title }) => title)).toEqual(['shown']);
    }));

  test('pages from the newest to the oldest by a cursor in milliseconds', () =>
    withPosting(async (world) => {
      const times = Array.from({ length: 25 }, (_, index) => startOfTime - index * 1_000);
      for (const createdAt of times.toSorted())
        world.control.addPost({ username: 'simcreator', title: String(createdAt), createdAt });
      const first = await list(world);
      const second = await list(world, { cursor: first.data['cursor'], max_count: 20 });
      const titles = [...videosOf(first), ...videosOf(second)].map(({ title }) => title);

      expect(titles).toEqual(times.map(String));
      expect([first.data['has_more'], second.data['has_more']]).toEqual([true, false]);
      expect(first.data['cursor']).toBe(times[9]);
    }));

  test('cuts captions at 150 characters', () =>
    withPosting(async (world) => {
      world.control.addPost({ username: 'simcreator', title: 'x'.repeat(200) });

      expect(videosOf(await list(world))[0]?.['title']).toHaveLength(150);
    }));

  test('refuses too many at once, unknown fields, none, a missing scope', () =>
    withPosting(async (world) => {
      const unscoped = world.control.connectCreator('simcreator', ['video.publish']).access_token;
      const answers = [
        await list(world, { max_count: 21 }),
        await list(world, {}, 'id,age'),
        await list(world, {}, ''),
        await world.call('/v2/video/list/?fields=id', {}, unscoped),
      ];

      expect(answers.map(({ status, code }) => [status, code])).toEqual([
        [400, 'invalid_params'],
        [400, 'invalid_params'],
        [400, 'invalid_params'],
        [401, 'scope_not_authorized'],
      ]);
    }));

  test('is limited for the app or for each user, apart from video query', async () => {
    const codesWith = async (userInfoCountedPer: 'app' | 'user') => {
      const codes: unknown[] = [];
      await withPosting(
        async (world) => {
          world.control.patchSwitches({ userInfoCountedPer });
          const other = world.control.connectCreator('solo.dancer').access_token;
          codes.push((await list(world)).code, (await query(world, ['1'])).code);
          codes.push(
            (await world.call('/v2/video/list/?fields=id', {}, other)).code,
            (await list(world)).code,
          );
        },
        { switches: { videoCallsPerMinute: 1 } },
      );
      return codes;
    };

    const limited = 'rate_limit_exceeded';

    expect(await codesWith('app')).toEqual(['ok', 'ok', limited, limited]);
    expect(await codesWith('user')).toEqual(['ok', 'ok', 'ok', limited]);
  });
});

describe('video query', () => {
  test('answers the creator’s public posts of the ids asked for, and leaves the others out', () =>
    withPosting(async (world) => {
      const [shown, hidden, foreign] = [
        world.control.addPost({ username: 'simcreator' }),
        world.control.addPost({ username: 'simcreator', privacyLevel: 'SELF_ONLY' }),
        world.control.addPost({ username: 'solo.dancer' }),
      ];
      const answer = await query(world, [shown.postId, hidden.postId, foreign.postId, '7600000000000000001']);

      expect(videosOf(answer)).toEqual([{ id: shown.postId }]);
    }));

  test('refuses a publish id, more than 20 ids and none', () =>
    withPosting(async (world) => {
      const answers = [
        await query(world, ['v_pub_file~v2-1.7600000000000000123']),
        await query(world, Array(21).fill('7600000000000000001')),
        await query(world, undefined),
      ];

      expect(answers.map(({ status, code }) => [status, code])).toEqual(
        Array(3).fill([400, 'invalid_params']),
      );
    }));
});
