import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import { openPublishStates, type PublishStates, statusPath } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

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

describe('a transfer that failed', () => {
  const failed = (code: string) => ({ kind: 'transfer_failed', code, detail: 'What is known.' }) as const;

  test.each([
    'upload_refused',
    'upload_expired',
    'upload_gone',
    'upload_out_of_step',
    'media_changed',
    'media_range_ignored',
    'transfer_timeout',
    'transfer_broken',
  ])('by %s ends the post with that reason, once, when TikTok has nothing else to say', async (code) => {
    const post = await states.taken('direct file');

    await states.tell(post, failed(code));
    await states.tell(post, failed(code));

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code },
      sealedUploadUrl: null,
      dueAt: null,
    });
    expect((await states.told(post)).filter((line) => line.endsWith('failed')).length).toBe(1);
  });

  test('has TikTok’s reason where TikTok has ended the post itself', async () => {
    const post = await states.taken('direct file');
    world.simulator.control.failTask(states.publishIdAtTiktok(), 'auth_removed');

    await states.tell(post, failed('upload_gone'));

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'auth_removed', logId: expect.any(String) },
      platformStatus: 'FAILED',
    });
  });

  test('is published all the same where TikTok has published it', async () => {
    const post = await states.insert('direct file');
    await world.submit(post);
    await world.pump({ skip: ['post-progress'] });
    await states.letTiktokFinish();

    await states.tell(post, failed('upload_out_of_step'));

    const ids = world.tasks(account).flatMap(({ posts }) => posts.map(({ postId }) => postId));
    expect(await world.findPost(post)).toMatchObject({ state: 'published', postIds: ids });
    expect(ids.length).toBe(1);
  });

  test('is asked about again while TikTok cannot say and may have it all; after its hour the transfer’s own reason holds', async () => {
    const post = await states.taken('direct file');
    const match = { path: statusPath, openId: account.openId };
    world.simulator.control.addFault({ match, times: 2, action: { kind: 'html', status: 503 } });

    await states.tell(post, failed('upload_gone'));
    const undecided = await stateOf(post);
    await world.database.superuser`
      update tiktok_posts set upload_expires_at = upload_expires_at - interval '2 hours' where id = ${post.id}`;
    await states.tell(post, failed('upload_gone'));

    expect(undecided).toBe('transferring');
    expect(await world.findPost(post)).toMatchObject({ state: 'failed', reason: { code: 'upload_gone' } });
  });

  test('whose whole file TikTok turns out to have is not failed but waited for', async () => {
    const post = await states.insert('direct file');
    await world.submit(post);
    await world.pump({ skip: ['post-progress'], forMs: 0 });

    await states.tell(post, failed('upload_expired'));

    expect(await stateOf(post)).toBe('processing');
    await world.pump();
    expect(await stateOf(post)).toBe('published');
  });
});
