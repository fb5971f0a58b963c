import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changePost } from '../../shared/posts/change-post.ts';
import { strikeInit } from '../support/init-paths.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';

const minuteMs = 60_000;

let world: PublishWorld;

beforeAll(async () => {
  world = await startPublishWorld();
});
afterAll(() => world.close());

const settleAll = async (): Promise<void> => {
  for (let rounds = 0; rounds < 3; rounds += 1) {
    await world.pump({ forMs: minuteMs });
    await world.advance(2 * minuteMs);
    await world.reconcile();
  }
  await world.pump();
};

/** A post whose init's answer was lost, after TikTok has taken it or before. */
const loseAnswer = async (kind: PostKind, action: 'cut-after' | 'cut-before') => {
  const account = await world.newAccount();
  strikeInit(world, account, kind, { kind: action });
  const post = await world.insertPost(kind, {}, { account });
  await settleAll();
  return { account, post };
};

describe('a post whose outcome is unknown', () => {
  test.each([
    ['direct pull', 'published'],
    ['inbox pull', 'in_inbox'],
    ['direct photos', 'published'],
  ] as const)('%s: TikTok’s webhook names it, and it is %s', async (kind, end) => {
    const { account, post } = await loseAnswer(kind, 'cut-after');
    const before = await world.findPost(post);

    await world.hearWebhooks();
    await settleAll();

    const [task] = world.tasks(account);
    expect(before).toMatchObject({ state: 'outcome_unknown', publishId: null });
    expect(await world.findPost(post)).toMatchObject({ state: end, publishId: task?.publishId });
    expect(world.inits(account)).toMatchObject({ called: 1 });
  });

  test('that TikTok called failed is failed for its reason', async () => {
    const account = await world.newAccount();
    world.simulator.control.declare({
      match: { openId: account.openId },
      failReason: 'frame_rate_check_failed',
    });
    strikeInit(world, account, 'direct pull', { kind: 'cut-after' });
    const post = await world.insertPost('direct pull', {}, { account });
    await settleAll();

    await world.hearWebhooks();
    await settleAll();

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'frame_rate_check_failed' },
    });
  });

  test.each(['failed', 'published'] as const)(
    'stays so where TikTok has nothing of it, until a person says that it is %s',
    async (outcome) => {
      const { account, post } = await loseAnswer('direct pull', 'cut-before');
      await world.hearWebhooks();
      await settleAll();
      const before = await world.findPost(post);
      const name = { tenant: post.tenantId, postId: post.id };

      await changePost(world.job(), name, { kind: 'resolved', outcome }, 'user:user-a');
      await settleAll();

      expect(before).toMatchObject({ state: 'outcome_unknown' });
      expect(await world.findPost(post)).toMatchObject({
        state: outcome,
        reason: { code: 'resolved_by_person' },
      });
      expect(world.inits(account)).toMatchObject({ called: 1, ok: 0 });
    },
  );

  test('is found even after a person called it failed, when TikTok says that it is public', async () => {
    const { account, post } = await loseAnswer('direct pull', 'cut-after');
    const [task] = world.tasks(account);
    const name = { tenant: post.tenantId, postId: post.id };
    const told = { version: 1, ...name, kind: 'accepted', publishId: task?.publishId };
    await changePost(world.job(), name, { kind: 'resolved', outcome: 'failed' }, 'user:user-a');

    await world.queues.sender('post-progress')({ body: JSON.stringify(told), attributes: {} });
    await world.pump();
    await world.hearWebhooks();
    await settleAll();

    expect(await world.findPost(post)).toMatchObject({ state: 'published', publishId: task?.publishId });
  });
});
