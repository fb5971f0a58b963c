import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PublishJob } from '../support/publish-jobs.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';

let world: PublishWorld;

beforeAll(async () => {
  world = await startPublishWorld();
});
afterAll(() => world.close());

/** A worker that does something between TikTok's answer to its init and the storing of that answer. */
const workerThat = (onAnswer: () => Promise<void>): PublishJob => {
  const job = world.job();
  const submit: PublishJob['platform']['submit'] = async (accessToken, order) => {
    const accepted = await job.platform.submit(accessToken, order);
    await onAnswer();
    return accepted;
  };
  return { ...job, platform: { ...job.platform, submit } };
};

/** Fetches, processes and lets pass: each begins when the one before has ended. */
const letTiktokFinish = async (): Promise<void> => {
  for (const _ of ['fetched', 'processed', 'let pass']) {
    await world.advance(10_000);
    await world.simulator.control.settleTasks();
  }
};

/** Posts of this account that were looked at. */
const countLooks = (openId: string): number =>
  world.simulator.control.countPostingCalls(openId).status.called;

const cases = [
  ['direct pull', 'published'],
  ['inbox pull', 'in_inbox'],
  ['direct photos', 'published'],
] as const;

describe('webhooks that come before the answer to the init is stored', () => {
  test.each(cases)('are applied when it is: a %s is %s without a look', async (kind, end) => {
    const account = await world.newAccount();
    const post = await world.insertPost(kind, {}, { account, isSilent: true });
    const early = workerThat(async () => {
      await letTiktokFinish();
      await world.hearWebhooks();
    });

    await world.submit(post, early);

    const [task] = world.tasks(account);
    expect(await world.findPost(post)).toMatchObject({ state: end, publishId: task?.publishId });
    expect(countLooks(account.openId)).toBe(0);
  });

  test('are applied once, whichever of the two commits first, twenty times over', async () => {
    const accounts = await Promise.all(Array.from({ length: 20 }, () => world.newAccount()));

    for (const account of accounts) {
      const post = await world.insertPost('direct pull', {}, { account, isSilent: true });
      let hearing: Promise<void> = Promise.resolve();
      const atOnce = workerThat(async () => {
        await letTiktokFinish();
        hearing = world.hearWebhooks();
      });

      await world.submit(post, atOnce);
      await hearing;

      const { state, publicNotices } = await world.findPost(post);
      const [task] = world.tasks(account);
      expect({ state, seen: publicNotices.map(({ postId }) => postId) }).toEqual({
        state: 'published',
        seen: task?.posts.map(({ postId }) => postId),
      });
    }

    const parked = await world.database.superuser`select from webhook_events where outcome = 'parked'`;
    expect(parked).toHaveLength(0);
  });

  test('of failures end the post with TikTok’s reason, and nothing follows', async () => {
    const account = await world.newAccount();
    world.simulator.control.declare({
      match: { openId: account.openId },
      failReason: 'file_format_check_failed',
    });
    const post = await world.insertPost('direct pull', {}, { account, isSilent: true });
    const early = workerThat(async () => {
      await letTiktokFinish();
      await world.hearWebhooks();
    });

    await world.submit(post, early);
    await world.pump();

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'file_format_check_failed' },
      dueAt: null,
    });
    expect(world.inits(account)).toMatchObject({ called: 1 });
  });
});
