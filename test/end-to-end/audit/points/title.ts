import { expect } from '@jest/globals';
import { clip, direct, photos } from '../orders.ts';
import type { PointTest } from '../point.ts';
import { plainPost } from '../sent-posts.ts';
import { shownText } from '../shown-text.ts';
import { verifiedDomain } from '../world.ts';

const units = (amount: number): string => `${'é'.repeat(amount - 2)}🎬`;

export const titlePoints: readonly PointTest[] = [
  {
    point: 5,
    promise:
      'the caption can be written, and what an earlier visit left in it can be changed before it is posted',
    prove: async (world) => {
      const { restoredCaption, caption, task } = await plainPost(world);

      expect(restoredCaption).toBe('A caption of the day before #draft');
      expect(caption).not.toBe(restoredCaption);
      expect(task.postInfo['title']).toBe(caption);
    },
  },
  {
    point: 6,
    promise:
      'a caption has at most 2,200 UTF-16 units: the form counts them, and neither it nor the API sends more',
    prove: async (world) => {
      const creator = await world.creator('writer');
      const form = await world.openForm(creator);
      const caption = form.page.getByRole('textbox', { name: /^Caption/ });
      const counted = () => shownText(form.page.getByText(/of 2,200 characters/).first());

      await caption.fill(units(2200));
      const full = [await counted(), await caption.getAttribute('aria-invalid')];
      await caption.fill(units(2201));
      const tooLong = [await counted(), await caption.getAttribute('aria-invalid')];
      await form.press();
      const said = await shownText(form.page.getByText(/^Too long by 1\./).first());
      const mediaId = await world.stage(clip);
      const refused = await world.askForPost(
        creator,
        direct(mediaId, { title: units(2201), privacyLevel: 'SELF_ONLY' }),
      );

      expect(full).toEqual(['2,200 of 2,200 characters', null]);
      expect(tooLong).toEqual(['2,201 of 2,200 characters', 'true']);
      expect(said).toContain('2,200');
      expect(form.count('POST', '/api/tiktok/upload')).toBe(0);
      expect(refused.errors.map(({ pointer }) => pointer)).toEqual(['/post/title']);
      await form.close();
    },
  },
  {
    point: 6,
    promise: 'photos have a title of at most 90 and a description of at most 4,000 UTF-16 units',
    prove: async (world) => {
      const creator = await world.creator('writer');
      const form = await world.openForm(creator);
      await form.tap('Photos');
      const title = form.page.getByRole('textbox', { name: /^Title/ });
      const description = form.page.getByRole('textbox', { name: /^Description/ });

      await title.fill(units(91));
      await description.fill(units(4001));
      const counts = await form.page.getByText(/of [\d,]+ characters/).allInnerTexts();
      const refused = await world.askForPost(
        creator,
        photos([`https://${verifiedDomain}/a.jpg`], {
          title: units(91),
          description: units(4001),
          privacyLevel: 'SELF_ONLY',
        }),
      );

      expect(counts).toEqual(['91 of 90 characters', '4,001 of 4,000 characters']);
      expect(await title.getAttribute('aria-invalid')).toBe('true');
      expect(await description.getAttribute('aria-invalid')).toBe('true');
      expect(refused.errors.map(({ pointer }) => pointer)).toEqual(['/post/title', '/post/description']);
      await form.close();
    },
  },
];
