import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refuseWith, strikeInit } from '../support/init-paths.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const daily = 'spam_risk_too_many_posts';
const creators = 'reached_active_user_cap';
const drafts = 'spam_risk_too_many_pending_share';

let world: PublishWorld;

beforeEach(async () => {
  world = await startPublishWorld();
});
afterEach(() => world.close());

/** How far ahead a post is told to be submitted. */
const waitOf = async (post: Parameters<PublishWorld['findPost']>[0]): Promise<number> =>
  ((await world.findPost(post)).willSubmitAt?.getTime() ?? 0) - world.now().getTime();

const passTo = async (ms: number): Promise<void> => {
  await world.advance(ms + minuteMs);
  await world.reconcile();
  await world.pump();
};

describe('the posts that TikTok takes of a creator a day', () => {
  test('are learned from its refusal: the post waits for a time that it knows, with the reason', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(daily, 403));

    const post = await world.insertPost('direct pull');
    await world.pump();

    expect(await world.findPost(post)).toMatchObject({
      state: 'queued',
      reason: { code: daily },
      initAttempts: 0,
    });
    expect(await waitOf(post)).toBeGreaterThan(59 * minuteMs);
    expect(await waitOf(post)).toBeLessThan(61 * minuteMs);
  });

  test('keep the creator’s other direct posts back without a call, and no draft of a video', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(daily, 403));
    await world.insertPost('direct pull');
    await world.pump();

    const direct = await world.insertPost('direct file');
    const draft = await world.insertPost('inbox pull');
    await world.pump();

    expect(await world.findPost(direct)).toMatchObject({ state: 'queued' });
    expect(await world.findPost(draft)).toMatchObject({ state: 'in_inbox' });
    expect(world.inits()).toMatchObject({ called: 2 });
  });

  test('keep no other creator back', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(daily, 403));
    await world.insertPost('direct pull');
    await world.pump();
    const other = await world.newAccount();

    const post = await world.insertPost('direct pull', {}, { account: other });
    await world.pump();

    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
  });

  test('that waits is published when its time has come, and its reason is gone', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(daily, 403));
    const post = await world.insertPost('direct pull');
    await world.pump();

    await passTo(await waitOf(post));

    expect(await world.findPost(post)).toMatchObject({
      state: 'published',
      reason: undefined,
      willSubmitAt: null,
    });
  });

  test('hold until a day after the oldest of ours, when that is known', async () => {
    await world.insertPost('direct pull');
    await world.pump();
    await world.advance(4 * hourMs);
    strikeInit(world, world.account, 'direct pull', refuseWith(daily, 403));

    const post = await world.insertPost('direct pull');
    await world.pump();

    expect(Math.round((await waitOf(post)) / hourMs)).toBe(20);
  });

  test('are understood in creator info too, where the refusal comes inside HTTP 200', async () => {
    world.simulator.control.patchCreator('creator-1.00001', { dailyPostCap: 0 });

    const post = await world.insertPost('direct pull', { creatorCheckedAt: null });
    await world.pump();

    expect(await world.findPost(post)).toMatchObject({ state: 'queued', reason: { code: daily } });
    expect(world.inits()).toMatchObject({ called: 0 });
  });

  test('once learned are not learned anew by every post that meets them: all wait for the same time', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(daily, 403));
    await world.insertPost('direct pull');
    await world.pump();
    const readCap = () => world.database.superuser`select until, learned_at from learned_caps`;
    const learned = await readCap();
    await world.advance(10 * minuteMs);

    const late = await world.insertPost('inbox photos');
    const unchecked = await world.insertPost('direct pull', { creatorCheckedAt: null });
    await world.pump({ forMs: 0 });

    expect(await readCap()).toEqual(learned);
    for (const post of [late, unchecked]) {
      expect(Math.round((await waitOf(post)) / minuteMs)).toBe(50);
    }
  });

  test('end with TikTok’s word that the creator can post, once they are a quarter of an hour old', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(daily, 403));
    await world.insertPost('direct pull');
    await world.pump();
    await world.advance(16 * minuteMs);

    const post = await world.insertPost('direct pull', { creatorCheckedAt: null });
    await world.pump();

    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
  });

  test('of TikTok’s own count are never exceeded by asking again: one refusal, one call', async () => {
    world.simulator.control.patchCreator('creator-1.00001', { dailyPostCap: 2 });
    const posts = [];
    for (let count = 0; count < 5; count += 1) posts.push(await world.insertPost('direct pull'));

    await world.pump();

    expect(world.inits()).toMatchObject({ called: 3, ok: 2, refused: 1 });
    const states = await Promise.all(posts.map(async (post) => (await world.findPost(post)).state));
    expect(states.toSorted()).toEqual(['published', 'published', 'queued', 'queued', 'queued']);
  });
});

describe('the creators that TikTok lets an app post for a day', () => {
  test('keep back those who have not posted, and nobody who has', async () => {
    const active = world.account;
    const [second, third] = [await world.newAccount(), await world.newAccount()];
    await world.insertPost('direct pull', {}, { account: active });
    await world.pump();
    strikeInit(world, second, 'direct pull', refuseWith(creators, 403));
    const refused = await world.insertPost('direct pull', {}, { account: second });
    await world.pump();

    const ofActive = await world.insertPost('direct pull', {}, { account: active });
    const ofThird = await world.insertPost('direct pull', {}, { account: third });
    await world.pump();

    expect(await world.findPost(refused)).toMatchObject({ state: 'queued', reason: { code: creators } });
    expect(await world.findPost(ofActive)).toMatchObject({ state: 'published' });
    expect(await world.findPost(ofThird)).toMatchObject({ state: 'queued' });
    expect(world.inits(third)).toMatchObject({ called: 0 });
  });

  test('keep back the creators of other tenants too: the app is one', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(creators, 403));
    await world.insertPost('direct pull');
    await world.pump();
    const [, other] = await world.connect({ count: 2, tenants: 2 });
    if (other === undefined) throw new Error('No account.');

    const post = await world.insertPost('direct pull', {}, { account: other });
    await world.pump();

    expect(other.tenant).not.toBe(world.account.tenant);
    expect(await world.findPost(post)).toMatchObject({ state: 'queued' });
    expect(world.inits(other)).toMatchObject({ called: 0 });
  });

  test('keep no draft of a video back', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(creators, 403));
    await world.insertPost('direct pull');
    await world.pump();
    const other = await world.newAccount();

    const draft = await world.insertPost('inbox pull', {}, { account: other });
    await world.pump();

    expect(await world.findPost(draft)).toMatchObject({ state: 'in_inbox' });
  });

  test('are TikTok’s to say again once the time is over', async () => {
    strikeInit(world, world.account, 'direct pull', refuseWith(creators, 403));
    const post = await world.insertPost('direct pull');
    await world.pump();

    await passTo(await waitOf(post));

    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
  });
});

describe('the drafts that wait at TikTok', () => {
  test('of other apps are learned from its refusal: later drafts wait, direct posts do not', async () => {
    strikeInit(world, world.account, 'inbox pull', refuseWith(drafts, 403));
    const refused = await world.insertPost('inbox pull');
    await world.pump();

    const draft = await world.insertPost('inbox file');
    const direct = await world.insertPost('direct pull');
    await world.pump();

    expect(await world.findPost(refused)).toMatchObject({ state: 'queued', reason: { code: drafts } });
    expect(await world.findPost(draft)).toMatchObject({ state: 'queued' });
    expect(await world.findPost(direct)).toMatchObject({ state: 'published' });
    expect(world.inits()).toMatchObject({ called: 2 });
  });
});
