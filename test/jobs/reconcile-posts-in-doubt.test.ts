import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow, PostState } from '../../shared/database/posts.ts';
import { changePost } from '../../shared/posts/change-post.ts';
import { openPublishStates, type PublishStates } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

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
const nameOf = (post: PostRow) => ({ tenant: post.tenantId, postId: post.id });
/** The schedule, each minute, with what follows from it. */
const runEachMinute = async (minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    await world.advance(minuteMs);
    await world.reconcile();
    await world.pump({ forMs: 0 });
  }
};

describe('a post whose answer was lost', () => {
  test('is found by the webhook that names it, and comes to its end without another init', async () => {
    const post = await states.inDoubt();
    await states.letTiktokFinish();
    await world.hearWebhooks();

    await runEachMinute(5);

    expect(await world.findPost(post)).toMatchObject({
      state: 'published',
      publishId: states.publishIdAtTiktok(),
      postIds: world.tasks(account).flatMap(({ posts }) => posts.map(({ postId }) => postId)),
    });
    expect(world.inits(account).called).toBe(1);
  });

  test('is found to have failed, with TikTok’s reason', async () => {
    world.simulator.control.declare({ match: { openId: account.openId }, failReason: 'spam_risk_text' });
    const post = await states.inDoubt();
    await states.letTiktokFinish();
    await world.hearWebhooks();

    await runEachMinute(5);

    expect(await world.findPost(post)).toMatchObject({ state: 'failed', reason: { code: 'spam_risk_text' } });
  });

  test('beside another one of the account stays in doubt: a person settles both', async () => {
    const first = await states.inDoubt();
    const second = await states.inDoubt();
    await states.letTiktokFinish();
    await world.hearWebhooks();

    await runEachMinute(5);

    expect([await stateOf(first), await stateOf(second)]).toEqual(['outcome_unknown', 'outcome_unknown']);
  });

  test('is looked for no longer after a day, and counts as no work', async () => {
    world.simulator.control.patchSwitches({ postWebhooks: 'lost' });
    const post = await states.inDoubt();

    await world.advance(25 * hourMs);
    await runEachMinute(1);
    world.simulator.control.patchSwitches({ postWebhooks: 'sent' });

    expect(await world.findPost(post)).toMatchObject({ state: 'outcome_unknown', dueAt: null });
  });

  test('settled by a person meanwhile is left as it is', async () => {
    const post = await states.inDoubt();
    await changePost(world.job(), nameOf(post), { kind: 'resolved', outcome: 'failed' }, 'user:user-a');

    await runEachMinute(3);

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'resolved_by_person' },
    });
  });
});
