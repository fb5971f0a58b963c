import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import { tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { openPublishStates, type PublishStates } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const manyInits = { ...tiktokSubmissionLimits, initsPerMinute: 1_000 };

let world: PublishWorld;
let states: PublishStates;
let account: ConnectedAccount;

beforeAll(async () => {
  world = await startPublishWorld({ switches: { initsPerMinute: 1_000 } });
  states = openPublishStates(world);
});
beforeEach(async () => {
  account = await states.fresh();
  world.simulator.control.patchSwitches({
    postIdForm: 'list',
    missingPostIds: 'absent',
    publicPostIds: 'told',
    statusWhileProcessing: 'as-transfer',
    postWebhooks: 'lost',
  });
  await world.database.superuser`update tiktok_posts set due_at = null`;
});
afterAll(() => world.close());

const idsAtTiktok = () => world.tasks(account).flatMap(({ posts }) => posts.map(({ postId }) => postId));
const look = async (post: PostRow) => {
  await states.tell(post, { kind: 'poll', poll: (await world.findPost(post)).polls });
  return world.findPost(post);
};
/** Lets time pass with all that is done each so often. */
const pass = async (ms: number, stepMs: number): Promise<void> => {
  for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
    await world.pump({ forMs: stepMs });
    await world.advance(stepMs);
    await world.reconcile();
    await world.pump({ forMs: 0 });
  }
};
const lastLook = (post: PostRow) =>
  world.queues.waiting.findLast(({ message }) => message.body.includes(post.id))?.message.delaySeconds;

const creatorName = (): string => {
  const task = world.simulator.control.readTokens(account.openId);
  if (task.username === null) throw new Error('The account has no creator.');
  return task.username;
};

describe('how often TikTok is asked', () => {
  test('soon, then less and less: after 5, 10, 20 and 30 seconds by messages, then each minute by the table', async () => {
    world.simulator.control.declare({ match: { openId: account.openId }, processingSeconds: 7 * 86_400 });
    const post = await states.insert('direct pull');
    await world.submit(post);
    const begun = world.now().getTime();
    const waits: number[] = [];

    for (let polls = 0; polls < 5; polls += 1) {
      waits.push(lastLook(post) ?? 0);
      world.queues.waiting.splice(0);
      await world.advance((waits.at(-1) ?? 0) * secondMs);
      await look(post);
    }

    const { dueAt } = await world.findPost(post);
    expect(waits.slice(0, 4)).toEqual([5, 10, 20, 30]);
    expect(waits[4]).toBe(0);
    expect((dueAt?.getTime() ?? 0) - begun).toBeGreaterThanOrEqual(2 * minuteMs);
    expect((dueAt?.getTime() ?? 0) - begun).toBeLessThan(3 * minuteMs);
  });

  test('a look that comes twice is one look', async () => {
    world.simulator.control.declare({ match: { openId: account.openId }, processingSeconds: 600 });
    const post = await states.taken('direct pull');

    await states.tell(post, { kind: 'poll', poll: 0 });
    await states.tell(post, { kind: 'poll', poll: 0 });

    expect(states.statusCalls()).toBe(1);
    expect(world.queues.waiting.length).toBe(1);
  });

  test('of a post for the creator alone, no more once it is published: it never gets an id', async () => {
    const post = await states.taken('direct pull', { options: { privacyLevel: 'SELF_ONLY' } });
    await states.letTiktokFinish();

    const seen = await look(post);
    await look(post);

    expect(seen).toMatchObject({ state: 'published', postIds: [], dueAt: null });
    expect(states.statusCalls()).toBe(1);
  });

  test('where TikTok never tells the id of a public post, no more after a day', async () => {
    world.simulator.control.patchSwitches({ publicPostIds: 'never' });
    const post = await states.taken('direct pull');
    await states.letTiktokFinish();

    await pass(25 * hourMs, 15 * minuteMs);

    expect(await world.findPost(post)).toMatchObject({ state: 'published', postIds: [], dueAt: null });
    const calls = states.statusCalls();
    await pass(2 * hourMs, 15 * minuteMs);
    expect(states.statusCalls()).toBe(calls);
  });

  test('of a draft that its creator leaves in the inbox, no more after a day; posted later, a webhook tells it', async () => {
    world.simulator.control.patchSwitches({ postWebhooks: 'sent' });
    const post = await states.taken('inbox pull');

    await pass(25 * hourMs, 30 * minuteMs);
    const left = await world.findPost(post);
    world.simulator.control.postDraft(states.publishIdAtTiktok());
    await states.letTiktokFinish();
    await world.hearWebhooks();

    expect(left).toMatchObject({ state: 'in_inbox', dueAt: null });
    expect(await world.findPost(post)).toMatchObject({ state: 'published', postIds: idsAtTiktok() });
  });

  test('a post that is processed for a day ends as never finished, and TikTok’s late word wins all the same', async () => {
    const { control } = world.simulator;
    control.patchSwitches({ postWebhooks: 'sent' });
    control.declare({ match: { openId: account.openId }, processingSeconds: 26 * 3600 });
    const post = await states.taken('direct pull');

    await pass(25 * hourMs, 15 * minuteMs);
    const given = await world.findPost(post);
    await pass(2 * hourMs, 15 * minuteMs);
    await world.hearWebhooks();

    expect(given).toMatchObject({ state: 'failed', reason: { code: 'never_finished' }, dueAt: null });
    expect(await world.findPost(post)).toMatchObject({
      state: 'published',
      reason: undefined,
      postIds: idsAtTiktok(),
    });
  });

  test('thirty times a minute and account at most, by fifty posts at once; the others are looked at a minute later', async () => {
    const job = world.job({ limits: manyInits }, world.database.open('worker', 8));
    world.simulator.control.patchCreator(creatorName(), { dailyPostCap: 1_000 });
    world.simulator.control.declare({ match: { openId: account.openId }, processingSeconds: 600 });
    const posts: PostRow[] = [];
    for (let nth = 0; nth < 50; nth += 1) {
      const post = await states.insert('direct pull');
      await world.submit(post, job);
      posts.push(post);
    }
    world.queues.waiting.splice(0);

    await Promise.all(posts.map((post) => states.tell(post, { kind: 'poll', poll: 0 }, job)));

    const calls = world.simulator.control.countPostingCalls(account.openId).status;
    expect([calls.called, calls.limited]).toEqual([30, 0]);
    const waits = world.queues.waiting.map(({ message }) => message.delaySeconds ?? 0);
    expect(waits.filter((seconds) => seconds > 55 && seconds <= 70).length).toBe(20);

    await world.advance(70 * secondMs);
    await Promise.all(posts.slice(0, 30).map((post) => states.tell(post, { kind: 'poll', poll: 1 }, job)));
    const after = world.simulator.control.countPostingCalls(account.openId).status;
    expect([after.called, after.limited]).toEqual([60, 0]);
  });
});
