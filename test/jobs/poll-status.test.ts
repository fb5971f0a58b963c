import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import { openPublishStates, type PublishStates, statusPath } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

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

describe('what TikTok says of a post', () => {
  test.each(['list', 'scalar', 'text-list'] as const)(
    'with its id as a %s: every digit of it is kept',
    async (postIdForm) => {
      world.simulator.control.patchSwitches({ postIdForm });
      const post = await states.taken('direct pull');
      await states.letTiktokFinish();

      const seen = await look(post);

      const [id = ''] = idsAtTiktok();
      expect(seen).toMatchObject({ state: 'published', postIds: [id], platformStatus: 'PUBLISH_COMPLETE' });
      expect(id).toMatch(/^\d{19}$/);
      expect(String(Number(id))).not.toBe(id);
    },
  );

  test.each(['"none"', '[null]', '{"id":1}', '-5', '0', 'true', '[[]]'])(
    'with an id of no known form, %s: the status is taken, and no id is made of it',
    async (form) => {
      const post = await states.taken('direct pull');
      const body = `{"data":{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":${form}},"error":{"code":"ok"}}`;
      const match = { path: statusPath, openId: account.openId };
      world.simulator.control.addFault({ match, action: { kind: 'answer', status: 200, body } });

      const seen = await look(post);

      expect(seen).toMatchObject({ state: 'published', postIds: [], polls: 1 });
    },
  );

  test('in a word that no page of TikTok’s has: it is looked at again', async () => {
    const post = await states.taken('direct pull');
    const body = '{"data":{"status":"UNDER_REVIEW"},"error":{"code":"ok"}}';
    const match = { path: statusPath, openId: account.openId };
    world.simulator.control.addFault({ match, action: { kind: 'answer', status: 200, body } });

    const seen = await look(post);

    expect(seen).toMatchObject({ state: 'processing', platformStatus: 'UNDER_REVIEW', polls: 1 });
    expect(lastLook(post)).toBe(10);
  });

  test.each(['absent', 'empty'] as const)(
    'without an id yet, which is %s: the post is published and looked at again, until it has one',
    async (missingPostIds) => {
      world.simulator.control.patchSwitches({ missingPostIds });
      const { control } = world.simulator;
      control.declare({ match: { openId: account.openId }, moderationSeconds: 3 * 3600 });
      const post = await states.taken('direct pull');
      await states.letTiktokFinish();

      const seen = await look(post);
      await pass(4 * hourMs, 15 * minuteMs);

      expect(seen).toMatchObject({ state: 'published', postIds: [] });
      expect(seen.dueAt).not.toBeNull();
      expect((await world.findPost(post)).postIds).toEqual(idsAtTiktok());
      expect((await world.findPost(post)).dueAt).toBeNull();
    },
  );

  test.each(['as-transfer', 'PROCESSING_DOWNLOAD'] as const)(
    'while it is processed, in the form %s: it is looked at again',
    async (statusWhileProcessing) => {
      const { control } = world.simulator;
      control.patchSwitches({ statusWhileProcessing });
      control.declare({ match: { openId: account.openId }, processingSeconds: 600 });
      const post = await states.taken('direct pull');
      await states.letTiktokFinish();

      const seen = await look(post);

      expect(seen).toMatchObject({ state: 'processing', polls: 1, platformStatus: 'PROCESSING_DOWNLOAD' });
      expect(seen.bytesConfirmed).toBeGreaterThan(0);
      expect(lastLook(post)).toBe(10);
    },
  );

  test.each([
    'file_format_check_failed',
    'duration_check_failed',
    'frame_rate_check_failed',
    'picture_size_check_failed',
    'internal',
    'video_pull_failed',
    'photo_pull_failed',
    'auth_removed',
    'spam_risk_too_many_posts',
    'spam_risk_user_banned_from_posting',
    'spam_risk_text',
    'spam_risk',
  ])(
    'that it failed by %s: with that reason, TikTok’s log id and word, and no further look',
    async (code) => {
      const post = await states.taken('direct pull');
      world.simulator.control.failTask(states.publishIdAtTiktok(), code as never);

      const seen = await look(post);

      expect(seen).toMatchObject({
        state: 'failed',
        reason: { code, logId: expect.stringMatching(/^\w{20,}$/) },
        platformStatus: 'FAILED',
        dueAt: null,
      });
      expect(lastLook(post)).toBeUndefined();
    },
  );

  test('that it was cancelled: it is cancelled, not failed', async () => {
    const post = await states.taken('direct pull');
    world.simulator.control.failTask(states.publishIdAtTiktok(), 'publish_cancelled');

    const seen = await look(post);

    expect(seen).toMatchObject({ state: 'cancelled', reason: { code: 'publish_cancelled' } });
  });

  test('of a draft: that it is in the inbox; when its creator posts it twice, both ids, each once', async () => {
    const { control } = world.simulator;
    const post = await states.taken('inbox pull');
    await states.letTiktokFinish();
    const delivered = await look(post);

    control.postDraft(states.publishIdAtTiktok());
    control.postDraft(states.publishIdAtTiktok());
    await pass(hourMs, 15 * minuteMs);

    const ids = idsAtTiktok().toSorted();
    expect(delivered).toMatchObject({ state: 'in_inbox', platformStatus: 'SEND_TO_USER_INBOX' });
    expect(ids.length).toBe(2);
    expect(await world.findPost(post)).toMatchObject({ state: 'published', postIds: ids });
  });

  test('after it failed a post that was published stays published', async () => {
    const post = await states.taken('direct pull');
    await states.letTiktokFinish();
    const published = await look(post);

    await states.tell(post, { kind: 'transfer_failed', code: 'upload_gone', detail: '' });

    expect(await world.findPost(post)).toEqual(published);
  });
});
