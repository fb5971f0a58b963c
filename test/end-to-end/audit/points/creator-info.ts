import { expect } from '@jest/globals';
import { createVideo } from '../../../support/video-file.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { clip, consent, direct, publicPost } from '../orders.ts';
import type { PointTest } from '../point.ts';
import { shownText } from '../shown-text.ts';
import type { Creator, World } from '../world.ts';

const creatorInfo = '/api/tiktok/creator-info';

/** A form for a creator who cannot post: it says why and until when, sends nothing on a press, and neither does the API. */
const expectClosed = async (world: World, creator: Creator, code: string, words: string): Promise<void> => {
  const form = await world.openForm(creator);
  const closed = form.page.getByRole('region', { name: 'No post is possible right now' });
  await closed.waitFor();

  const told = await shownText(closed);
  await form.press();
  const mediaId = await world.stage(clip);
  const refused = await world.askForPost(creator, direct(mediaId));
  const info = await world.stack.call('GET', `${creatorInfo}?accountId=${creator.accountId}`);

  expect(told).toContain(words);
  expect(told).toMatch(/Try again later\.|It is expected to be possible again on /);
  expect(await form.publish.getAttribute('aria-disabled')).toBe('true');
  expect(form.count('POST', '/api/tiktok/upload')).toBe(0);
  expect(refused).toMatchObject({ status: 409, code: 'creator_cannot_post' });
  expect(refused.detail).toContain(words.split(' ')[0]);
  expect(await world.counts(creator)).toMatchObject({ inits: 0, chunk: 0 });
  expect(info.body).toMatchObject({ canPostNow: false, code });
  await form.close();
};

export const creatorInfoPoints: readonly PointTest[] = [
  {
    point: 1,
    promise:
      'creator info is asked of TikTok anew each time that the form is shown, and nothing keeps an answer',
    prove: async (world) => {
      const creator = await world.creator('fresh.each.time');
      const before = (await world.counts(creator)).creatorInfo;

      const form = await world.openForm(creator);
      const answered = form.page.waitForResponse((response) => response.url().includes(creatorInfo));
      await form.page.reload();
      const kept = (await answered).headers()['cache-control'];
      await form.page.locator('.post-form').waitFor();
      const other = await world.openForm(creator);

      expect(form.count('GET', creatorInfo)).toBe(2);
      expect(other.count('GET', creatorInfo)).toBe(1);
      expect((await world.counts(creator)).creatorInfo).toBe(before + 3);
      expect(kept).toBe('no-store');
      await form.close();
      await other.close();
    },
  },
  {
    point: 2,
    promise: 'the nickname is shown as it is at TikTok now, with the picture and the handle',
    prove: async (world) => {
      const creator = await world.creator('zoe_cuisine');
      await world.control('creators/zoe_cuisine', 'PATCH', { nickname: 'Zoë cuisine 🍜 料理' });

      const form = await world.openForm(creator);
      const card = form.page.getByRole('region', { name: 'Who posts' });
      const picture = card.locator('img');
      const hasPicture = await waitFor('the picture', () =>
        picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
      );

      expect(await shownText(card)).toContain('Zoë cuisine 🍜 料理');
      expect(await shownText(card)).toContain('@zoe_cuisine');
      expect(hasPicture).toBe(true);
      await form.close();
    },
  },
  {
    point: 3,
    promise: 'a creator who has posted too much today is told to try later, and no post is sent',
    prove: async (world) => {
      const creator = await world.creator('busy.today', { dailyPostCap: 0 });
      await expectClosed(
        world,
        creator,
        'spam_risk_too_many_posts',
        'TikTok takes a certain number of posts',
      );
    },
  },
  {
    point: 3,
    promise: 'a creator who is banned from posting is told so, and no post is sent',
    prove: async (world) => {
      const creator = await world.creator('toomanyposts');
      await expectClosed(
        world,
        creator,
        'spam_risk_user_banned_from_posting',
        'TikTok has banned this creator',
      );
    },
  },
  {
    point: 3,
    promise: 'when the app has used up its creators of the day the form says so, and no post is sent',
    prove: async (world) => {
      const creator = await world.creator('one.too.many');
      await world.control('app', 'PATCH', { activeUserCap: 0 });
      try {
        await expectClosed(world, creator, 'reached_active_user_cap', 'As many creators as TikTok allows');
      } finally {
        await world.control('app', 'PATCH', { activeUserCap: null });
        // What was learned of the app holds for everybody for a while.
        await world.sql`delete from learned_caps`;
      }
    },
  },
  {
    point: 3,
    promise: 'a creator whose inbox holds as many drafts as TikTok allows is told when a place is free',
    prove: async (world) => {
      const creator = await world.creator('full.inbox');
      const mediaId = await world.stage(clip);
      for (let drafts = 0; drafts < 5; drafts += 1)
        await world.askForPost(creator, { mode: 'inbox', media: { source: 'FILE_UPLOAD', mediaId } });
      await waitFor('five drafts', async () => (await world.counts(creator)).inits === 5);
      const form = await world.openForm(creator);

      await form.tap('Leave a draft');
      const limits = form.page.getByRole('region', { name: 'TikTok’s limits' });

      expect(await shownText(limits)).toContain(
        'All 5 places for pending drafts are taken. A place is free on ',
      );
      await form.close();
    },
  },
  {
    point: 4,
    promise:
      'a video that is longer than the creator may post is refused with the limit, here and by the API',
    prove: async (world) => {
      const creator = await world.creator('short.clips', { maxVideoPostDurationSec: 8 });
      const video = createVideo(60_000, { seconds: 11 });
      const form = await world.openForm(creator);

      await form.offerFile(video, 'eleven-seconds.mp4');
      await form.page
        .getByText(/at most 8 sec/)
        .first()
        .waitFor();
      await form.press();
      const mediaId = await world.stage(video);
      const refused = await world.askForPost(creator, direct(mediaId, publicPost, consent));

      expect(form.count('POST', '/api/tiktok/upload')).toBe(0);
      expect(refused).toMatchObject({ status: 422, code: 'post_refused' });
      expect(refused.errors).toEqual([
        { pointer: '/media/mediaId', detail: expect.stringContaining('at most 8') },
      ]);
      await form.close();
    },
  },
];
