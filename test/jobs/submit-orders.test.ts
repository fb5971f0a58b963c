import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stagedUrl } from '../support/publish-media.ts';
import { fileBytes, type PostKind } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';

/** What TikTok is to have of each kind of post, as it was asked for (tiktok-api.md sections 5.2 to 5.4). */
const videoInfo = {
  title: 'Behind the scenes #makingof',
  privacy_level: 'PUBLIC_TO_EVERYONE',
  disable_duet: true,
  disable_stitch: false,
  disable_comment: false,
  video_cover_timestamp_ms: 1_500,
  brand_content_toggle: false,
  brand_organic_toggle: true,
  is_aigc: true,
};
const photoText = { title: 'Three looks', description: 'For autumn #ootd' };
const photoInfo = {
  ...photoText,
  privacy_level: 'SELF_ONLY',
  disable_comment: true,
  auto_add_music: true,
  brand_content_toggle: false,
  brand_organic_toggle: false,
};

const pullUrl = (id: string) => [`https://media.example/${id}.mp4`];
const photoUrls = (id: string) => ['a', 'b'].map((name) => `https://media.example/${id}/${name}.jpg`);
const stagedUrls = (id: string) =>
  ['a', 'b'].map(
    (name) => `${stagedUrl}media/tenant/${id}-${name}?Expires=3600&Signature=signed&Key-Pair-Id=K`,
  );

const cases: {
  kind: PostKind;
  task: object;
  urls: (id: string) => string[];
  end: string;
}[] = [
  {
    kind: 'direct file',
    task: { mode: 'direct', media: 'video', source: 'FILE_UPLOAD', postInfo: videoInfo, coverIndex: null },
    urls: () => [],
    end: 'published',
  },
  {
    kind: 'direct pull',
    task: { mode: 'direct', media: 'video', source: 'PULL_FROM_URL', postInfo: videoInfo, coverIndex: null },
    urls: pullUrl,
    end: 'published',
  },
  {
    kind: 'inbox file',
    task: { mode: 'draft', media: 'video', source: 'FILE_UPLOAD', postInfo: {}, coverIndex: null },
    urls: () => [],
    end: 'in_inbox',
  },
  {
    kind: 'inbox pull',
    task: { mode: 'draft', media: 'video', source: 'PULL_FROM_URL', postInfo: {}, coverIndex: null },
    urls: pullUrl,
    end: 'in_inbox',
  },
  {
    kind: 'direct photos',
    task: { mode: 'direct', media: 'photo', postInfo: photoInfo, isAigc: false, coverIndex: 1 },
    urls: photoUrls,
    end: 'published',
  },
  {
    kind: 'inbox photos',
    task: { mode: 'draft', media: 'photo', postInfo: photoText, isAigc: false, coverIndex: 1 },
    urls: photoUrls,
    end: 'in_inbox',
  },
  {
    kind: 'direct staged photos',
    task: { mode: 'direct', media: 'photo', postInfo: photoInfo, isAigc: false, coverIndex: 0 },
    urls: stagedUrls,
    end: 'published',
  },
];

describe('a post of each kind', () => {
  let world: PublishWorld;

  beforeAll(async () => {
    world = await startPublishWorld();
  });
  afterAll(() => world.close());

  test.each(cases)('$kind: reaches TikTok once, with exactly what was asked for', async (wanted) => {
    const account = await world.newAccount();
    const post = await world.insertPost(wanted.kind, {}, { account });

    await world.pump();

    const [task, ...others] = world.tasks(account);
    expect(others).toEqual([]);
    expect(task).toMatchObject(wanted.task);
    expect(task?.postInfo).toEqual((wanted.task as { postInfo: object }).postInfo);
    expect(task?.urls).toEqual(wanted.urls(post.id));
    expect(world.inits(account)).toMatchObject({ called: 1, ok: 1 });
    expect(await world.findPost(post)).toMatchObject({
      state: wanted.end,
      publishId: task?.publishId,
      initAttempts: 1,
      reason: undefined,
    });
  });

  test('of a file is announced in its size and sent in the plan’s chunks', async () => {
    const account = await world.newAccount();
    await world.insertPost('direct file', {}, { account });

    await world.pump();

    expect(world.tasks(account)).toMatchObject([
      {
        upload: {
          sizeBytes: fileBytes,
          chunkSizeBytes: fileBytes,
          chunkCount: 1,
          receivedBytes: fileBytes,
          contentType: 'video/mp4',
        },
      },
    ]);
  });
});
