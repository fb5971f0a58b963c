import { expect } from '@jest/globals';
import { createVideo } from '../../../support/video-file.ts';
import { photos } from '../orders.ts';
import type { PointTest } from '../point.ts';
import { brandedPost, plainPost } from '../sent-posts.ts';
import { readSite } from '../site-files.ts';
import { verifiedDomain } from '../world.ts';

/** The simulator's app has it; infra/local/stack.ts gives it to both sides. */
const clientSecret = 'sim-client-secret-0123456789';

export const technicalPoints: readonly PointTest[] = [
  {
    point: 38,
    promise: 'no file of the site holds the client secret, or a word of where it is sent',
    prove: async (world) => {
      const files = await readSite(world.stack);

      const withSecret = files.filter(({ text }) => text.includes(clientSecret));
      const withName = files.filter(({ text }) => /client_secret|clientSecret|oauth\/token/.test(text));

      expect(files.length).toBeGreaterThan(10);
      expect(withSecret).toEqual([]);
      expect(withName.map(({ path }) => path)).toEqual([]);
    },
  },
  {
    point: 39,
    promise: 'a file of the user’s device goes to TikTok by FILE_UPLOAD',
    prove: async (world) => {
      const { body, task } = await plainPost(world);

      expect(body.media.source).toBe('FILE_UPLOAD');
      expect(task.source).toBe('FILE_UPLOAD');
    },
  },
  {
    point: 39,
    promise: 'what lies on the web is pulled from a verified domain, and from no other',
    prove: async (world) => {
      const creator = await world.creator('posts.by.address');
      await world.control('app', 'PATCH', {
        verifiedProperties: [{ property: verifiedDomain, servedFrom: null }],
      });
      const post = { privacyLevel: 'SELF_ONLY' };
      const address = `https://${verifiedDomain}/a.jpg`;

      const taken = await world.askForPost(creator, photos([address], post));
      const refused = await world.askForPost(creator, photos(['https://elsewhere.example.org/a.jpg'], post));
      const task = await world.waitForTask(creator);

      expect(taken.status).toBe(202);
      expect(refused).toMatchObject({
        status: 422,
        code: 'url_not_verified',
        errors: [{ pointer: '/media/photoUrls/0' }],
      });
      expect(task).toMatchObject({ source: 'PULL_FROM_URL', urls: [address] });
    },
  },
  {
    point: 40,
    promise: 'a switch, off at first, says that the content was made with AI, and TikTok is told by is_aigc',
    prove: (world) =>
      world.sharedForm.use(async (form) => {
        const [plain, branded] = [await plainPost(world), await brandedPost(world)];

        const isOn = await form.page.getByRole('switch', { name: 'AI-generated content' }).isChecked();

        expect(isOn).toBe(false);
        expect(plain.task.isAigc).toBe(false);
        expect(branded.task.isAigc).toBe(true);
        expect(branded.body.post).toMatchObject({ isAiGenerated: true });
      }),
  },
  {
    point: 41,
    promise:
      'the site has no picture but its own icon, and shows none but creators’ avatars and the user’s own media',
    prove: async (world) => {
      const files = await readSite(world.stack);
      const form = await world.openForm(await world.creator('zoe_cuisine'));
      await form.chooseFile(createVideo(50_000));

      const pictures = files.filter(({ path }) => !/\.(html|js|css|ts)$/.test(path));
      const drawn = files.filter(
        ({ text, path }) => /\.(css|js)$/.test(path) && /data:image|url\(\s*["']?(?!#)/.test(text),
      );
      const shown = await form.page
        .locator('img, svg image, picture')
        .evaluateAll((images) => images.map((image) => image.className));

      expect(pictures.map(({ path }) => path)).toEqual([expect.stringMatching(/^assets\/icon-\w+\.svg$/)]);
      expect(pictures[0]?.text).not.toMatch(/tiktok/i);
      expect(drawn.map(({ path }) => path)).toEqual([]);
      expect(new Set(shown)).toEqual(new Set(['avatar']));
      await form.close();
    },
  },
];
