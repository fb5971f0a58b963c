import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { creatorInfoPath } from '../support/init-paths.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let world: PublishWorld;

beforeEach(async () => {
  world = await startPublishWorld();
});
afterEach(() => world.close());

describe('a scheduled post, when its time has come', () => {
  const schedule = () =>
    world.insertPost('direct pull', {
      publishAt: new Date(world.now().getTime() + hourMs),
      durationSeconds: 100,
    });

  const comeTo = async (): Promise<void> => {
    await world.advance(hourMs);
    await world.promote();
    await world.pump();
  };

  test('is published by what the creator still offers', async () => {
    const post = await schedule();

    await comeTo();

    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
    expect(world.simulator.control.countPostingCalls(world.account.openId).creatorInfo.called).toBe(1);
  });

  test('fails without an init when the creator offers its audience no more', async () => {
    const post = await schedule();
    world.simulator.control.patchCreator('creator-1.00001', { privateAccount: true });

    await comeTo();

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'privacy_level_option_mismatch' },
    });
    expect(world.inits()).toMatchObject({ called: 0 });
  });

  test('fails without an init when the creator’s videos may not be so long any more', async () => {
    const post = await schedule();
    world.simulator.control.patchCreator('creator-1.00001', { maxVideoPostDurationSec: 60 });

    await comeTo();

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'duration_check_failed' },
    });
    expect(world.inits()).toMatchObject({ called: 0 });
  });

  test('fails with TikTok’s reason and log id when the creator was banned', async () => {
    const post = await schedule();
    world.simulator.control.patchCreator('creator-1.00001', { banned: true });

    await comeTo();

    const { state, reason } = await world.findPost(post);
    expect({ state, code: reason?.code }).toEqual({
      state: 'failed',
      code: 'spam_risk_user_banned_from_posting',
    });
    expect(reason?.logId).toMatch(/^\d{14}/);
    expect(world.inits()).toMatchObject({ called: 0 });
  });

  test('waits when the creator’s daily cap is reached, and is published when it is not', async () => {
    const post = await schedule();
    world.simulator.control.patchCreator('creator-1.00001', { dailyPostCap: 0 });
    await comeTo();
    const waiting = await world.findPost(post);

    world.simulator.control.patchCreator('creator-1.00001', { dailyPostCap: 15 });
    await world.advance((waiting.willSubmitAt?.getTime() ?? 0) - world.now().getTime() + minuteMs);
    await world.reconcile();
    await world.pump();

    expect(waiting).toMatchObject({ state: 'queued', reason: { code: 'spam_risk_too_many_posts' } });
    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
  });

  test('waits when creator info cannot be had now, and is published later', async () => {
    const post = await schedule();
    world.simulator.control.addFault({
      match: { path: creatorInfoPath },
      times: 2,
      action: { kind: 'answer', status: 500 },
    });

    await comeTo();

    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
    expect(world.inits()).toMatchObject({ called: 1 });
  });

  test('waits for its call of creator info when twenty were made in the minute', async () => {
    const post = await schedule();
    await world.advance(hourMs);
    const job = world.job();
    const name = { tenant: world.account.tenant, accountId: world.account.id };
    for (let calls = 0; calls < 20; calls += 1) await job.fetchCreatorInfo(name);

    await world.promote();
    await world.pump({ forMs: 0 });
    const waiting = await world.findPost(post);
    await world.pump();

    expect(waiting).toMatchObject({ state: 'queued', failures: 0 });
    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
    expect(world.simulator.control.countPostingCalls(world.account.openId).creatorInfo).toMatchObject({
      limited: 0,
    });
  });
});
