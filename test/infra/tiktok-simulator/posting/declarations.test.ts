import { describe, expect, test } from '@jest/globals';
import type { Declaration } from '../../../../infra/local/tiktok-simulator/posting/declarations.ts';
import { checkMedia } from '../../../../infra/local/tiktok-simulator/posting/media-check.ts';
import {
  directBody,
  directPath,
  eventsOf,
  fileSource,
  idOf,
  type PostingWorld,
  postVideo,
  pullSource,
  readStatus,
  sendDraft,
  sha256,
  someBytes,
  withPosting,
} from './posting-harness.ts';

describe('the media check', () => {
  const video = (facts: Parameters<typeof checkMedia>[1]) => checkMedia('video', facts, 300);
  const photo = (facts: Parameters<typeof checkMedia>[1]) => checkMedia('photo', facts, 300);

  test('passes a file of which nothing is known', () => {
    expect([video({}), photo({})]).toEqual([null, null]);
  });

  test('holds a video to its formats, frame rates, sides and durations, each to the last allowed value', () => {
    expect(
      [
        { format: 'mp4', codec: 'h265' },
        { format: 'webm', codec: 'vp9' },
        { format: 'mov' },
        { frameRate: 23 },
        { frameRate: 60 },
        { widthPx: 360, heightPx: 4_096 },
        { durationSeconds: 300 },
      ].map(video),
    ).toEqual(Array(7).fill(null));
    expect(
      [
        { format: 'avi' },
        { codec: 'av1' },
        { frameRate: 22.9 },
        { frameRate: 60.1 },
        { widthPx: 359 },
        { heightPx: 4_097 },
        { durationSeconds: 300.1 },
      ].map(video),
    ).toEqual([
      'file_format_check_failed',
      'file_format_check_failed',
      'frame_rate_check_failed',
      'frame_rate_check_failed',
      'picture_size_check_failed',
      'picture_size_check_failed',
      'duration_check_failed',
    ]);
  });

  test('holds every video to the ten minutes of the API', () => {
    expect(checkMedia('video', { durationSeconds: 601 }, 3_600)).toBe('duration_check_failed');
  });

  test('holds a photo to JPEG or WebP and its shorter side to 1080 pixels', () => {
    expect([
      photo({ format: 'webp', widthPx: 1_080, heightPx: 4_000 }),
      photo({ format: 'png' }),
      photo({ widthPx: 1_081, heightPx: 1_081 }),
    ]).toEqual([null, 'file_format_check_failed', 'picture_size_check_failed']);
  });
});

const outcome = async (world: PostingWorld, publishId: string) => {
  await world.advance(10);
  return world.control.readTask(publishId).failReason;
};

