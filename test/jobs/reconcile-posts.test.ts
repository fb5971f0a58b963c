import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow, PostState } from '../../shared/database/posts.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { openPublishStates, type PublishStates } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import { insertStoredPost } from '../support/stored-posts.ts';
import type { ConnectedAccount } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let world: PublishWorld;
let states: PublishStates;
let account: ConnectedAccount;

beforeAll(async () => {
  world = await startPublishWorld();
  states = openPublishStates(world);
});
beforeEach(async () => {
  account = await states.fresh();
  await world.hearWebhooks();
  await world.database.superuser`truncate tiktok_posts`;
});
afterAll(() => world.close());

const stateOf = async (post: PostRow): Promise<PostState> => (await world.findPost(post)).state;
/** The schedule, each minute, with what follows from it. */
const runEachMinute = async (minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    await world.advance(minuteMs);
    await world.reconcile();
    await world.pump({ forMs: 0 });
  }
};

const untilIn = (post: PostRow, state: PostState) =>
  waitFor(`the state ${state}`, async () => (await stateOf(post)) === state);

describe('a post that was left alone', () => {
  test.each<PostKind>(['direct file', 'direct pull', 'direct photos', 'inbox file', 'inbox pull'])(
    'in the line, %s, is submitted once and comes to its end',
    async (kind) => {
      const post = await states.insert(kind);

      await runEachMinute(6);

      expect(['published', 'in_inbox']).toContain(await stateOf(post));
      expect(world.inits(account).called).toBe(1);
    },
  );

  test('during the submission of a file, before TikTok was asked, is submitted again', async () => {
    const post = await states.insert('direct file');
    const { platform } = world.job();
    void world.submit(post, world.job({ platform: { ...platform, submit: () => new Promise(() => {}) } }));
    await untilIn(post, 'submitting');

    await runEachMinute(8);

    expect([await stateOf(post), world.inits(account).called]).toEqual(['published', 1]);
  });

  test('during the submission of a pull, is in doubt: TikTok may have it, and is not asked again', async () => {
    const post = await states.insert('direct pull');
    const { platform } = world.job();
    void world.submit(post, world.job({ platform: { ...platform, submit: () => new Promise(() => {}) } }));
    await untilIn(post, 'submitting');

    await runEachMinute(4);

    expect([await stateOf(post), world.inits(account).called]).toEqual(['outcome_unknown', 0]);
  });

  test('while its submission is under way is left to the one who is at it', async () => {
    const post = await states.insert('direct file');
    const { platform } = world.job();
    void world.submit(post, world.job({ platform: { ...platform, submit: () => new Promise(() => {}) } }));
    await untilIn(post, 'submitting');
    const before = await world.findPost(post);

    await world.submit(before);

    expect(await world.findPost(post)).toEqual(before);
    expect(world.inits(account).called).toBe(0);
  });

  test.each<PostKind>(['direct file', 'inbox file'])(
    'with its bytes to send, %s, is sent from where TikTok is, and comes to its end',
    async (kind) => {
      const post = await states.taken(kind);

      await runEachMinute(6);

      expect(['published', 'in_inbox']).toContain(await stateOf(post));
      expect(world.inits(account).called).toBe(1);
    },
  );

  test('with its bytes to send for more than the hour that TikTok takes them has failed', async () => {
    const post = await states.taken('direct file');

    await world.advance(hourMs + minuteMs);
    await world.reconcile();
    await world.pump({ forMs: 0 });

    expect(await world.findPost(post)).toMatchObject({ state: 'failed', reason: { code: 'upload_expired' } });
    expect(world.tasks(account).flatMap(({ posts }) => posts)).toEqual([]);
  });

  test('whose bytes all arrived, and nobody told, comes to its end however late it is looked for', async () => {
    const post = await states.insert('direct file');
    await world.submit(post);
    await world.pump({ skip: ['post-progress'] });
    world.queues.waiting.splice(0);

    await world.advance(2 * hourMs);
    await runEachMinute(4);

    expect(await stateOf(post)).toBe('published');
  });

  test.each<PostKind>(['direct pull', 'direct photos', 'inbox pull', 'inbox photos'])(
    'while TikTok is at work, %s, is looked at and comes to its end',
    async (kind) => {
      const post = await states.taken(kind);
      await states.letTiktokFinish();

      await runEachMinute(2);

      expect(await stateOf(post)).toBe(kind.startsWith('direct') ? 'published' : 'in_inbox');
    },
  );

  test('in the inbox is looked at each quarter of an hour, and found when its creator posted it', async () => {
    world.simulator.control.patchSwitches({ postWebhooks: 'lost' });
    const post = await states.taken('inbox pull');
    await states.letTiktokFinish();
    await runEachMinute(2);
    world.simulator.control.postDraft(states.publishIdAtTiktok());

    await runEachMinute(17);
    world.simulator.control.patchSwitches({ postWebhooks: 'sent' });

    expect(await stateOf(post)).toBe('published');
  });

  test('published without its id gets it', async () => {
    world.simulator.control.declare({ match: { openId: account.openId }, moderationSeconds: 600 });
    const post = await states.taken('direct pull');
    await states.letTiktokFinish();

    await runEachMinute(15);

    const ids = world.tasks(account).flatMap(({ posts }) => posts.map(({ postId }) => postId));
    expect(await world.findPost(post)).toMatchObject({ state: 'published', postIds: ids, dueAt: null });
  });

  test.each<PostState>(['failed', 'cancelled'])(
    'is not looked for any longer once it has %s',
    async (state) => {
      const id = await insertStoredPost(world.database.superuser, { state, dueAt: world.now() });

      await world.reconcile();
      await world.advance(5 * minuteMs);
      const { reminded } = await world.reconcile();

      expect(reminded).toBe(0);
      expect(await world.findPost({ id, tenantId: 'tenant-a' })).toMatchObject({ state, dueAt: null });
    },
  );
});
