import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcilePosts } from '../../shared/posts/reconcile-posts.ts';
import { openPublishStates, type PublishStates } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import { insertStoredPost } from '../support/stored-posts.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let world: PublishWorld;
let states: PublishStates;

beforeAll(async () => {
  world = await startPublishWorld();
  states = openPublishStates(world);
});
beforeEach(async () => {
  await states.fresh();
  await world.hearWebhooks();
  await world.database.superuser`truncate tiktok_posts`;
});
afterAll(() => world.close());

const namesOf = () =>
  world.queues.waiting.map(({ queue, message }) => [queue, JSON.parse(message.body).postId]);

describe('a run', () => {
  const dueStates = ['queued', 'submitting', 'processing', 'in_inbox', 'published'] as const;
  const insertDue = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, nth) =>
        insertStoredPost(world.database.superuser, {
          state: dueStates[nth % dueStates.length] ?? 'queued',
          dueAt: new Date(world.now().getTime() - 1_000),
          tenant: `tenant-${nth % 7}`,
          publishId: nth % dueStates.length > 1 ? `v_pub_url~v2.${nth}` : null,
        }),
      ),
    );

  test('reminds a thousand posts, each once, and the next run none of them', async () => {
    const ids = await insertDue(1_000);

    const first = await world.reconcile();
    const second = await world.reconcile();

    expect([first, second]).toMatchObject([{ reminded: 1_000, failed: 0 }, { reminded: 0 }]);
    expect(
      namesOf()
        .map(([, id]) => id)
        .toSorted(),
    ).toEqual(ids.toSorted());
  });

  test('beside others at one time sends nothing twice', async () => {
    const ids = await insertDue(450);
    const jobs = Array.from({ length: 3 }, () => world.job());

    const runs = await Promise.all(jobs.map((job) => world.reconcile(job)));

    expect(runs.reduce((sum, { reminded }) => sum + reminded, 0)).toBe(450);
    expect(
      namesOf()
        .map(([, id]) => id)
        .toSorted(),
    ).toEqual(ids.toSorted());
  });

  test('each in its own queue', async () => {
    const [queued, submitting, processing, inbox, published] = await insertDue(5);

    await world.reconcile();

    expect(new Map(namesOf().map(([queue, id]) => [id, queue]))).toEqual(
      new Map([
        [queued, 'submit-posts'],
        [submitting, 'submit-posts'],
        [processing, 'post-progress'],
        [inbox, 'post-progress'],
        [published, 'post-progress'],
      ]),
    );
  });

  test('whose queue is away says so, reminds through the other, and comes back to them', async () => {
    await insertDue(10);
    world.queues.away.add('submit-posts');

    const away = await world.reconcile();
    const sent = namesOf().map(([queue]) => queue);
    world.queues.away.clear();
    await world.advance(3 * minuteMs);
    const back = await world.reconcile();

    expect(away).toMatchObject({ reminded: 6, failed: 4 });
    expect(new Set(sent)).toEqual(new Set(['post-progress']));
    expect(back).toMatchObject({ reminded: 10, failed: 0 });
  });

  test('is not held up by a post that cannot be reminded', async () => {
    const broken = await insertStoredPost(world.database.superuser, {
      state: 'transferring',
      source: 'FILE_UPLOAD',
      dueAt: new Date(world.now().getTime() - hourMs),
      sealedUploadUrl: Buffer.from('nothing that was ever sealed'),
      uploadExpiresAt: new Date(world.now().getTime() + hourMs),
    });
    await insertDue(5);

    const counts = await world.reconcile();

    expect(counts).toMatchObject({ reminded: 5, failed: 1 });
    expect(world.log.text()).toContain(broken);
  });

  test('ends at its time, and leaves the rest to the next', async () => {
    await insertDue(300);
    let looks = 0;
    const begun = world.now();
    // The clock passes the end after the first batch.
    const clock = () => new Date(begun.getTime() + (looks++ > 2 ? 2 * minuteMs : 0));

    const first = await reconcilePosts(world.job({ clock }), new Date(begun.getTime() + minuteMs));

    expect(first.reminded).toBeGreaterThan(0);
    expect(first.reminded).toBeLessThan(300);
    const rest = await world.reconcile();
    expect(first.reminded + rest.reminded).toBe(300);
  });

  test('counts what is stuck, for the alarm', async () => {
    const submittedAt = new Date(world.now().getTime() - 7 * hourMs);
    for (const publishId of ['v_pub_url~v2.a', 'v_pub_url~v2.b'])
      await insertStoredPost(world.database.superuser, {
        state: 'processing',
        publishId,
        submittedAt,
        dueAt: world.now(),
      });
    const before = world.counted['PostsStuck'] ?? 0;

    const { stuck } = await world.reconcile();

    expect([stuck, (world.counted['PostsStuck'] ?? 0) - before]).toEqual([2, 2]);
  });
});
