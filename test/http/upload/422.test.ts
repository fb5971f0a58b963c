import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FormOptions, UploadForm } from '../../../shared/posts/upload-form.ts';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';
import {
  consent,
  directPhotos,
  directVideo,
  inboxPhotos,
  inboxVideo,
  nowhere,
  withFile,
  withPhotos,
} from '../../support/upload-forms.ts';
import { countCalls, countPosts, openCreator, type StageWish, stage, upload } from '../../support/uploads.ts';

const api = await startApi({ connections: 10 });
const bare = await startApi({ replace: { postingSettings: { verifiedProperties: [] } } });
afterAll(() => Promise.all([api.close(), bare.close()]));
beforeEach(async () => {
  api.simulator.control.clearCalls();
  await api.database.superuser`truncate tiktok_posts, rate_calls, learned_caps`;
});

const dayMs = 86_400_000;
const allOn = { allowComment: true, allowDuet: true, allowStitch: true };

const post = (form: UploadForm, options: FormOptions): UploadForm => ({
  ...form,
  post: { ...form.post, ...options },
});

describe('a post that TikTok would refuse', () => {
  test('by its form is refused at every such field, before anything is asked or looked up', async () => {
    const form = {
      ...directVideo,
      media: { source: 'PULL_FROM_URL', videoUrl: 'https://127.0.0.1/a.mp4', coverIndex: 0 },
      post: { title: 'x'.repeat(2_201), description: 'x' },
      consent: { musicUsage: false },
      publishAt: api.now().toISOString(),
    };

    const answer = await upload(api, form);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'post_refused' });
    expect(pointersOf(answer.body).toSorted()).toEqual([
      'body /consent/musicUsage',
      'body /media/coverIndex',
      'body /media/videoUrl',
      'body /post/description',
      'body /post/privacyLevel',
      'body /post/title',
      'body /publishAt',
    ]);
    expect(countCalls(api)).toBe(0);
  });

  test('because a draft takes no caption is refused, not sent without it', async () => {
    const { id: accountId } = await openCreator(api);

    const answer = await upload(api, { ...inboxVideo, accountId, post: { title: 'A caption' } });

    expect(answer.status).toBe(422);
    expect(pointersOf(answer.body)).toEqual(['body /post/title']);
    expect(await countPosts(api)).toBe(0);
  });

  test('because the creator does not offer the audience names those that they do', async () => {
    const { id: accountId } = await openCreator(api, { creator: { privateAccount: true } });

    const answer = await upload(api, {
      ...post(directVideo, { privacyLevel: 'PUBLIC_TO_EVERYONE' }),
      accountId,
    });

    expect(answer.body).toMatchObject({
      code: 'post_refused',
      detail: expect.stringContaining('FOLLOWER_OF_CREATOR, MUTUAL_FOLLOW_FRIENDS, SELF_ONLY'),
    });
    expect(pointersOf(answer.body)).toEqual(['body /post/privacyLevel']);
  });

  test('because it allows all that the creator has closed is refused at each of them', async () => {
    const creator = { commentDisabled: true, duetDisabled: true, stitchDisabled: true };
    const { id: accountId } = await openCreator(api, { creator });

    const [video, photos] = [
      await upload(api, { ...post(directVideo, allOn), accountId }),
      await upload(api, { ...post(directPhotos, { allowComment: true }), accountId }),
    ];

    expect(pointersOf(video.body)).toEqual([
      'body /post/allowComment',
      'body /post/allowDuet',
      'body /post/allowStitch',
    ]);
    expect(pointersOf(photos.body)).toEqual(['body /post/allowComment']);
    expect(await countPosts(api)).toBe(0);
  });

  test('because its video is longer than this creator may post says how long that is', async () => {
    const { id: accountId } = await openCreator(api, { creator: { maxVideoPostDurationSec: 60 } });
    const [fits, tooLong] = [
      await stage(api, { durationSeconds: 60 }),
      await stage(api, { durationSeconds: 60.04 }),
    ];

    const taken = await upload(api, { ...withFile(directVideo, fits), accountId });
    const refused = await upload(api, { ...withFile(directVideo, tooLong), accountId });

    expect(taken.status).toBe(202);
    expect(refused.body).toMatchObject({
      code: 'post_refused',
      detail: expect.stringContaining('at most 60'),
    });
    expect(pointersOf(refused.body)).toEqual(['body /media/mediaId']);
  });

  test('names what the creator’s settings refuse all at once', async () => {
    const creator = { commentDisabled: true, maxVideoPostDurationSec: 10, privateAccount: true };
    const { id: accountId } = await openCreator(api, { creator });
    const form = post(withFile(directVideo, await stage(api)), {
      privacyLevel: 'PUBLIC_TO_EVERYONE',
      allowComment: true,
    });

    const answer = await upload(api, { ...form, accountId });

    expect(pointersOf(answer.body)).toEqual([
      'body /post/privacyLevel',
      'body /post/allowComment',
      'body /media/mediaId',
    ]);
  });

  const files: Readonly<Record<string, readonly [UploadForm, StageWish, FormOptions, string]>> = {
    'a draft of more than ten minutes': [inboxVideo, { durationSeconds: 600.5 }, {}, '/media/mediaId'],
    'a cover after its end': [
      directVideo,
      { durationSeconds: 3 },
      { coverTimestampMs: 3_000 },
      '/post/coverTimestampMs',
    ],
    'a photo in place of a video': [directVideo, { kind: 'photo' }, {}, '/media/mediaId'],
    'a file that is deleted today': [inboxVideo, { expiresInMs: 3_600_000 }, {}, '/media/mediaId'],
  };

  test.each(Object.entries(files))(
    'because it is %s is refused unasked',
    async (_name, [form, wish, options, pointer]) => {
      const { id: accountId } = await openCreator(api);
      const mediaId = await stage(api, wish);

      const staged = withFile(form, mediaId);
      const answer = await upload(api, { ...(form.post ? post(staged, options) : staged), accountId });

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ code: 'post_refused' });
      expect(pointersOf(answer.body)).toEqual([`body ${pointer}`]);
      expect(countCalls(api)).toBe(0);
    },
  );

  test('because a video is among its photos is refused at its place', async () => {
    const { id: accountId } = await openCreator(api);
    const [photo, video] = [await stage(api, { kind: 'photo' }), await stage(api)];

    const answer = await upload(api, { ...withPhotos(inboxPhotos, photo, video), accountId });

    expect(pointersOf(answer.body)).toEqual(['body /media/photoMediaIds/1']);
  });

  test('because it is scheduled for after its file is deleted says until when it may be', async () => {
    const { id: accountId } = await openCreator(api);
    const mediaId = await stage(api, { expiresInMs: 10 * dayMs });
    const at = (days: number) => new Date(api.now().getTime() + days * dayMs).toISOString();
    const form = { ...withFile(inboxVideo, mediaId), accountId };

    const [late, early] = [
      await upload(api, { ...form, publishAt: at(9) }),
      await upload(api, { ...form, publishAt: at(8) }),
    ];

    expect(pointersOf(late.body)).toEqual(['body /publishAt']);
    expect(early.status).toBe(202);
  });
});

