import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/queue/post-progress.ts';
import type { PostRow } from '../../shared/database/posts.ts';
import { changePost } from '../../shared/posts/change-post.ts';
import { writeProgressMessage } from '../../shared/posts/messages.ts';
import type { PublishJob } from '../support/publish-jobs.ts';
import { fileBytes } from '../support/publish-posts.ts';
import { openPublishStates, type PublishStates } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import { readRecord } from '../support/queue-poller.ts';
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

const bytes = (count: number) => ({ kind: 'bytes', bytes: count }) as const;
const ended = { kind: 'transfer_ended' } as const;
const stateOf = async (post: PostRow) => (await world.findPost(post)).state;
const nameOf = (post: PostRow) => ({ tenant: post.tenantId, postId: post.id });

describe('reports of a transfer', () => {
  test('twice, out of order and late: the most that was ever told is what counts', async () => {
    const post = await states.taken('direct file');
    const seen: number[] = [];

    for (const count of [400, 400, 200, 600, 0, 600]) {
      await states.tell(post, bytes(count));
      seen.push((await world.findPost(post)).bytesConfirmed);
    }
    await states.tell(post, ended);
    await states.tell(post, bytes(700));

    expect(seen).toEqual([400, 400, 400, 600, 600, 600]);
    expect(await world.findPost(post)).toMatchObject({ state: 'processing', bytesConfirmed: fileBytes });
  });

  test('that tell nothing new change nothing at all', async () => {
    const post = await states.taken('direct file');
    await states.tell(post, bytes(400));
    const before = await world.findPost(post);

    await states.tell(post, bytes(400));
    await states.tell(post, bytes(100));

    expect(await world.findPost(post)).toEqual(before);
  });

  test('side by side lose none of what they tell', async () => {
    const post = await states.taken('direct file');
    const counts = Array.from({ length: 12 }, (_, nth) => (nth + 1) * 50);

    const outcomes = await Promise.all(counts.map((count) => states.tell(post, bytes(count))));

    expect(new Set(outcomes)).toEqual(new Set(['done']));
    expect((await world.findPost(post)).bytesConfirmed).toBe(600);
  });

  test('put off the look for a transfer that has fallen silent', async () => {
    const post = await states.taken('direct file');
    await world.advance(50_000);

    await states.tell(post, bytes(400));
    await world.advance(5 * 60_000);
    await world.reconcile();

    expect(world.queues.waiting.filter(({ message }) => message.body.includes(post.id))).toEqual([]);
  });

  test('that it has ended, told twice: the post is processed once, and looked at in a moment', async () => {
    const post = await states.taken('direct file');

    await states.tell(post, ended);
    await states.tell(post, ended);

    expect(await stateOf(post)).toBe('processing');
    expect((await states.told(post)).filter((line) => line.endsWith('processing')).length).toBe(1);
    expect(world.queues.waiting.map(({ message }) => message.delaySeconds)).toEqual([5, 5]);
  });

  test('that come for a post which is over leave it as it is', async () => {
    const post = await states.taken('direct file');
    const reason = { code: 'auth_removed' };
    await changePost(world.job(), nameOf(post), { kind: 'failed', reason }, 'platform:tiktok');

    await states.tell(post, bytes(900));
    await states.tell(post, ended);
    await states.tell(post, { kind: 'transfer_failed', code: 'upload_gone', detail: '' });

    expect(await world.findPost(post)).toMatchObject({ state: 'failed', reason });
    expect(world.queues.waiting).toEqual([]);
  });
});

describe('a message', () => {
  test('about a post that is not there is let go with a warning', async () => {
    const nobody = { id: randomUUID(), tenantId: account.tenant };
    const kinds = [
      bytes(1),
      ended,
      { kind: 'transfer_failed', code: 'upload_gone', detail: '' },
      { kind: 'accepted', publishId: 'v_pub_url~v2.1' },
      { kind: 'poll', poll: 0 },
    ] as const;

    const outcomes = await Promise.all(kinds.map((progress) => states.tell(nobody, progress)));

    expect(outcomes).toEqual(kinds.map(() => 'done'));
  });

  test("about another tenant's post changes nothing", async () => {
    const post = await states.taken('direct file');

    await states.tell({ ...post, tenantId: 'tenant-of-another' }, ended);

    expect(await world.findPost(post)).toEqual(post);
  });

  test.each([
    ['no JSON', 'x'],
    ['another version', '{"version":2,"tenant":"t","postId":"p","kind":"transfer_ended"}'],
    ['no post', '{"version":1,"tenant":"t","kind":"transfer_ended"}'],
    ['a kind that nobody knows', '{"version":1,"tenant":"t","postId":"p","kind":"x"}'],
    ['bytes that are no number', '{"version":1,"tenant":"t","postId":"p","kind":"bytes","bytes":"1"}'],
    ['fewer bytes than none', '{"version":1,"tenant":"t","postId":"p","kind":"bytes","bytes":-1}'],
  ])('of %s rests in the dead letters at once, whole', async (_name, body) => {
    const outcome = await states.tellBody(body);

    expect(outcome).toBe('done');
    expect(states.deadLetters).toEqual([{ body, attributes: { error: 'The message is not readable.' } }]);
  });

  test('whose handling fails comes again, and its neighbours in the batch are done with', async () => {
    const post = await states.taken('direct file');
    const job = world.job();
    const find: PublishJob['posts']['find'] = (tenant, id) =>
      id === post.id ? job.posts.find(tenant, id) : Promise.reject(new Error('A surprise.'));
    const handle = create({
      ...job,
      posts: { ...job.posts, find },
      sendToDeadLetters: async () => {},
    });
    const write = (postId: string) =>
      writeProgressMessage({ version: 1, tenant: post.tenantId, postId, ...ended });

    const answer = await handle({
      Records: [
        readRecord({ MessageId: 'of a surprise', Body: write(randomUUID()) }),
        readRecord({ MessageId: 'of the post', Body: write(post.id) }),
      ],
    });

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'of a surprise' }]);
    expect(await stateOf(post)).toBe('processing');
  });
});

describe('reports, looks and webhooks of one post, all at once', () => {
  test.each([1, 2, 3, 4, 5])(
    'end it as one after the other would, and tell the CRM of each state once (%s)',
    async (round) => {
      const post = await states.insert('direct file');
      await world.submit(post);
      await world.pump({ skip: ['post-progress'] });
      await states.letTiktokFinish();
      const happenings: (() => Promise<unknown>)[] = [
        ...[200, 600, 1_000].map((count) => () => states.tell(post, bytes(count))),
        () => states.tell(post, ended),
        () => states.tell(post, ended),
        () => states.tell(post, { kind: 'transfer_failed', code: 'upload_out_of_step', detail: '' }),
        () => states.tell(post, { kind: 'poll', poll: 0 }),
        () => states.tell(post, { kind: 'poll', poll: 0 }),
        () => world.hearWebhooks(),
        () => world.reconcile(),
      ];
      const rotated = [...happenings.slice(round * 2), ...happenings.slice(0, round * 2)];

      await Promise.all(rotated.map((happen) => happen()));
      await world.pump();

      const ids = world.tasks(account).flatMap(({ posts }) => posts.map(({ postId }) => postId));
      expect(await world.findPost(post)).toMatchObject({
        state: 'published',
        postIds: ids,
        reason: undefined,
      });
      const changes = (await states.told(post)).filter((line) => line.startsWith('post.state_changed'));
      expect(changes.length).toBe(new Set(changes).size);
      expect(world.inits(account).called).toBe(1);
    },
  );
});
