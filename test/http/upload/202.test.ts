import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readSubmitMessage } from '../../../shared/posts/messages.ts';
import type { UploadForm } from '../../../shared/posts/upload-form.ts';
import { startApi } from '../../support/api.ts';
import { readAnnouncements } from '../../support/rows.ts';
import { openSession } from '../../support/sessions.ts';
import {
  consent,
  directPhotos,
  directVideo,
  inboxPhotos,
  inboxVideo,
  photoUrls,
  videoUrl,
  withFile,
  withPhotos,
} from '../../support/upload-forms.ts';
import { countCalls, openCreator, postIdOf, readPost, stage, upload } from '../../support/uploads.ts';

const api = await startApi({ connections: 10 });
afterAll(api.close);
beforeEach(async () => {
  api.simulator.control.clearFaults();
  api.simulator.control.clearCalls();
  await api.database.superuser`truncate tiktok_posts, rate_calls, learned_caps, media, outbox, audit_log`;
});

const noChoice = {
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  yourBrand: false,
  brandedContent: false,
  isAiGenerated: false,
};

const freeQuota = {
  pendingDrafts: { used: 0, limit: 5, freeAt: null },
  submissions: { usedInMinute: 0, limit: 6, freeAt: null },
  dailyPosts: { reached: false, until: null },
  activeCreators: { reached: false, until: null },
};

