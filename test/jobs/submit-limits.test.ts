import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import { changePost } from '../../shared/posts/change-post.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

let world: PublishWorld;

beforeEach(async () => {
  world = await startPublishWorld();
});
afterEach(() => world.close());

const insertMany = (count: number, kind: PostKind, account = world.account): Promise<PostRow[]> =>
  Promise.all(Array.from({ length: count }, () => world.insertPost(kind, {}, { account, isSilent: true })));

/** Each by a worker of its own, with a connection of its own, all at once. */
const submitAtOnce = (posts: readonly PostRow[]): Promise<unknown> =>
  Promise.all(posts.map((post) => world.submit(post, world.job({}, world.database.open('worker', 1)))));

const readAll = (posts: readonly PostRow[]): Promise<PostRow[]> => Promise.all(posts.map(world.findPost));

const countStates = async (posts: readonly PostRow[]): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { state } of await readAll(posts)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};

/** Five drafts that lie in the creator's inbox. */
const fillInbox = async (account: ConnectedAccount = world.account): Promise<PostRow[]> => {
  const drafts = await Promise.all(
    Array.from({ length: 5 }, () => world.insertPost('inbox pull', {}, { account })),
  );
  await world.pump();
  return readAll(drafts);
};

const publishIdOf = ({ publishId }: PostRow | undefined = {} as PostRow): string => {
  if (publishId === null || publishId === undefined) throw new Error('TikTok has no such post.');
  return publishId;
};

/** So often as reconcile-posts runs, until a time has passed. */
const passTime = async (ms: number, stepMs: number): Promise<void> => {
  for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
    await world.advance(stepMs);
    await world.reconcile();
    await world.pump({ forMs: minuteMs });
  }
};

describe('drafts of one account', () => {
  test('twenty at once make exactly five inits; the others wait, and know until when', async () => {
    const posts = await insertMany(20, 'inbox file');

    await submitAtOnce(posts);

    expect(world.inits()).toMatchObject({ called: 5, ok: 5, limited: 0, refused: 0 });
    expect(await countStates(posts)).toEqual({ transferring: 5, queued: 15 });
    const waiting = (await readAll(posts)).filter(({ state }) => state === 'queued');
    for (const { willSubmitAt, initAttempts, dueAt } of waiting) {
      const waitMs = (willSubmitAt?.getTime() ?? 0) - world.now().getTime();
      expect(waitMs).toBeGreaterThan(dayMs - minuteMs);
      // Five have a place each day: whoever stands far back in the line is told of a later one.
      expect(waitMs).toBeLessThan(3 * dayMs + minuteMs);
      expect(dueAt).not.toBeNull();
      expect(initAttempts).toBe(0);
    }
  });

  test('a place is free once the creator has posted one, and taken within a quarter of an hour', async () => {
    const [draft] = await fillInbox();
    const late = await world.insertPost('inbox pull');
    await world.pump();
    const waiting = await world.findPost(late);

    world.simulator.control.postDraft(publishIdOf(draft));
    await world.hearWebhooks();
    await passTime(18 * minuteMs, 3 * minuteMs);

    expect(waiting).toMatchObject({ state: 'queued', publishId: null });
    expect(await world.findPost(late)).toMatchObject({ state: 'in_inbox' });
    expect(world.inits()).toMatchObject({ called: 6, ok: 6 });
  });

  test.each(['failed', 'cancelled', 'published'])('a place is free once a draft is %s', async (state) => {
    const [draft] = await fillInbox();
    await world.database.superuser`update tiktok_posts set state = ${state} where id = ${draft?.id ?? ''}`;
    world.simulator.control.patchSwitches({ pendingDraftCap: 6 });

    const late = await world.insertPost('inbox pull');
    await world.pump();

    expect(await world.findPost(late)).toMatchObject({ state: 'in_inbox' });
  });

  test('a place is free once the oldest is a day old, whatever became of it', async () => {
    await fillInbox();
    const late = await world.insertPost('inbox pull');
    await world.pump();
    const { willSubmitAt } = await world.findPost(late);

    await world.advance((willSubmitAt?.getTime() ?? 0) - world.now().getTime() + minuteMs);
    await world.reconcile();
    await world.pump({ forMs: minuteMs });

    expect(await world.findPost(late)).toMatchObject({ state: 'in_inbox' });
    expect(world.inits()).toMatchObject({ called: 6, ok: 6, refused: 0 });
  });

  test('keep no direct post back', async () => {
    await fillInbox();

    const direct = await world.insertPost('direct pull');
    await world.pump();

    expect(await world.findPost(direct)).toMatchObject({ state: 'published' });
  });

  test('keep no other account’s draft back, nor that of another tenant', async () => {
    await fillInbox();
    const [, other] = await world.connect({ count: 2, tenants: 2 });
    if (other === undefined) throw new Error('No account.');

    const draft = await world.insertPost('inbox pull', {}, { account: other });
    await world.pump();

    expect(other.tenant).not.toBe(world.account.tenant);
    expect(await world.findPost(draft)).toMatchObject({ state: 'in_inbox' });
  });

  test('whose submission broke off hold a place, since TikTok may have them', async () => {
    const posts = await insertMany(6, 'inbox pull');
    const [first, ...others] = posts;
    if (first === undefined) throw new Error('No post.');
    world.simulator.control.addFault({
      match: { path: '/v2/post/publish/inbox/video/init/' },
      action: { kind: 'cut-after' },
    });
    await world.submit(first);

    await submitAtOnce(others);

    expect(await world.findPost(first)).toMatchObject({ state: 'outcome_unknown' });
    expect(world.inits()).toMatchObject({ called: 5, ok: 5, refused: 0 });
    expect(await countStates(others)).toEqual({ processing: 4, queued: 1 });
  });

  test('that a person settled as never posted give their place back', async () => {
    const [first, ...others] = await insertMany(6, 'inbox pull');
    if (first === undefined) throw new Error('No post.');
    world.simulator.control.addFault({
      match: { path: '/v2/post/publish/inbox/video/init/' },
      action: { kind: 'answer', status: 500 },
    });
    await world.submit(first);
    await submitAtOnce(others);
    const before = await countStates(others);

    const name = { tenant: first.tenantId, postId: first.id };
    await changePost(world.job(), name, { kind: 'resolved', outcome: 'failed' }, 'user:user-a');
    await passTime(18 * minuteMs, 3 * minuteMs);

    expect(before).toEqual({ processing: 4, queued: 1 });
    expect(await countStates(others)).toEqual({ in_inbox: 5 });
  });

  test('that TikTok refused hold none', async () => {
    const posts = await insertMany(6, 'inbox pull');
    const [first, ...others] = posts;
    if (first === undefined) throw new Error('No post.');
    world.simulator.control.addFault({
      match: { path: '/v2/post/publish/inbox/video/init/' },
      action: { kind: 'answer', status: 403, code: 'url_ownership_unverified' },
    });
    await world.submit(first);

    await submitAtOnce(others);

    expect(await world.findPost(first)).toMatchObject({ state: 'failed', initAttempts: 0 });
    expect(await countStates(others)).toEqual({ processing: 5 });
  });
});

