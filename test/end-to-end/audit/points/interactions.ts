import { expect } from '@jest/globals';
import { clip, direct } from '../orders.ts';
import type { PointTest } from '../point.ts';
import { noChoices } from '../read-choices.ts';
import { brandedPost, plainPost } from '../sent-posts.ts';

const names = ['Allow Comment', 'Allow Duet', 'Allow Stitch'];

export const interactionPoints: readonly PointTest[] = [
  {
    point: 10,
    promise: 'a video has the three controls Allow Comment, Allow Duet and Allow Stitch',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        const group = form.page.getByRole('group', { name: 'What others may do' });

        expect(await group.getByRole('checkbox').count()).toBe(3);
        for (const name of names) expect(await group.getByRole('checkbox', { name }).count()).toBe(1);
      }),
  },
  {
    point: 11,
    promise: 'all three are off until somebody switches them on, one by one',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('at.first'));
      const readAll = () => Promise.all(names.map((name) => form.box(name).isChecked()));

      const atFirst = await readAll();
      await form.tap('Allow Duet');

      expect(atFirst).toEqual([false, false, false]);
      expect(await readAll()).toEqual([false, true, false]);
      await form.close();
    },
  },
  {
    point: 11,
    promise: 'nothing is on after a reload or for the next post, whatever was on before',
    prove: async (world) => {
      const { choicesAfterReload, choicesOfNext } = await plainPost(world);

      expect(choicesAfterReload).toEqual(noChoices);
      expect(choicesOfNext).toEqual(noChoices);
    },
  },
  {
    point: 12,
    promise:
      'what the creator has switched off at TikTok is disabled and grey here, says why, and is refused by the API',
    prove: async (world) => {
      const [closed, open] = [await world.creator('solo.dancer'), await world.creator('interacts')];
      const colourOf = async (form: Awaited<ReturnType<typeof world.openForm>>) =>
        form.page.getByText('Allow Duet', { exact: true }).evaluate((element) => {
          const style = getComputedStyle(element);
          return `${style.color} ${style.opacity}`;
        });
      const [form, usual] = [await world.openForm(closed), await world.openForm(open)];

      const disabled = await Promise.all(names.map((name) => form.box(name).isDisabled()));
      const reasons = await form.page.getByText('Switched off in the creator’s TikTok settings.').count();
      const mediaId = await world.stage(clip);
      const refused = await world.askForPost(
        closed,
        direct(mediaId, {
          privacyLevel: 'SELF_ONLY',
          allowComment: true,
          allowDuet: true,
          allowStitch: true,
        }),
      );

      expect(disabled).toEqual([true, true, true]);
      expect(reasons).toBe(3);
      expect(await colourOf(form)).not.toBe(await colourOf(usual));
      expect(refused.errors.map(({ pointer }) => pointer)).toEqual([
        '/post/allowComment',
        '/post/allowDuet',
        '/post/allowStitch',
      ]);
      await form.close();
      await usual.close();
    },
  },
  {
    point: 13,
    promise: 'photos have Allow Comment alone',
    prove: async (world) => {
      const form = await world.openForm(await world.creator('interacts'));

      await form.tap('Photos');
      await form.box('Allow Duet').waitFor({ state: 'detached' });
      const group = form.page.getByRole('group', { name: 'What others may do' });

      expect(await group.getByRole('checkbox').count()).toBe(1);
      expect(await group.getByRole('checkbox', { name: 'Allow Comment' }).count()).toBe(1);
      await form.close();
    },
  },
  {
    point: 14,
    promise: 'what is left off reaches TikTok as disabled, and what is on as not disabled',
    prove: async (world) => {
      const [plain, branded] = [await plainPost(world), await brandedPost(world)];

      expect(plain.task.postInfo).toMatchObject({
        disable_comment: false,
        disable_duet: true,
        disable_stitch: true,
      });
      expect(branded.task.postInfo).toMatchObject({
        disable_comment: true,
        disable_duet: false,
        disable_stitch: false,
      });
    },
  },
];
