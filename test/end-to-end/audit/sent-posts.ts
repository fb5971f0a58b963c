import * as z from 'zod';
import { waitFor } from '../../support/wait-for.ts';
import type { Form } from './form.ts';
import { once } from './once.ts';
import { clip } from './orders.ts';
import { readChoices } from './read-choices.ts';
import { shownText } from './shown-text.ts';
import type { PublishTask } from './tiktok-side.ts';
import type { Creator, World } from './world.ts';

const uploadPath = '/api/tiktok/upload';

const sentBody = z.looseObject({
  mode: z.string(),
  media: z.looseObject({ source: z.string() }),
  post: z.looseObject({}).optional(),
  consent: z.looseObject({}).optional(),
});

/** What the page sent when the button was pressed; throws unless that was once. */
const readBody = ({ asked }: Form): z.infer<typeof sentBody> => {
  const sent = asked.filter(({ method, path }) => method === 'POST' && path === uploadPath);
  if (sent.length !== 1) throw new Error(`The page asked for ${sent.length} posts.`);
  return sentBody.parse(JSON.parse(sent[0]?.body ?? ''));
};

/** Presses the button, and waits until the post is the API's. */
const publish = async (form: Form): Promise<void> => {
  const answer = form.page.waitForResponse((response) => new URL(response.url()).pathname === uploadPath);
  await form.publish.click();
  const status = (await answer).status();
  if (status !== 202) throw new Error(`The post was answered with ${status}.`);
};

const waitForTask = (world: World, creator: Creator, isReady: (task: PublishTask) => boolean) =>
  waitFor('the post at TikTok', async () => (await world.tasks(creator)).find(isReady), 60_000);

const isWhole = ({ upload }: PublishTask): boolean => upload?.receivedBytes === clip.sizeBytes;

/** With everything in it that something could be added to, or be taken from. */
const ownCaption = 'Café ☕ “d’été” <b>&amp;</b>\n\n#recette @ami  https://example.org/?a=1&b=2';

/** A post of a file with what the creator wrote and allowed alone, and all that was seen on its way. */
export const plainPost = once(async (world: World) => {
  const creator = await world.creator('posts.plainly');
  const form = await world.openForm(creator);
  const caption = form.page.getByRole('textbox', { name: /^Caption/ });
  await caption.fill('A caption of the day before #draft');
  await form.chooseAudience('Everyone');
  await form.tap('Allow Stitch');
  await form.tap('Disclose commercial content');
  await form.tap('AI-generated content');
  await form.page.reload();
  await caption.waitFor();
  const restoredCaption = await caption.inputValue();
  const choicesAfterReload = await readChoices(form);
  await form.chooseFile(clip);
  await caption.fill(ownCaption);
  await form.chooseAudience('Everyone');
  await form.tap('Allow Comment');
  await form.tap('Disclose commercial content');
  await form.tap('Your brand');
  await form.tap('Branded content');
  await form.tap('Disclose commercial content');
  const countsBefore = await world.counts(creator);
  await form.publish.scrollIntoViewIfNeeded();
  const wasDeclared = await form.declaration.first().isVisible();
  const pressedAt = Date.now();

  await publish(form);
  const minutes = form.page.getByText('It may take a few minutes until it shows on the profile').first();
  await minutes.waitFor();
  const saidAfterPress = await shownText(minutes);
  await waitForTask(world, creator, isWhole);
  await form.page.getByText('Published', { exact: true }).first().waitFor();
  const saidAtEnd = await shownText(form.page.locator('.post-card .badge'));
  const task = await waitForTask(world, creator, isWhole);
  const [row] = await world.sql`
    select created_by, user_id, consent, intent, created_at from tiktok_posts where account_id = ${creator.accountId}`;
  const body = readBody(form);
  const polls = form.asked.filter(({ path }) => path.startsWith('/api/tiktok/status/')).length;
  const asksBefore = form.count('GET', '/api/tiktok/creator-info');
  await form.page.getByRole('button', { name: 'Post another' }).click();
  await form.publish.waitFor();
  const choicesOfNext = await readChoices(form);
  await waitFor(
    'creator info for the next post',
    async () => form.count('GET', '/api/tiktok/creator-info') > asksBefore,
  );
  await form.close();

  return {
    creator,
    choicesAfterReload,
    choicesOfNext,
    polls,
    saidAfterPress,
    saidAtEnd,
    restoredCaption,
    caption: ownCaption,
    countsBefore,
    countsAfter: await world.counts(creator),
    wasDeclared,
    pressedAt,
    row,
    body,
    task,
  };
});

/** A post with the other half of the choices: both brands, made with AI, duets and stitches. */
export const brandedPost = once(async (world: World) => {
  const creator = await world.creator('posts.brands');
  const form = await world.openForm(creator);
  await form.chooseFile(clip);
  await form.chooseAudience('Friends');
  await form.tap('Allow Duet');
  await form.tap('Allow Stitch');
  await form.tap('Disclose commercial content');
  await form.tap('Your brand');
  await form.tap('Branded content');
  await form.tap('AI-generated content');

  await publish(form);
  const task = await waitForTask(world, creator, () => true);
  const body = readBody(form);
  await form.close();

  return { creator, body, task };
});