describe('the minute of an account', () => {
  test('twelve posts of all kinds at once make six inits; the next six follow a minute later', async () => {
    const kinds: PostKind[] = ['direct file', 'direct pull', 'direct photos'];
    const posts = (await Promise.all(kinds.map((kind) => insertMany(4, kind)))).flat();

    await submitAtOnce(posts);
    const atOnce = { inits: world.inits().called, states: await countStates(posts) };
    await world.pump({ forMs: 80_000, skip: ['transfer-media', 'post-progress'] });

    expect(atOnce).toMatchObject({ inits: 6, states: { queued: 6 } });
    expect(world.inits()).toMatchObject({ called: 12, ok: 12, limited: 0 });
  });

  test('in any sliding window of a minute there are no more than six inits, over ten minutes of pressure', async () => {
    const posts = await insertMany(30, 'direct pull');
    world.simulator.control.patchCreator('creator-1.00001', { dailyPostCap: 1_000 });
    for (const post of posts) await world.submit(post);

    await world.pump({ forMs: 10 * minuteMs, skip: ['post-progress'] });

    const times = world.tasks().map(({ createdAt }) => createdAt);
    expect(times).toHaveLength(30);
    for (const [place, time] of times.entries()) {
      const sixth = times[place + 6];
      if (sixth !== undefined) expect(sixth - time).toBeGreaterThan(minuteMs);
    }
    expect(world.inits()).toMatchObject({ limited: 0, refused: 0 });
  });

  test('a 429 of TikTok keeps all posts of the account back for a minute, and costs none of them', async () => {
    const [first, second] = await insertMany(2, 'direct pull');
    if (first === undefined || second === undefined) throw new Error('No posts.');
    world.simulator.control.addFault({
      match: { path: '/v2/post/publish/video/init/' },
      action: { kind: 'rate-limit' },
    });

    await world.submit(first);
    await world.submit(second);
    const calls = world.inits().called;
    await world.pump();

    expect(calls).toBe(1);
    expect(await countStates([first, second])).toEqual({ published: 2 });
    expect(await world.findPost(first)).toMatchObject({ initAttempts: 1, reason: undefined });
  });
});
