import { expect } from '@jest/globals';
import type { PointTest } from '../point.ts';
import { brandedPost, plainPost } from '../sent-posts.ts';
import { shownText } from '../shown-text.ts';

const promotional = "Your photo/video will be labeled as 'Promotional content'";
const partnership = "Your photo/video will be labeled as 'Paid partnership'";

export const disclosurePoints: readonly PointTest[] = [
  {
    point: 15,
    promise: 'a switch asks whether the post promotes anything, and is off at first',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('at.first'));
      const isOn = await form.disclosure.isChecked();
      const meaning = form.page.getByText('promotes yourself, a brand, product or service');

      expect(isOn).toBe(false);
      expect(await meaning.count()).toBe(1);
      expect(await form.box('Your brand').count()).toBe(0);
      await form.close();
    },
  },
  {
    point: 16,
    promise:
      'switched on it shows “Your brand” and “Branded content”, both unticked, of which both may be ticked',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('at.first'));
      const boxes = [form.box('Your brand'), form.box('Branded content')];
      const read = () => Promise.all(boxes.map((box) => box.isChecked()));

      await form.tap('Disclose commercial content');
      await boxes[0]?.waitFor({ state: 'attached' });
      const atFirst = await read();
      await form.tap('Your brand');
      await form.tap('Branded content');

      expect(atFirst).toEqual([false, false]);
      expect(await read()).toEqual([true, true]);
      await form.close();
    },
  },
  {
    point: 17,
    promise: 'both boxes are explained, and each is its own flag at TikTok',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        await form.tap('Disclose commercial content');
        const { task } = await brandedPost(world);

        const describe = async (name: string) => {
          const ids = ((await form.box(name).getAttribute('aria-describedby')) ?? '').split(' ');
          const texts = await Promise.all(
            ids.filter((id) => id !== '').map((id) => shownText(form.page.locator(`[id="${id}"]`))),
          );
          return texts.join(' ');
        };

        expect(await describe('Your brand')).toContain('You are promoting yourself or your own business.');
        expect(await describe('Branded content')).toContain(
          'You are promoting another brand or a third party.',
        );
        expect(task.postInfo).toMatchObject({ brand_organic_toggle: true, brand_content_toggle: true });
      }),
  },
  {
    point: 18,
    promise: 'with “Your brand” alone the post is said to be labeled as promotional content',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        await form.tap('Disclose commercial content');
        await form.tap('Your brand');
        await form.page.getByText(promotional, { exact: true }).waitFor();

        expect(await form.page.getByText('will be labeled as').count()).toBe(1);
      }),
  },
  {
    point: 19,
    promise:
      'with “Branded content”, alone or with the other, it is said to be labeled as a paid partnership',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        await form.tap('Disclose commercial content');
        await form.tap('Branded content');
        await form.page.getByText(partnership, { exact: true }).waitFor();
        await form.tap('Your brand');
        const withBoth = await form.page.getByText('will be labeled as').allInnerTexts();

        expect(withBoth.map((text) => text.trim())).toEqual([partnership]);
      }),
  },
  {
    point: 20,
    promise: 'no label is spoken of before a box is ticked, nor after the last is unticked',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        const count = () => form.page.getByText('labeled as').count();

        const atFirst = await count();
        await form.tap('Disclose commercial content');
        const switchedOn = await count();
        await form.tap('Your brand');
        const ticked = await count();
        await form.tap('Your brand');

        expect([atFirst, switchedOn, ticked, await count()]).toEqual([0, 0, 1, 0]);
      }),
  },
  {
    point: 21,
    promise: 'switched on with nothing ticked, the publish button is disabled and hovering over it says why',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('at.first'));
      await form.tap('Disclose commercial content');

      await form.publish.hover();
      const tooltip = form.page.getByRole('tooltip');
      await tooltip.waitFor();
      const onHover = await shownText(tooltip);
      await form.press();

      expect(onHover).toBe('You need to indicate if your content promotes yourself, a third party, or both.');
      expect(await form.publish.getAttribute('aria-disabled')).toBe('true');
      expect(form.count('POST', '/api/tiktok/upload')).toBe(0);
      await form.close();
    },
  },
  {
    point: 22,
    promise: 'switched off again after both boxes were ticked, both flags are false at TikTok',
    prove: async (world) => {
      const { task, body } = await plainPost(world);

      expect(body.post).toMatchObject({ yourBrand: false, brandedContent: false });
      expect(task.postInfo).toMatchObject({ brand_organic_toggle: false, brand_content_toggle: false });
    },
  },
];
