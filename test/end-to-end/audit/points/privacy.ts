import { expect } from '@jest/globals';
import { waitFor } from '../../../support/wait-for.ts';
import { clip, consent, direct } from '../orders.ts';
import type { PointTest } from '../point.ts';
import { noChoices } from '../read-choices.ts';
import { plainPost } from '../sent-posts.ts';
import { shownText } from '../shown-text.ts';

const namesOf: Readonly<Record<string, string>> = {
  PUBLIC_TO_EVERYONE: 'Everyone',
  MUTUAL_FOLLOW_FRIENDS: 'Friends',
  FOLLOWER_OF_CREATOR: 'Followers',
  SELF_ONLY: 'Only me',
};

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

export const privacyPoints: readonly PointTest[] = [
  ...(['chooses.audience', 'quiet.garden'] as const).map((username) => ({
    point: 7,
    promise: `a list offers exactly the audiences that TikTok offers ${username === 'quiet.garden' ? 'a private account' : 'a public account'}, in their order`,
    prove: async (world: Parameters<PointTest['prove']>[0]) => {
      const creator = await world.creator(username);
      const form = await world.openForm(creator);
      const said = await world.stack.call('GET', `/api/tiktok/creator-info?accountId=${creator.accountId}`);

      const options = await form.openAudiences();
      const shown = (await options.allInnerTexts()).map(firstLine);

      const { creator: info } = said.body as { creator: { privacyOptions: string[] } };
      expect(info.privacyOptions).toHaveLength(3);
      expect(shown).toEqual(info.privacyOptions.map((level) => namesOf[level]));
      expect(await form.audience.getAttribute('aria-haspopup')).toBe('listbox');
      await form.close();
    },
  })),
  {
    point: 8,
    promise:
      'no audience is chosen beforehand: “Select” stands there, nothing can be posted, and the API takes no post without',
    prove: async (world) => {
      const creator = await world.creator('chooses.audience');
      const form = await world.openForm(creator);
      await form.chooseFile(clip);

      const chosen = await shownText(form.audience);
      await form.openAudiences();
      const selected = await form.page.locator('[role=option][aria-selected=true]').count();
      await form.page.keyboard.press('Escape');
      const wasOff = await form.publish.getAttribute('aria-disabled');
      await form.press();
      await form.page.getByText('Choose who can see the post.').first().waitFor();
      await form.chooseAudience('Only me');
      const mediaId = await world.stage(clip);
      const refused = await world.askForPost(creator, direct(mediaId, { title: 'No audience' }, consent));

      expect(chosen).toBe('Select');
      expect(selected).toBe(0);
      expect(wasOff).toBe('true');
      expect(form.count('POST', '/api/tiktok/upload')).toBe(0);
      expect(await form.publish.getAttribute('aria-disabled')).toBeNull();
      expect(refused).toMatchObject({ status: 422, errors: [{ pointer: '/post/privacyLevel' }] });
      await form.close();
    },
  },
  {
    point: 8,
    promise: 'nor is one chosen after a reload, which leaves the text alone, or for the next post',
    prove: async (world) => {
      const { choicesAfterReload, choicesOfNext } = await plainPost(world);

      expect(choicesAfterReload.audience).toBe(noChoices.audience);
      expect(choicesOfNext.audience).toBe(noChoices.audience);
    },
  },
  {
    point: 9,
    promise:
      'an audience that TikTok does not offer any more is refused, asked for anew and never replaced by another',
    prove: async (world) => {
      const creator = await world.creator('turns.private');
      const form = await world.openForm(creator);
      await form.chooseFile(clip);
      await form.chooseAudience('Everyone');
      await world.control('creators/turns.private', 'PATCH', { privateAccount: true });

      await form.press();
      await form.page.getByText('is not offered any more').first().waitFor();
      const chosen = await waitFor('the choice to be asked for again', async () => {
        const text = await shownText(form.audience);
        return text === 'Select' && text;
      });
      const options = (await (await form.openAudiences()).allInnerTexts()).map(firstLine);

      expect(chosen).toBe('Select');
      expect(options).toEqual(['Followers', 'Friends', 'Only me']);
      expect(form.count('POST', '/api/tiktok/upload')).toBe(1);
      expect(form.count('GET', '/api/tiktok/creator-info')).toBe(2);
      expect(await world.tasks(creator)).toEqual([]);
      await form.close();
    },
  },
];