describe('a staged file that TikTok would refuse', () => {
  test('is refused with what is wrong with it', async () => {
    const { id: accountId } = await openCreator(api);
    const problems = [{ code: 'frame_rate', detail: 'It has 12 pictures a second.' }];
    const mediaId = await stage(api, { state: 'refused', problems });

    const answer = await upload(api, { ...withFile(directVideo, mediaId), accountId });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'media_refused',
      detail: expect.stringContaining('12 pictures a second'),
    });
    expect(pointersOf(answer.body)).toEqual(['body /media/mediaId']);
    expect(countCalls(api)).toBe(0);
  });
});

describe('an address that TikTok would not pull from', () => {
  test('is refused with the verified properties, before the account is even looked up', async () => {
    const media = { source: 'PULL_FROM_URL', videoUrl: 'https://media.example.evil.example/a.mp4' };

    const answer = await upload(api, { ...directVideo, accountId: nowhere, media });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'url_not_verified',
      detail: expect.stringContaining('Verified are: media.example.'),
    });
    expect(pointersOf(answer.body)).toEqual(['body /media/videoUrl']);
    expect(countCalls(api)).toBe(0);
  });

  test('is every address when nothing is verified', async () => {
    const answer = await upload(bare, directVideo);

    expect(answer.body).toMatchObject({ code: 'url_not_verified' });
  });

  test('is that of staged photos when there is no media domain', async () => {
    const answer = await upload(bare, withPhotos(directPhotos, nowhere));

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'media_domain_missing',
      detail: expect.stringContaining('domainName'),
    });
    expect(pointersOf(answer.body)).toEqual(['body /media/photoMediaIds']);
  });
});

describe('an Idempotency-Key', () => {
  test('that came with another request, or from another caller, is refused', async () => {
    const { id: accountId } = await openCreator(api);
    const form = { ...directVideo, accountId, consent };
    await upload(api, form, { key: 'key-1' });

    const other = await upload(api, { ...form, reference: 'other' }, { key: 'key-1' });
    const stranger = await upload(api, form, { key: 'key-1', token: await api.token({ user: 'user-2' }) });

    for (const answer of [other, stranger]) {
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ code: 'idempotency_key_reused' });
    }
    expect(await countPosts(api)).toBe(1);
  });
});