describe('a declaration', () => {
  test('makes a post fail with the reason of its facts, in status and event', () =>
    withPosting(async (world) => {
      world.control.declare({ match: { title: 'slow motion' }, facts: { frameRate: 120 } });
      const publishId = await postVideo(world, { title: 'slow motion' });
      await world.advance(10);
      const { status, data } = await readStatus(world, publishId);

      expect([status, data]).toEqual([
        200,
        { status: 'FAILED', fail_reason: 'frame_rate_check_failed', uploaded_bytes: 1_000 },
      ]);
      expect(eventsOf(world).map(({ content }) => content)).toEqual([
        `{"publish_id":"${publishId}","reason":"frame_rate_check_failed","publish_type":"DIRECT_PUBLISH"}`,
      ]);
    }));

  test.each(['internal', 'spam_risk_text', 'spam_risk', 'spam_risk_user_banned_from_posting'] as const)(
    'can name the fail reason %s itself',
    (failReason) =>
      withPosting(async (world) => {
        world.control.declare({ match: {}, failReason });

        expect(await outcome(world, await postVideo(world))).toBe(failReason);
      }),
  );

  test('holds a direct post to the creator’s duration and a draft to ten minutes', () =>
    withPosting(async (world) => {
      world.control.patchCreator('simcreator', { maxVideoPostDurationSec: 180 });
      world.control.declare({ match: {}, facts: { durationSeconds: 240 } });

      const [direct, draft] = [
        await outcome(world, await postVideo(world)),
        await outcome(world, await sendDraft(world)),
      ];

      expect([direct, draft]).toEqual(['duration_check_failed', null]);
    }));

  const matches: [string, (world: PostingWorld, publishId: string) => Declaration['match']][] = [
    ['publish id', (_world, publishId) => ({ publishId })],
    ['open id', ({ openId }) => ({ openId })],
    ['title', () => ({ title: 'Behind the scenes #makingof' })],
    ['SHA-256 of the file', () => ({ sha256: sha256(someBytes(1_000)) })],
    ['size', () => ({ sizeBytes: 1_000 })],
  ];
  test.each(matches)('finds its posts by %s, and no others', (_what, matchOf) =>
    withPosting(async (world) => {
      const publishId = await postVideo(world);
      world.control.declare({ match: matchOf(world, publishId), failReason: 'internal' });
      const meant = await outcome(world, publishId);
      world.control.clearDeclarations();
      const [key] = Object.keys(matchOf(world, publishId));
      const others = { [key ?? '']: key === 'sizeBytes' ? 999 : 'another' };
      world.control.declare({ match: others, failReason: 'internal' });
      const spared = await outcome(world, await postVideo(world));

      expect([meant, spared]).toEqual(['internal', null]);
    }),
  );

  test.each<[string, Declaration['match']]>([
    ['URL', { url: 'https://dark.example/tt/clip.mp4?x=1' }],
    ['beginning of a URL', { url: 'https://dark.example/tt/*' }],
    ['file name', { fileName: 'clip.mp4' }],
  ])('finds pulls by %s', (_what, match) =>
    withPosting(
      async (world) => {
        world.control.declare({ match, pullSeconds: 50 });
        const meant = await world.call(
          directPath,
          directBody(pullSource('https://dark.example/tt/clip.mp4?x=1')),
        );
        const other = await world.call(directPath, directBody(pullSource('https://dark.example/other.mp4')));
        const endsAt = (id: string) => {
          const { pull, createdAt } = world.control.readTask(id);
          return (pull?.endsAt ?? 0) - createdAt;
        };

        expect([endsAt(idOf(meant)), endsAt(idOf(other))]).toEqual([50_000, 1_000]);
        await world.control.settleTasks();
      },
      { app: { verifiedProperties: [{ property: 'dark.example', servedFrom: null }] } },
    ),
  );

  test('sets the times of processing and moderation, and the newest one wins key by key', () =>
    withPosting(async (world) => {
      world.control.declare({ match: {}, processingSeconds: 100, facts: { widthPx: 720 } });
      world.control.declare({ match: {}, moderationSeconds: 1_000, facts: { heightPx: 1_280 } });
      const publishId = await postVideo(world);
      await world.advance(99);
      const during = world.control.readTask(publishId).phase;
      await world.advance(1);
      const [post] = world.control.readTask(publishId).posts;

      expect(during).toBe('processing');
      expect(post).toMatchObject({ widthPx: 720, heightPx: 1_280 });
      expect((post?.moderationDueAt ?? 0) - (post?.createdAt ?? 0)).toBe(1_000_000);
    }));

  test('can keep a post in moderation for good', () =>
    withPosting(async (world) => {
      world.control.declare({ match: {}, moderationSeconds: null });
      const publishId = await postVideo(world);
      await world.advance(7_000);

      expect(world.control.readTask(publishId)).toMatchObject({
        status: 'PUBLISH_COMPLETE',
        posts: [{ isPublic: false, moderationDueAt: null }],
      });
    }));
});

test('a creator who is banned in the meantime makes the post fail', () =>
  withPosting(async (world) => {
    const publishId = await postVideo(world);
    world.control.patchCreator('simcreator', { banned: true });

    expect(await outcome(world, publishId)).toBe('spam_risk_user_banned_from_posting');
  }));

test('a task can be made to fail by hand while it is under way, and not after', () =>
  withPosting(async (world) => {
    const init = await world.call(directPath, directBody(fileSource(10)));
    const failed = world.control.failTask(idOf(init), 'spam_risk');

    expect(failed).toMatchObject({ status: 'FAILED', failReason: 'spam_risk', phase: 'done' });
    expect(() => world.control.failTask(idOf(init), 'internal')).toThrow('is done: FAILED');
  }));
