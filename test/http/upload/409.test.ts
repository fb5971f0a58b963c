import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { disconnect } from '../../support/disconnecting.ts';
import { pointersOf } from '../../support/refusals.ts';
import { directVideo, inboxPhotos, inboxVideo, withFile, withPhotos } from '../../support/upload-forms.ts';
import { countCalls, countPosts, openCreator, stage, upload } from '../../support/uploads.ts';

const api = await startApi({ connections: 10 });
afterAll(api.close);
beforeEach(async () => {
  api.simulator.control.clearFaults();
  api.simulator.control.clearCalls();
  await api.database.superuser`truncate tiktok_posts, rate_calls, learned_caps`;
});

describe('upload for an account that cannot be used', () => {
  test('because it was disconnected says so and asks TikTok for nothing', async () => {
    const { id: accountId } = await openCreator(api);
    await disconnect(api, accountId);

    const answer = await upload(api, { ...directVideo, accountId });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'account_not_connected',
      detail: expect.stringContaining('Connect it again'),
    });
    expect(countCalls(api)).toBe(0);
    expect(await countPosts(api)).toBe(0);
  });

  test.each([
    ['direct', directVideo, 'video.publish', ['user.info.basic', 'video.upload']],
    ['inbox', inboxVideo, 'video.upload', ['user.info.basic', 'video.publish']],
    ['inbox', inboxPhotos, 'video.upload', []],
  ] as const)('because %s mode lacks its permission names it', async (_mode, form, needed, scopes) => {
    const { id: accountId } = await openCreator(api, { scopes });

    const answer = await upload(api, { ...form, accountId });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'account_scope_missing',
      detail: expect.stringContaining(needed),
    });
    expect(pointersOf(answer.body)).toEqual(['body /accountId']);
    expect(countCalls(api)).toBe(0);
  });

  test('because TikTok has forgotten the grant of the permission says what TikTok said', async () => {
    const { id: accountId } = await openCreator(api);
    const action = { kind: 'answer', status: 401, code: 'scope_not_authorized' } as const;
    api.simulator.control.addFault({ match: { path: '/v2/post/publish/creator_info/query/' }, action });

    const answer = await upload(api, { ...directVideo, accountId });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'account_scope_missing' });
  });
});

describe('upload for a creator who cannot post', () => {
  test('because the day’s posts are used up says when it may work again', async () => {
    const { id: accountId } = await openCreator(api, { creator: { dailyPostCap: 0 } });

    const answer = await upload(api, { ...directVideo, accountId });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'creator_cannot_post',
      detail: expect.stringContaining('24 hours'),
    });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(60);
    expect(await countPosts(api)).toBe(0);
  });

  test('because TikTok has banned them names no time, and no schedule helps', async () => {
    const { id: accountId } = await openCreator(api, { creator: { banned: true } });
    const publishAt = new Date(api.now().getTime() + 59 * 86_400_000).toISOString();

    const answers = [
      await upload(api, { ...directVideo, accountId }),
      await upload(api, { ...directVideo, accountId, publishAt }),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: 'creator_cannot_post' });
      expect(answer.headers).not.toHaveProperty('retry-after');
    }
  });

  test('until a time refuses what is scheduled before it', async () => {
    const { id: accountId } = await openCreator(api, { creator: { dailyPostCap: 0 } });
    const publishAt = new Date(api.now().getTime() + 120_000).toISOString();

    const answer = await upload(api, { ...directVideo, accountId, publishAt });

    expect(answer.body).toMatchObject({ code: 'creator_cannot_post' });
  });

  test('does not keep a draft back, which the creator posts', async () => {
    const { id: accountId } = await openCreator(api, { creator: { dailyPostCap: 0 } });

    const answer = await upload(api, { ...inboxVideo, accountId });

    expect(answer.status).toBe(202);
  });
});

describe('upload of a file that is not all there', () => {
  test('says so, and asks TikTok for nothing', async () => {
    const { id: accountId } = await openCreator(api);
    const mediaId = await stage(api, { state: 'uploading' });

    const answer = await upload(api, { ...withFile(directVideo, mediaId), accountId });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'media_not_ready' });
    expect(pointersOf(answer.body)).toEqual(['body /media/mediaId']);
    expect(countCalls(api)).toBe(0);
  });

  test('among photos names it by its place', async () => {
    const { id: accountId } = await openCreator(api);
    const there = await stage(api, { kind: 'photo' });
    const missing = await stage(api, { kind: 'photo', state: 'uploading' });

    const answer = await upload(api, { ...withPhotos(inboxPhotos, there, missing), accountId });

    expect(pointersOf(answer.body)).toEqual(['body /media/photoMediaIds/1']);
  });
});