describe('an upload', () => {
  test('of a direct video by address is stored as it was asked for, and put in the line', async () => {
    const { id: accountId } = await openCreator(api);
    const chosen = {
      title: 'Hi\n#tag',
      privacyLevel: 'PUBLIC_TO_EVERYONE',
      allowComment: true,
      yourBrand: true,
    };
    const form: UploadForm = { ...directVideo, accountId, post: chosen, reference: 'crm-7' };

    const answer = await upload(api, form);

    const postId = postIdOf(answer);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      postId,
      status: 'queued',
      publishId: null,
      quota: freeQuota,
      willSubmitAt: api.now().toISOString(),
    });
    expect(await readPost(api, postId)).toMatchObject({
      tenantId: 'tenant-a',
      userId: 'user-1',
      accountId,
      createdBy: 'user-1',
      mode: 'direct',
      mediaKind: 'video',
      source: 'PULL_FROM_URL',
      intent: { media: { kind: 'video_url', videoUrl }, options: { ...noChoice, ...chosen } },
      reference: 'crm-7',
      publishAt: null,
      sizeBytes: null,
      state: 'queued',
      publishId: null,
      initAttempts: 0,
      creatorCheckedAt: api.now(),
      dueAt: new Date(api.now().getTime() + 60_000),
      willSubmitAt: null,
      stateTimes: { queued: api.now().toISOString() },
    });
    expect(api.toSubmit.map(({ body }) => readSubmitMessage(body))).toContainEqual({
      version: 1,
      tenant: 'tenant-a',
      postId,
    });
  });

  test('of a direct video that is staged keeps the very object it will send', async () => {
    const { id: accountId } = await openCreator(api);
    const mediaId = await stage(api, { sizeBytes: 123_456_789, durationSeconds: 12.5 });

    const answer = await upload(api, { ...withFile(directVideo, mediaId), accountId });

    expect(await readPost(api, postIdOf(answer))).toMatchObject({
      source: 'FILE_UPLOAD',
      sizeBytes: 123_456_789,
      intent: {
        media: { kind: 'file', mediaId, key: `media/some-tenant/${mediaId}`, etag: `etag-${mediaId}` },
        contentType: 'video/mp4',
        durationSeconds: 12.5,
      },
    });
  });

  test('of direct photos keeps their addresses, their order and their cover', async () => {
    const { id: accountId } = await openCreator(api);

    const answer = await upload(api, { ...directPhotos, accountId });

    expect(await readPost(api, postIdOf(answer))).toMatchObject({
      mode: 'direct',
      mediaKind: 'photos',
      intent: {
        media: { kind: 'photo_urls', photoUrls, coverIndex: 0 },
        options: { autoAddMusic: false, allowComment: false, description: 'Three looks for autumn' },
      },
    });
  });

  test('of direct photos that are staged keeps where they lie, in their order', async () => {
    const { id: accountId } = await openCreator(api);
    const [first, second] = [await stage(api, { kind: 'photo' }), await stage(api, { kind: 'photo' })];

    const answer = await upload(api, { ...withPhotos(directPhotos, second, first), accountId });

    expect((await readPost(api, postIdOf(answer))).intent.media).toEqual({
      kind: 'photo_media',
      photos: [second, first].map((mediaId) => ({ mediaId, key: `media/some-tenant/${mediaId}` })),
      coverIndex: 0,
    });
  });

  test('of a draft of a video asks TikTok for nothing, which a grant of drafts alone could not', async () => {
    const { id: accountId } = await openCreator(api, { scopes: ['user.info.basic', 'video.upload'] });

    const answers = [
      await upload(api, { ...inboxVideo, accountId }),
      await upload(api, { ...withFile(inboxVideo, await stage(api)), accountId }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(countCalls(api)).toBe(0);
    for (const answer of answers)
      expect(await readPost(api, postIdOf(answer))).toMatchObject({
        mode: 'inbox',
        mediaKind: 'video',
        consent: null,
        creatorCheckedAt: null,
        intent: { options: {} },
      });
  });

  test('of a draft of photos keeps its texts', async () => {
    const { id: accountId } = await openCreator(api);

    const answer = await upload(api, { ...inboxPhotos, accountId });

    expect(await readPost(api, postIdOf(answer))).toMatchObject({
      mode: 'inbox',
      mediaKind: 'photos',
      intent: {
        media: { kind: 'photo_urls', coverIndex: 1 },
        options: { title: 'Three looks', isAiGenerated: false },
      },
    });
  });

  test('keeps who agreed to what, when, and what the creator could choose from', async () => {
    const { id: accountId, username } = await openCreator(api);
    const post = { privacyLevel: 'MUTUAL_FOLLOW_FRIENDS', brandedContent: true };
    const agreed = { musicUsage: true, brandedContentPolicy: true };

    const answer = await upload(
      api,
      { ...directVideo, accountId, post, consent: agreed },
      { token: await api.token({ user: 'marketing' }) },
    );

    expect(await readPost(api, postIdOf(answer))).toMatchObject({
      userId: 'user-1',
      createdBy: 'marketing',
      consent: {
        ...agreed,
        givenBy: 'marketing',
        givenAt: api.now().toISOString(),
        creatorInfo: {
          username,
          privacyOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
          maxVideoSeconds: 600,
        },
      },
    });
  });

  test('is announced and audited once, with who did it', async () => {
    const { id: accountId } = await openCreator(api);
    await api.database.superuser`truncate outbox, audit_log`;

    const answer = await upload(api, { ...directVideo, accountId, reference: 'crm-8' });

    expect(await readAnnouncements(api, accountId)).toEqual([
      {
        type: 'post.created',
        actor: 'user:user-1',
        payload: {
          postId: postIdOf(answer),
          accountId,
          userId: 'user-1',
          state: 'queued',
          mode: 'direct',
          mediaKind: 'video',
          reference: 'crm-8',
        },
      },
    ]);
  });

  test('by a session works for its own user’s account and files', async () => {
    const { id: accountId } = await openCreator(api);
    const token = await openSession(api, 'user-1', { scope: 'publish' });
    const mediaId = await stage(api);

    const answer = await upload(api, { ...withFile(directVideo, mediaId), accountId }, { token });

    expect(answer.status).toBe(202);
  });

  test('asks TikTok for creator info once, and for nothing else', async () => {
    const { id: accountId } = await openCreator(api);

    await upload(api, { ...directVideo, accountId });

    expect(countCalls(api)).toBe(1);
    expect(api.simulator.control.countPostingCalls()).toMatchObject({ creatorInfo: { ok: 1 } });
  });

  test('may allow what the creator has opened', async () => {
    const { id: accountId } = await openCreator(api);
    const post = { privacyLevel: 'SELF_ONLY', allowComment: true, allowDuet: true, allowStitch: true };

    const answer = await upload(api, { ...directVideo, accountId, post, consent });

    expect(answer.status).toBe(202);
  });
});
