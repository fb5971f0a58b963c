import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import { changePost } from '../../shared/posts/change-post.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

const minuteMs = 60_000;
const statusPath = '/v2/post/publish/status/fetch/';

describe('a post, from the intent to its end', () => {
  let world: PublishWorld;
  let account: ConnectedAccount;

  beforeAll(async () => {
    world = await startPublishWorld();
  });
  beforeEach(async () => {
    [account = world.account] = await world.connect();
    world.queues.waiting.splice(0);
    world.simulator.control.clearFaults();
    world.simulator.control.patchSwitches({ postWebhooks: 'sent' });
  });
  afterAll(() => world.close());

  const insert = (kind: PostKind, wish: Parameters<PublishWorld['insertPost']>[1] = {}) =>
    world.insertPost(kind, wish, { account });
  /** What there is to see of a post at its end. */
  const end = async (post: PostRow) => {
    const { state, postIds, reason } = await world.findPost(post);
    return { state, postIds, reason };
  };
  const postIdsAtTiktok = () =>
    world.tasks(account).flatMap(({ posts }) => posts.map(({ postId }) => postId));
  const stateTimesOf = async (post: PostRow) => Object.keys((await world.findPost(post)).stateTimes);
  const told = async (post: PostRow) =>
    (
      await world.database.superuser`
        select type, payload ->> 'state' as state from outbox where payload ->> 'postId' = ${post.id}`
    )
      .map((row) => `${row['type']} ${row['state']}`)
      .toSorted();
  const letTiktokFinish = async (): Promise<void> => {
    // What it fetches and what it then makes of it take their time one after the other.
    for (let part = 0; part < 3; part += 1) {
      await world.simulator.control.settleTasks();
      await world.advance(10_000);
    }
  };
  const initsMade = () => world.inits(account).called;

  test('a file that is posted directly is published with its id, and the CRM is told of each step once', async () => {
    const post = await insert('direct file');

    await world.pump();
    await world.hearWebhooks();

    expect(await end(post)).toEqual({ state: 'published', postIds: postIdsAtTiktok(), reason: undefined });
    expect((await end(post)).postIds.length).toBe(1);
    expect(new Set(await stateTimesOf(post))).toEqual(
      new Set(['queued', 'submitting', 'transferring', 'processing', 'published']),
    );
    expect(await told(post)).toEqual([
      'post.created queued',
      'post.state_changed processing',
      'post.state_changed published',
      'post.state_changed submitting',
      'post.state_changed transferring',
      // Its id, by a look; and that it is public, by a webhook.
      'post.visibility_changed published',
      'post.visibility_changed published',
    ]);
    expect(initsMade()).toBe(1);
  });

  test('of a file that is over, neither the upload address nor a time to look again is kept', async () => {
    const post = await insert('direct file');

    await world.pump();

    const stored = await world.findPost(post);
    expect(stored).toMatchObject({
      state: 'published',
      sealedUploadUrl: null,
      dueAt: null,
      willSubmitAt: null,
    });
    expect(world.queues.waiting).toEqual([]);
  });

  test.each<PostKind>(['direct pull', 'direct file'])('%s ends published with its id', async (kind) => {
    const post = await insert(kind);

    await world.pump();

    expect(await end(post)).toEqual({ state: 'published', postIds: postIdsAtTiktok(), reason: undefined });
    expect([postIdsAtTiktok().length, initsMade()]).toEqual([1, 1]);
  });

  test.each<PostKind>(['direct photos', 'direct staged photos'])(
    '%s for the creator alone end published, and are not asked for an id that never comes',
    async (kind) => {
      const post = await insert(kind);

      await world.pump();

      expect(await world.findPost(post)).toMatchObject({ state: 'published', postIds: [], dueAt: null });
      expect(initsMade()).toBe(1);
    },
  );

  test.each<PostKind>(['inbox file', 'inbox pull', 'inbox photos'])(
    '%s ends in the inbox, and is published when its creator posts it',
    async (kind) => {
      const post = await insert(kind);
      await world.pump();
      const delivered = await end(post);
      const { publishId } = await world.findPost(post);

      world.simulator.control.postDraft(publishId ?? '', {});
      await world.simulator.control.settleTasks();
      await world.hearWebhooks();

      expect(delivered).toEqual({ state: 'in_inbox', postIds: [], reason: undefined });
      expect((await end(post)).state).toBe('published');
      expect(initsMade()).toBe(1);
    },
  );

  test('cancelled before its turn, a post is never asked for', async () => {
    const post = await insert('direct file');

    const reason = { code: 'cancelled_by_user' };
    await changePost(
      world.job(),
      { tenant: post.tenantId, postId: post.id },
      { kind: 'cancelled', reason },
      'user:user-a',
    );
    await world.pump();

    expect(await end(post)).toEqual({ state: 'cancelled', postIds: [], reason });
    expect(initsMade()).toBe(0);
  });

  test('a scheduled post waits for its time, and is then published once', async () => {
    const publishAt = new Date(world.now().getTime() + 60 * minuteMs);
    const post = await insert('direct pull', { publishAt, creatorCheckedAt: null });

    await world.promote();
    await world.pump();
    const early = [(await end(post)).state, initsMade()];
    await world.advance(60 * minuteMs);
    await world.promote();
    await world.promote();
    await world.pump();

    expect(early).toEqual(['scheduled', 0]);
    expect([(await end(post)).state, initsMade()]).toEqual(['published', 1]);
  });

  test('whether only polls tell it, or only webhooks, or both: the end is the same', async () => {
    const { control } = world.simulator;
    const ends: object[] = [];
    for (const way of ['polls', 'webhooks', 'both']) {
      [account = world.account] = await world.connect();
      control.patchSwitches({ postWebhooks: way === 'polls' ? 'lost' : 'sent' });
      if (way === 'webhooks') {
        const match = { path: statusPath, openId: account.openId };
        control.addFault({ match, times: null, action: { kind: 'html', status: 503 } });
      }
      const post = await insert('direct pull');

      await world.pump();
      await letTiktokFinish();
      await world.hearWebhooks();

      const { state, postIds } = await world.findPost(post);
      ends.push({ state, isItsOwnId: postIds.join() === postIdsAtTiktok().join(), ids: postIds.length });
    }

    expect(ends).toEqual(ends.map(() => ({ state: 'published', isItsOwnId: true, ids: 1 })));
  });

  test.each<PostKind>(['direct file', 'direct pull', 'inbox file', 'inbox pull'])(
    'whether only polls tell it, or only webhooks: %s that fails ends failed with the reason',
    async (kind) => {
      const { control } = world.simulator;
      const reasons: (string | undefined)[] = [];
      for (const way of ['polls', 'webhooks']) {
        [account = world.account] = await world.connect();
        control.declare({ match: { openId: account.openId }, failReason: 'spam_risk_text' });
        control.patchSwitches({ postWebhooks: way === 'polls' ? 'lost' : 'sent' });
        const match = { path: statusPath, openId: account.openId };
        if (way === 'webhooks')
          control.addFault({ match, times: null, action: { kind: 'html', status: 503 } });
        const post = await insert(kind);

        await world.pump();
        await letTiktokFinish();
        await world.hearWebhooks();

        const { state, reason } = await world.findPost(post);
        reasons.push(`${state} ${reason?.code}`);
      }

      expect(reasons).toEqual(['failed spam_risk_text', 'failed spam_risk_text']);
    },
  );
});
