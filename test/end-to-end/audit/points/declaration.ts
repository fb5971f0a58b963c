import { expect } from '@jest/globals';
import type { Form } from '../form.ts';
import { clip, direct } from '../orders.ts';
import type { PointTest } from '../point.ts';
import { brandedPost, plainPost } from '../sent-posts.ts';
import { shownText } from '../shown-text.ts';

const music = "By posting, you agree to TikTok's Music Usage Confirmation";
const both = "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation";
const read = async (form: Form): Promise<string> => await shownText(form.declaration.first());

export const declarationPoints: readonly PointTest[] = [
  {
    point: 28,
    promise:
      'without disclosure, and with “Your brand” alone, the music confirmation is agreed to, and the API takes no post without it',
    prove: async (world) => {
      const creator = await world.creator('declares');
      const form = await world.openForm(creator);

      const atFirst = await read(form);
      await form.tap('Disclose commercial content');
      await form.tap('Your brand');
      const withBrand = await read(form);
      const mediaId = await world.stage(clip);
      const refused = await world.askForPost(
        creator,
        direct(mediaId, { privacyLevel: 'SELF_ONLY' }, { musicUsage: false }),
      );
      const { body } = await plainPost(world);

      expect([atFirst, withBrand]).toEqual([music, music]);
      expect(refused.errors.map(({ pointer }) => pointer)).toEqual(['/consent/musicUsage']);
      expect(body.consent).toEqual({ musicUsage: true, brandedContentPolicy: false });
      await form.close();
    },
  },
  {
    point: 28,
    promise: 'in French the English words, which are what is agreed to, stand there too',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('declares'), { locale: 'fr-FR' });

      const original = form.page.locator('[lang=en]').filter({ hasText: 'By posting' });

      expect(await shownText(original.first())).toBe(music);
      await form.close();
    },
  },
  {
    point: 29,
    promise:
      'with “Branded content”, alone or with the other, the policy is agreed to as well, and the API demands it',
    prove: async (world) => {
      const creator = await world.creator('declares');
      const form = await world.openForm(creator);

      await form.tap('Disclose commercial content');
      await form.tap('Branded content');
      const alone = await read(form);
      await form.tap('Your brand');
      const withBoth = await read(form);
      const mediaId = await world.stage(clip);
      const refused = await world.askForPost(
        creator,
        direct(mediaId, { privacyLevel: 'PUBLIC_TO_EVERYONE', brandedContent: true }),
      );
      const { body } = await brandedPost(world);

      expect([alone, withBoth]).toEqual([both, both]);
      expect(refused.errors.map(({ pointer }) => pointer)).toEqual(['/consent/brandedContentPolicy']);
      expect(body.consent).toEqual({ musicUsage: true, brandedContentPolicy: true });
      await form.close();
    },
  },
  {
    point: 30,
    promise: 'both documents are linked at the addresses that TikTok gives',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        await form.tap('Disclose commercial content');
        await form.tap('Branded content');

        const addressOf = (name: string) =>
          form.page.getByRole('link', { name }).first().getAttribute('href');

        expect(await addressOf('Music Usage Confirmation')).toBe(
          'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en',
        );
        expect(await addressOf('Branded Content Policy')).toBe(
          'https://www.tiktok.com/legal/page/global/bc-policy/en',
        );
      }),
  },
  {
    point: 31,
    promise: 'the declaration stands right above the publish button, and changes with the boxes at once',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        await form.publish.scrollIntoViewIfNeeded();

        const [above, below] = [
          await form.declaration.first().boundingBox(),
          await form.publish.boundingBox(),
        ];
        await form.tap('Disclose commercial content');
        const said = [await read(form)];
        for (const name of ['Branded content', 'Branded content', 'Your brand']) {
          await form.tap(name);
          said.push(await read(form));
        }
        await form.tap('Branded content');
        await form.tap('Disclose commercial content');
        said.push(await read(form));

        const gapPx = (below?.y ?? 0) - ((above?.y ?? 0) + (above?.height ?? 0));
        expect(gapPx).toBeGreaterThanOrEqual(0);
        expect(gapPx).toBeLessThan(80);
        expect(said).toEqual([music, both, music, music, music]);
      }),
  },
];
