import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import { changePost } from '../../shared/posts/change-post.ts';
import { openPublishStates, type PublishStates } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

let world: PublishWorld;
let states: PublishStates;
let account: ConnectedAccount;

beforeAll(async () => {
  world = await startPublishWorld();
  states = openPublishStates(world);
});
beforeEach(async () => {
  account = await states.fresh();
});
afterAll(() => world.close());

const stateOf = async (post: PostRow) => (await world.findPost(post)).state;
const nameOf = (post: PostRow) => ({ tenant: post.tenantId, postId: post.id });

describe('an answer to an init that comes by the queue', () => {
  test('takes the post out of doubt, however often it is told', async () => {
    const post = await states.inDoubt();
    const accepted = { kind: 'accepted', publishId: states.publishIdAtTiktok() } as const;

    await states.tell(post, accepted);
    await states.tell(post, accepted);
    await world.pump();
    await states.letTiktokFinish();
    await world.pump();

    expect(await world.findPost(post)).toMatchObject({ state: 'published', publishId: accepted.publishId });
    expect(world.inits(account).called).toBe(1);
  });

  test('ends the lease of the worker that hangs before it stores it', async () => {
    const post = await states.insert('direct pull');
    const job = world.job();
    const hanging = world.job({ posts: { ...job.posts, save: () => new Promise(() => {}) } });
    void world.submit(post, hanging);
    await waitFor('the init', async () => world.tasks(account).length === 1);
    const before = await world.findPost(post);

    await states.tell(post, { kind: 'accepted', publishId: states.publishIdAtTiktok() });

    expect([before.state, before.isLeased]).toEqual(['submitting', true]);
    expect(await world.findPost(post)).toMatchObject({ state: 'processing', isLeased: false });
  });

  test.each(['published', 'failed'] as const)(
    'after a person settled the post as %s, stores the id and leaves the word of the person',
    async (outcome) => {
      const post = await states.inDoubt();
      const publishId = states.publishIdAtTiktok();
      await changePost(world.job(), nameOf(post), { kind: 'resolved', outcome }, 'user:user-a');

      await states.tell(post, { kind: 'accepted', publishId });

      expect(await world.findPost(post)).toMatchObject({ state: outcome, publishId });
    },
  );

  test('after a person settled it as failed: that TikTok published it is the last word', async () => {
    const post = await states.inDoubt();
    await changePost(world.job(), nameOf(post), { kind: 'resolved', outcome: 'failed' }, 'user:user-a');
    await states.letTiktokFinish();
    await world.hearWebhooks();

    await states.tell(post, { kind: 'accepted', publishId: states.publishIdAtTiktok() });

    expect(await stateOf(post)).toBe('published');
  });

  test('with another id than the post has is not taken', async () => {
    const post = await states.taken('direct pull');

    await states.tell(post, { kind: 'accepted', publishId: 'v_pub_url~v2.another' });

    expect((await world.findPost(post)).publishId).toBe(post.publishId);
  });
});
