import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import { changePost } from '../../shared/posts/change-post.ts';
import { loginTo, readTestServer } from '../support/database.ts';
import type { PromoteOrder } from '../support/promote-worker.ts';
import type { PublishJob } from '../support/publish-jobs.ts';
import { openPublishStates, type PublishStates } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import { insertStoredPost } from '../support/stored-posts.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

const minuteMs = 60_000;

let world: PublishWorld;
let states: PublishStates;
let account: ConnectedAccount;

beforeAll(async () => {
  world = await startPublishWorld();
  states = openPublishStates(world);
});
beforeEach(async () => {
  account = await states.fresh();
  await world.database.superuser`truncate tiktok_posts`;
});
afterAll(() => world.close());

const minutesAhead = (minutes: number): Date => new Date(world.now().getTime() + minutes * minuteMs);
const schedule = (minutes: number, of = account) =>
  world.insertPost(
    'direct pull',
    { publishAt: minutesAhead(minutes), creatorCheckedAt: null },
    { account: of },
  );
const stateOf = async (post: PostRow) => (await world.findPost(post)).state;
const inits = () => world.inits(account).called;
const nameOf = (post: PostRow) => ({ tenant: post.tenantId, postId: post.id });
const waitingIds = () =>
  world.queues.waiting.map(({ message }): string => JSON.parse(message.body).postId).toSorted();
const promotedTold = async (post: PostRow) =>
  (await states.told(post)).filter((line) => line === 'post.state_changed queued').length;

describe('a scheduled post', () => {
  test('waits for its time and is then submitted, once', async () => {
    const post = await schedule(10);

    const early = [await world.promote(), await stateOf(post)];
    await world.advance(10 * minuteMs);
    const due = await world.promote();
    const queued = await world.findPost(post);
    await world.pump();

    expect(early).toEqual([{ promoted: 0 }, 'scheduled']);
    expect(due).toEqual({ promoted: 1 });
    expect(queued).toMatchObject({ state: 'queued', willSubmitAt: null });
    expect([await stateOf(post), inits(), await promotedTold(post)]).toEqual(['published', 1, 1]);
  });

  test('whose time was long ago is submitted at once', async () => {
    const post = await schedule(-600);

    await world.promote();
    await world.pump();

    expect([await stateOf(post), inits()]).toEqual(['published', 1]);
  });

  test('promoted twice, one run after the other or both at once, is submitted once', async () => {
    const post = await schedule(-1);
    const jobs = [world.job(), world.job(), world.job()];

    await Promise.all(jobs.map((job) => world.promote(job)));
    await world.promote();
    await world.pump();

    expect([await stateOf(post), inits(), await promotedTold(post)]).toEqual(['published', 1, 1]);
  });

  test('cancelled before its time comes is never submitted', async () => {
    const post = await schedule(5);

    await cancel(post);
    await world.advance(10 * minuteMs);
    await world.promote();
    await world.reconcile();
    await world.pump();

    expect([await stateOf(post), inits(), waitingIds()]).toEqual(['cancelled', 0, []]);
  });

  test('cancelled between the look for it and its turn is never submitted', async () => {
    const post = await schedule(-1);
    const job = world.job();
    const findScheduled: PublishJob['duePosts']['findScheduled'] = async (now, limit) => {
      const found = await job.duePosts.findScheduled(now, limit);
      if (found.length > 0) await cancel(post);
      return found;
    };

    await world.promote({ ...job, duePosts: { ...job.duePosts, findScheduled } });
    await world.pump();

    expect([await stateOf(post), inits()]).toEqual(['cancelled', 0]);
  });

  test('cancelled after it was put in the line, and before it is submitted, is never submitted', async () => {
    const post = await schedule(-1);
    await world.promote();

    await cancel(post);
    await world.pump();

    expect([await stateOf(post), inits()]).toEqual(['cancelled', 0]);
  });

  test('whose creator closed its audience meanwhile has failed, and TikTok was not asked to post', async () => {
    const post = await schedule(5);
    const { username } = world.simulator.control.readTokens(account.openId);
    world.simulator.control.patchCreator(username ?? '', { privateAccount: true });

    await world.advance(5 * minuteMs);
    await world.promote();
    await world.pump();

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'privacy_level_option_mismatch' },
    });
    expect(inits()).toBe(0);
  });
});

const cancel = (post: PostRow) =>
  changePost(
    world.job(),
    nameOf(post),
    { kind: 'cancelled', reason: { code: 'cancelled_by_user' } },
    'user:user-a',
  );

describe('a run', () => {
  const insertMany = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, nth) =>
        insertStoredPost(world.database.superuser, {
          state: 'scheduled',
          publishAt: minutesAhead(0),
          dueAt: minutesAhead(0),
          tenant: `tenant-${nth % 7}`,
        }),
      ),
    );

  test('puts a thousand posts of one minute in the line, each once', async () => {
    const ids = await insertMany(1_000);

    const run = await world.promote();

    expect(run).toEqual({ promoted: 1_000 });
    expect(waitingIds()).toEqual(ids.toSorted());
  });

  test('whose queue is away puts them in the line all the same, and reconcile-posts sends them', async () => {
    const ids = await insertMany(20);
    world.queues.away.add('submit-posts');

    const run = await world.promote();
    world.queues.away.clear();
    await world.advance(2 * minuteMs);
    const later = await world.promote();
    await world.reconcile();

    expect([run, later]).toEqual([{ promoted: 0 }, { promoted: 0 }]);
    expect(waitingIds()).toEqual(ids.toSorted());
  });
});

describe('a run that is killed', () => {
  const program = fileURLToPath(new URL('../support/promote-worker.ts', import.meta.url));

  /** Starts a run as a process, and kills it at the message after so many; answers what it had sent. */
  const killAfter = async (sends: number): Promise<string[]> => {
    const order: PromoteOrder = {
      database: loginTo('worker', world.database.name, readTestServer()),
      now: world.now().toISOString(),
      sends,
    };
    const child = fork(program, [JSON.stringify(order)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit');
    const sent: string[] = [];
    child.on('message', (said: { sent?: string; hanging?: boolean; ended?: boolean }) => {
      if (said.sent !== undefined) sent.push(said.sent);
      if (said.hanging === true || said.ended === true) child.kill('SIGKILL');
    });
    await ended;
    return sent;
  };

  test.each([0, 3, 7])(
    'before its message number %s reached the queue: each post is submitted once all the same',
    async (sends) => {
      const accounts = [account, ...(await world.connect({ count: 3 }))];
      const posts = await Promise.all(
        accounts.flatMap((of) => Array.from({ length: 3 }, () => schedule(-1, of))),
      );

      const sent = await killAfter(sends);
      for (const body of sent) await world.queues.sender('submit-posts')({ body, attributes: {} });
      const left = await Promise.all(posts.map(stateOf));
      for (let minute = 0; minute < 5; minute += 1) {
        await world.advance(minuteMs);
        await world.promote();
        await world.reconcile();
        await world.pump({ forMs: 0 });
      }

      expect(sent.length).toBeGreaterThanOrEqual(sends);
      expect(left.filter((state) => state !== 'queued' && state !== 'scheduled')).toEqual([]);
      expect(await Promise.all(posts.map(stateOf))).toEqual(posts.map(() => 'published'));
      expect(accounts.map((of) => world.inits(of).called)).toEqual([3, 3, 3, 3]);
    },
  );
});
