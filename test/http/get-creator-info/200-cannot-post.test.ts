import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { connectCreator } from '../../support/browser.ts';
import { askForCreator, shiftLimits } from '../../support/creator-questions.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
const { control } = api.simulator;
const { superuser } = api.database;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
let id = '';
beforeAll(async () => {
  id = await connectCreator(api, await api.token());
});
beforeEach(async () => {
  await superuser`truncate rate_calls, learned_caps, tiktok_posts`;
  control.patchCreator('simcreator', { banned: false, dailyPostCap: 15 });
  control.patchApp({ activeUserCap: null });
});
afterAll(api.close);

const { daily, creators } = { daily: 'spam_risk_too_many_posts', creators: 'reached_active_user_cap' };

interface Body {
  readonly canPostAt: string | null;
  readonly quota: Record<'dailyPosts' | 'activeCreators', { reached: boolean; until: string | null }>;
}
const bodyOf = ({ body }: { body: unknown }): Body => body as Body;
const aheadMs = (time: string | null): number => new Date(time ?? Number.NaN).getTime() - api.now().getTime();
const postedAgo = (ms: number, wish: object = {}) =>
  insertStoredPost(superuser, {
    account: id,
    state: 'published',
    publishId: randomUUID(),
    submittedAt: new Date(Date.now() - ms),
    ...wish,
  });

describe('a creator who cannot post now', () => {
  test('because of too many posts is told so, with the next try in an hour when none of them are ours', async () => {
    control.patchCreator('simcreator', { dailyPostCap: 0 });

    const answer = await askForCreator(api, id);

    expect(answer.body).toMatchObject({
      canPostNow: false,
      code: daily,
      reason: expect.stringContaining('in 24 hours'),
      creator: null,
    });
    const { canPostAt, quota } = bodyOf(answer);
    expect(aheadMs(canPostAt)).toBe(hourMs);
    expect(quota.dailyPosts.reached).toBe(true);
    expect(aheadMs(quota.dailyPosts.until)).toBeCloseTo(hourMs, -4);
    expect(quota.activeCreators).toEqual({ reached: false, until: null });
  });

  test('because of too many posts can post again when the oldest of ours is a day old', async () => {
    await postedAgo(20 * hourMs);
    await postedAgo(2 * hourMs);
    control.patchCreator('simcreator', { dailyPostCap: 0 });

    const { canPostAt } = bodyOf(await askForCreator(api, id));

    expect(aheadMs(canPostAt)).toBeCloseTo(4 * hourMs, -4);
  });

  test('because the app has too many creators is told so, as every other that has not posted today is', async () => {
    const other = await connectCreator(api, await api.token(), { creator: 'quiet.garden' });
    control.patchApp({ activeUserCap: 0 });
    const first = await askForCreator(api, id);
    control.patchApp({ activeUserCap: null });

    const second = await askForCreator(api, other);

    expect(first.body).toMatchObject({ canPostNow: false, code: creators, creator: null });
    expect(second.body).toMatchObject({
      canPostNow: false,
      code: creators,
      creator: { username: 'quiet.garden' },
      quota: { activeCreators: { reached: true } },
    });
    expect(bodyOf(second).canPostAt).toBe(bodyOf(second).quota.activeCreators.until);
  });

  test('but has posted today is not kept back by the cap of creators', async () => {
    await postedAgo(hourMs);
    await superuser`insert into learned_caps values ('app', ${creators}, null, now() + interval '1 hour', now())`;

    const answer = await askForCreator(api, id);

    expect(answer.body).toMatchObject({ canPostNow: true, quota: { activeCreators: { reached: false } } });
  });

  test('because TikTok banned them is told so without a time, and nothing is remembered', async () => {
    control.patchCreator('simcreator', { banned: true });

    const answer = await askForCreator(api, id);

    expect(answer.body).toMatchObject({
      canPostNow: false,
      code: 'spam_risk_user_banned_from_posting',
      reason: 'TikTok has banned the creator from posting.',
      canPostAt: null,
      creator: null,
    });
    expect((await superuser`select 1 from learned_caps`).length).toBe(0);
  });

  test('by what an init told stays so though creator info says nothing of it, for a quarter of an hour', async () => {
    await superuser`
      insert into learned_caps values (${id}, ${daily}, 'tenant-a', now() + interval '3 hours', now())`;

    const early = await askForCreator(api, id);
    await shiftLimits(api, 16 * minuteMs);
    const late = await askForCreator(api, id);

    expect(early.body).toMatchObject({
      canPostNow: false,
      code: daily,
      creator: { username: 'simcreator' },
      quota: { dailyPosts: { reached: true } },
    });
    expect(aheadMs(bodyOf(early).canPostAt)).toBeCloseTo(3 * hourMs, -4);
    expect(late.body).toMatchObject({ canPostNow: true, quota: { dailyPosts: { reached: false } } });
  });

  test('may try again once the cap is over', async () => {
    control.patchCreator('simcreator', { dailyPostCap: 0 });
    await askForCreator(api, id);
    control.patchCreator('simcreator', { dailyPostCap: 15 });

    await shiftLimits(api, hourMs);

    expect((await askForCreator(api, id)).body).toMatchObject({ canPostNow: true, canPostAt: null });
  });
});
