import { expect } from '@jest/globals';
import type { Form } from '../form.ts';
import { clip, direct } from '../orders.ts';
import type { PointTest } from '../point.ts';
import { shownText } from '../shown-text.ts';

const notPrivate = 'Branded content visibility cannot be set to private.';
const agreed = { musicUsage: true, brandedContentPolicy: true };

const option = (form: Form, name: string) =>
  form.page.getByRole('option').filter({ has: form.page.getByText(name, { exact: true }) });
const isOff = async (form: Form, name: string): Promise<boolean> =>
  (await option(form, name).getAttribute('aria-disabled')) === 'true';

export const brandedPoints: readonly PointTest[] = [
  {
    point: 23,
    promise: 'branded content is offered to everyone and to friends, and never to the creator alone',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        await form.tap('Disclose commercial content');
        await form.tap('Branded content');

        await form.openAudiences();
        const off = [
          await isOff(form, 'Everyone'),
          await isOff(form, 'Friends'),
          await isOff(form, 'Only me'),
        ];

        expect(off).toEqual([false, false, true]);
      }),
  },
  {
    point: 24,
    promise: 'while only the creator may see the post, “Branded content” cannot be ticked and says why',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('branded'));
      await form.chooseAudience('Only me');
      await form.tap('Disclose commercial content');

      const isDisabled = await form.box('Branded content').isDisabled();
      const said = await form.page.getByText(notPrivate).isVisible();
      await form.chooseAudience('Friends');

      expect([isDisabled, said]).toEqual([true, true]);
      expect(await form.box('Branded content').isDisabled()).toBe(false);
      await form.close();
    },
  },
  {
    point: 25,
    promise:
      'with “Branded content” ticked first, the only-me option is disabled, cannot be chosen, and hovering says why',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        await form.tap('Disclose commercial content');
        await form.tap('Branded content');

        await form.openAudiences();
        const onlyMe = option(form, 'Only me');
        const onHover = await onlyMe.evaluate(
          (element) =>
            element.closest('[title]')?.getAttribute('title') ??
            element.querySelector('[title]')?.getAttribute('title'),
        );
        const shown = await shownText(onlyMe);
        const isDisabled = await isOff(form, 'Only me');
        await onlyMe.click({ force: true });
        await form.page.keyboard.press('Escape');

        expect(isDisabled).toBe(true);
        expect(onHover).toBe(notPrivate);
        expect(shown).toContain(notPrivate);
        expect(await shownText(form.audience)).toBe('Select');
      }),
  },
  {
    point: 26,
    promise: 'the API too refuses branded content for the creator alone, and TikTok is not asked',
    prove: async (world) => {
      const creator = await world.creator('branded');
      const mediaId = await world.stage(clip);

      const refused = await world.askForPost(
        creator,
        direct(mediaId, { privacyLevel: 'SELF_ONLY', brandedContent: true }, agreed),
      );

      expect(refused).toMatchObject({ status: 422, code: 'post_refused' });
      expect(refused.errors.map(({ pointer }) => pointer)).toContain('/post/privacyLevel');
      expect(await world.tasks(creator)).toEqual([]);
    },
  },
  {
    point: 27,
    promise:
      'branded content for followers alone is neither offered nor taken, since only everyone and friends are allowed',
    prove: async (world) => {
      const creator = await world.creator('quiet.garden');
      const form = await world.openForm(creator);
      await form.tap('Disclose commercial content');
      await form.tap('Branded content');

      await form.openAudiences();
      const off = [await isOff(form, 'Followers'), await isOff(form, 'Friends')];
      const mediaId = await world.stage(clip);
      const refused = await world.askForPost(
        creator,
        direct(mediaId, { privacyLevel: 'FOLLOWER_OF_CREATOR', brandedContent: true }, agreed),
      );

      expect(off).toEqual([true, false]);
      expect(refused.errors.map(({ pointer }) => pointer)).toEqual(['/post/privacyLevel']);
      await form.close();
    },
  },
];
