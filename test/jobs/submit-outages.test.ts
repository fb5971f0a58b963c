import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../shared/core/failure.ts';
import { connect } from '../../shared/database/client.ts';
import { loginTo, readTestServer } from '../support/database.ts';
import type { PublishJob } from '../support/publish-jobs.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import { waitFor } from '../support/wait-for.ts';
import { openWay, type Way } from '../support/way.ts';

let world: PublishWorld;
let way: Way;
let farSql: ReturnType<typeof connect>;

beforeEach(async () => {
  [world, way] = await Promise.all([startPublishWorld(), openWay(readTestServer().port)]);
  const login = { ...loginTo('worker', world.database.name, readTestServer()), port: way.port };
  farSql = connect(login, { tls: 'off', maxConnections: 2 });
});
afterEach(async () => {
  await farSql.end({ timeout: 0 });
  await way.close();
  await world.close();
});

/** A worker whose database is at the end of the way, to which something happens as soon as TikTok has answered its init. */
const farWorker = (onAnswer: () => Promise<void> = async () => {}): PublishJob => {
  const { platform } = world.job();
  return world.job(
    {
      platform: {
        ...platform,
        submit: async (accessToken, order) => {
          const accepted = await platform.submit(accessToken, order);
          await onAnswer();
          return accepted;
        },
      },
    },
    farSql,
  );
};

const insert = (kind: PostKind) => world.insertPost(kind, {}, { isSilent: true });

/** All that happens by itself, for a while. */
const settleAll = async (): Promise<void> => {
  for (let rounds = 0; rounds < 3; rounds += 1) {
    await world.pump({ forMs: 120_000 });
    await world.advance(120_000);
    await world.reconcile();
  }
  await world.pump();
};

describe('when the database is lost between TikTok’s answer and its storing', () => {
  test.each(['direct pull', 'direct file'] as const)(
    'for a moment, the answer of a %s is stored, and nothing is asked twice',
    async (kind) => {
      const post = await insert(kind);
      const cutShortly = async () => {
        await way.cut();
        setTimeout(() => void way.mend(), 150);
      };

      await world.submit(post, farWorker(cutShortly));
      await world.pump();

      expect(await world.findPost(post)).toMatchObject({ state: 'published', initAttempts: 1 });
      expect(world.inits()).toMatchObject({ called: 1 });
    },
  );

  test.each([
    ['direct pull', 'published'],
    ['inbox photos', 'in_inbox'],
  ] as const)('for long, the queue remembers the answer of a %s, which is %s', async (kind, end) => {
    const post = await insert(kind);

    await world.submit(
      post,
      farWorker(() => way.cut()),
    );
    const told = world.queues.sent.map(({ queue, body }) => ({ queue, body }));
    await settleAll();

    const [task] = world.tasks();
    expect(told).toEqual([
      {
        queue: 'post-progress',
        body: {
          version: 1,
          tenant: post.tenantId,
          postId: post.id,
          kind: 'accepted',
          publishId: task?.publishId,
        },
      },
    ]);
    expect(await world.findPost(post)).toMatchObject({ state: end, publishId: task?.publishId });
    expect(world.inits()).toMatchObject({ called: 1 });
  });

  test('for long, a file is asked for once more, and its bytes go up once', async () => {
    const post = await insert('direct file');

    await world.submit(
      post,
      farWorker(() => way.cut()),
    );
    const toldNobody = world.queues.sent.length;
    await settleAll();

    const received = world.tasks().map(({ upload }) => upload?.receivedBytes);
    expect(toldNobody).toBe(0);
    expect(received).toEqual([0, 1_000]);
    expect(await world.findPost(post)).toMatchObject({ state: 'published', initAttempts: 2 });
  });

  test('and the queue with it, a pull is never asked for again; TikTok’s webhook settles it', async () => {
    const post = await insert('direct pull');
    const job = farWorker(() => way.cut());
    // The database is back at once: what follows must not take the post for one that was never submitted.
    const sendToProgress = async () => {
      await way.mend();
      throw new Failure('queue_unavailable', { detail: 'The queue is away.' });
    };

    await world.submit(post, { ...job, sendToProgress });
    await settleAll();
    const before = await world.findPost(post);
    await world.hearWebhooks();
    await settleAll();

    expect(before).toMatchObject({ state: 'outcome_unknown' });
    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
    expect(world.inits()).toMatchObject({ called: 1 });
  });
});

