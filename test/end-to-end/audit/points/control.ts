import { join } from 'node:path';
import { expect } from '@jest/globals';
import * as z from 'zod';
import { waitFor } from '../../../support/wait-for.ts';
import { clip, direct } from '../orders.ts';
import type { PointTest } from '../point.ts';
import { plainPost } from '../sent-posts.ts';
import { shownText } from '../shown-text.ts';
import { verifiedDomain } from '../world.ts';

const playable = join(import.meta.dirname, '../../../vectors/media/vp9.webm');
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>';

const consentRow = z.looseObject({
  givenBy: z.string(),
  givenAt: z.string(),
  musicUsage: z.boolean(),
  brandedContentPolicy: z.boolean(),
});

export const controlPoints: readonly PointTest[] = [
  {
    point: 32,
    promise: 'the video that is to be posted is previewed out of the file itself, and can be played',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('previews'));

      await form.page.locator('input[type=file]').first().setInputFiles(playable);
      const film = form.page.locator('video');
      const shown = await waitFor('the film to be there', () =>
        film.evaluate((video) => {
          if (!(video instanceof HTMLVideoElement) || video.videoWidth === 0) return false;
          return { source: video.src, hasControls: video.controls, seconds: Math.round(video.duration) };
        }),
      );

      expect(shown).toEqual({ source: expect.stringMatching(/^blob:/), hasControls: true, seconds: 1 });
      await form.close();
    },
  },
  {
    point: 32,
    promise: 'each photo that is to be posted is previewed from its address',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('previews'));
      const address = `https://${verifiedDomain}/look.jpg`;
      await form.page.route(address, (route) =>
        route.fulfill({ contentType: 'image/svg+xml', body: picture }),
      );

      await form.tap('Photos');
      await form.page.getByRole('textbox', { name: /^Photo 1/ }).fill(address);
      const shown = form.page.locator(`img[src="${address}"]`);
      await waitFor('the photo to be there', () =>
        shown.first().evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth === 40),
      );

      expect(await shown.first().isVisible()).toBe(true);
      await form.close();
    },
  },
  {
    point: 33,
    promise: 'caption and file reach TikTok as they are: not a character and not a byte is added',
    prove: async (world) => {
      const { task, caption } = await plainPost(world);

      expect(task.postInfo['title']).toBe(caption);
      expect(task.upload).toMatchObject({ sha256: clip.sha256, receivedBytes: clip.sizeBytes });
    },
  },
  {
    point: 34,
    promise:
      'nothing goes to TikTok before the press, the declaration in view, and who agreed to what and when is kept',
    prove: async (world) => {
      const { creator, countsBefore, countsAfter, wasDeclared, pressedAt, row } = await plainPost(world);
      const consent = consentRow.parse(row?.['consent']);
      const givenAt = Date.parse(consent.givenAt);

      expect(countsBefore).toMatchObject({ inits: 0, chunk: 0, status: 0 });
      expect(countsAfter).toMatchObject({ inits: 1, chunk: 1 });
      expect(wasDeclared).toBe(true);
      expect(consent).toMatchObject({
        givenBy: creator.userId,
        musicUsage: true,
        brandedContentPolicy: false,
      });
      expect(row).toMatchObject({ created_by: creator.userId, user_id: creator.userId });
      expect(givenAt).toBeGreaterThanOrEqual(pressedAt - 1_000);
      expect(givenAt).toBeLessThan(pressedAt + 60_000);
      expect(row?.['intent']).toMatchObject({ options: { privacyLevel: 'PUBLIC_TO_EVERYONE' } });
    },
  },
  {
    point: 35,
    promise: 'after the press it is said that it may take some minutes until the post shows on the profile',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('previews'));

      const beforehand = form.page.getByText('It may take a few minutes until it shows on the profile');
      const { saidAfterPress } = await plainPost(world);

      expect(await beforehand.count()).toBe(1);
      expect(saidAfterPress).toContain('It may take a few minutes until it shows on the profile');
      await form.close();
    },
  },
  {
    point: 36,
    promise: 'the state of the post is followed by itself until it is published',
    prove: async (world) => {
      const { polls, saidAtEnd, task } = await plainPost(world);

      expect(polls).toBeGreaterThan(0);
      expect(saidAtEnd).toBe('Published');
      expect(task.status).toBe('PUBLISH_COMPLETE');
    },
  },
  {
    point: 36,
    promise:
      'a post that TikTok refuses in the end is shown as failed, with the reason in words and TikTok’s own code',
    prove: (world) =>
      world.whileAtOnce(async () => {
        const creator = await world.creator('fails.once');
        const title = 'A caption that TikTok takes for spam';
        await world.control('declarations', 'POST', { match: { title }, failReason: 'spam_risk_text' });
        const mediaId = await world.stage(clip);
        const order = direct(mediaId, { title, privacyLevel: 'SELF_ONLY' });
        const { postId } = await world.askForPost(creator, order);
        await world.waitForTask(creator, 'FAILED');

        const page = await world.openPost(creator, postId);
        await page.getByText('Not posted', { exact: true }).first().waitFor();
        const told = await shownText(page.locator('.post-failure'));

        expect(told).toContain('TikTok judges the caption risky.');
        expect(told).toContain('spam_risk_text');
        await page.context().close();
      }),
  },
  {
    point: 36,
    promise:
      'what TikTok does not take of an app that it has not audited is told with its code and what can be done',
    prove: async (world) => {
      const creator = await world.creator('not.audited');
      await world.control('app', 'PATCH', { audited: false, activeUserCap: 1_000 });
      try {
        const mediaId = await world.stage(clip);
        const { postId } = await world.askForPost(creator, direct(mediaId, { privacyLevel: 'SELF_ONLY' }));

        const page = await world.openPost(creator, postId);
        const failure = page.locator('.post-failure');
        await failure.waitFor();

        expect(await shownText(failure)).toContain('unaudited_client_can_only_post_to_private_accounts');
        expect(await shownText(failure)).toMatch(/private account|people who run this service/);
        await page.context().close();
      } finally {
        await world.control('app', 'PATCH', { audited: true, activeUserCap: null });
      }
    },
  },
  {
    point: 37,
    promise:
      'of a draft the form says to finish it from the TikTok inbox, and asks for nothing that is asked there',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('drafts'));

      await form.tap('Leave a draft');
      await form.audience.waitFor({ state: 'detached' });

      expect(
        await form.page
          .getByText('open the TikTok app: a notification in the inbox leads to the draft')
          .count(),
      ).toBe(1);
      expect(await form.page.getByRole('textbox', { name: /^Caption/ }).count()).toBe(0);
      expect(await form.declaration.count()).toBe(0);
      await form.close();
    },
  },
  {
    point: 37,
    promise: 'a draft that has arrived is shown with where the creator finishes it',
    prove: (world) =>
      world.whileAtOnce(async () => {
        const creator = await world.creator('drafts');
        const mediaId = await world.stage(clip);
        const order = { mode: 'inbox', media: { source: 'FILE_UPLOAD', mediaId } };
        const { postId } = await world.askForPost(creator, order);
        const { mode } = await world.waitForTask(creator, 'SEND_TO_USER_INBOX');

        const page = await world.openPost(creator, postId);
        await page.getByText('In the TikTok inbox', { exact: true }).first().waitFor();
        const told = page.getByText('go to the inbox and open the notification').first();
        await waitFor('what to do in the app', () => told.isVisible());

        expect(mode).toBe('draft');
        await page.context().close();
      }),
  },
];