describe('when the database is lost before the init', () => {
  test('nothing is asked, and the message comes again', async () => {
    const post = await world.insertPost('direct pull');
    await way.cut();

    await world.pump({ forMs: 0, job: farWorker() });
    const waiting = world.queues.waiting.map(({ queue, receives }) => ({ queue, receives }));
    await world.pump();

    expect(waiting).toEqual([{ queue: 'submit-posts', receives: 2 }]);
    expect(await world.findPost(post)).toMatchObject({ state: 'published', initAttempts: 1 });
    expect(world.inits()).toMatchObject({ called: 1 });
  });

  test.each([
    ['direct pull', 'outcome_unknown', 0],
    ['direct file', 'published', 1],
  ] as const)(
    'with the answer to its beginning, a %s ends as %s after %i calls',
    async (kind, end, calls) => {
      const post = await insert(kind);
      way.dropAnswersFromCommit();
      const job = farWorker();
      const begin = job.submissions.begin;
      const cutOnceBegun = async () => {
        await waitFor('the beginning', async () => (await world.findPost(post)).state === 'submitting');
        await way.cut();
      };
      // Only the beginning's own commit is unanswered: what comes before is through.
      way.letThrough();
      const submission = world.submit(post, {
        ...job,
        submissions: {
          ...job.submissions,
          begin: (...given) => {
            way.dropAnswersFromCommit();
            void cutOnceBegun();
            return begin(...given);
          },
        },
      });

      await expect(submission).rejects.toMatchObject({ code: 'database_unavailable' });
      await settleAll();

      expect(await world.findPost(post)).toMatchObject({ state: end });
      expect(world.inits()).toMatchObject({ called: calls });
    },
  );
});

describe('when the key service is away', () => {
  test('nothing is taken and nothing is asked; the post is published once it is back', async () => {
    const { keyService, account } = world;
    const post = await world.insertPost('direct file');
    keyService.downFor.add(account.tenant);

    await world.pump({ forMs: 0, job: world.job() });
    const waiting = await world.findPost(post);
    const taken = await world.database.superuser`select from rate_calls where endpoint = 'init'`;
    keyService.downFor.clear();
    await world.pump();

    expect(waiting).toMatchObject({ state: 'queued', initAttempts: 0, failures: 0 });
    expect(taken).toHaveLength(0);
    expect(await world.findPost(post)).toMatchObject({ state: 'published', initAttempts: 1 });
  });
});

describe('when a queue is away', () => {
  test.each([
    ['transfer-media', 'direct file'],
    ['post-progress', 'direct pull'],
  ] as const)('%s: an accepted %s is handed over by the next reconciliation', async (queue, kind) => {
    const post = await insert(kind);
    world.queues.away.add(queue);

    await world.submit(post);
    const accepted = await world.findPost(post);
    world.queues.away.clear();
    await settleAll();

    expect(accepted.publishId).not.toBeNull();
    expect(await world.findPost(post)).toMatchObject({ state: 'published', initAttempts: 1 });
    expect(world.inits()).toMatchObject({ called: 1 });
  });

  test('submit-posts: a post that waits is found by the table', async () => {
    const posts = await Promise.all(Array.from({ length: 7 }, () => insert('direct pull')));
    world.queues.away.add('submit-posts');

    for (const post of posts) await world.submit(post);
    world.queues.away.clear();
    await settleAll();

    const states = await Promise.all(posts.map(async (post) => (await world.findPost(post)).state));
    expect(states).toEqual(posts.map(() => 'published'));
    expect(world.inits()).toMatchObject({ called: 7, limited: 0 });
  });
});
