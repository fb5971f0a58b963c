import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../shared/core/failure.ts';
import type { PostRow } from '../../shared/database/posts.ts';
import type { SubmitDependencies } from '../../shared/posts/settle-submission.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import { waitFor } from '../support/wait-for.ts';

const dayMs = 24 * 3600_000;

let world: PublishWorld;
beforeEach(async () => {
  world = await startPublishWorld();
});
afterEach(() => world.close());

/** A worker with connections of its own. */
const worker = () => world.job({}, world.database.open('worker', 2));

/** A worker to whom TikTok's answer to its init comes late. */
const slowWorker = () => {
  const job = worker();
  const heard = Promise.withResolvers<void>();
  const submit: SubmitDependencies['platform']['submit'] = async (token, order) => {
    const answer = await job.platform.submit(token, order);
    await heard.promise;
    return answer;
  };
  return { hear: heard.resolve, job: { ...job, platform: { ...job.platform, submit } } };
};

/** A worker that stops before it takes the post, until it is told how that ends. */
const stoppedWorker = (end: () => ReturnType<SubmitDependencies['fetchCreatorInfo']>) => {
  const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const fetchCreatorInfo = async () => {
    reached.resolve();
    await go.promise;
    return end();
  };
  return { reached: reached.promise, go: go.resolve, job: { ...worker(), fetchCreatorInfo } };
};

const insert = async (kind: 'direct pull' | 'direct file'): Promise<PostRow> => {
  const post = await world.insertPost(kind, { creatorCheckedAt: null }, { isSilent: true });
  return post;
};

describe('a worker that was overtaken before it took a post', () => {
  test('does not put off what another is at: there is one init, and one publication', async () => {
    const post = await insert('direct pull');
    const late = stoppedWorker(() =>
      Promise.reject(new Failure('rate_limited', { detail: 'Too many questions.', retryAfterSeconds: 1 })),
    );
    const lateRun = world.submit(post, late.job);
    await late.reached;
    const slow = slowWorker();
    const slowRun = world.submit(post, slow.job);
    await waitFor('the init', async () => world.inits().ok === 1);

    late.go();
    await lateRun;
    const between = await world.findPost(post);
    await world.advance(2_000);
    await world.submit(post);
    slow.hear();
    await slowRun;
    await world.pump();

    expect(between).toMatchObject({ state: 'submitting', isLeased: true });
    expect(world.inits()).toMatchObject({ called: 1 });
    expect(world.tasks()).toHaveLength(1);
  });

  test('does not move the time of one that is in transfer by now', async () => {
    const post = await insert('direct file');
    const until = new Date(world.now().getTime() + dayMs);
    const code = 'spam_risk_too_many_posts';
    const late = stoppedWorker(async () => ({ canPost: false, code, logId: undefined, until }));
    const lateRun = world.submit(post, late.job);
    await late.reached;
    await world.submit(post);
    const before = await world.findPost(post);

    late.go();
    await lateRun;

    expect(before.state).toBe('transferring');
    expect(await world.findPost(post)).toEqual(before);
  });
});

describe('a post whose time is long over', () => {
  test('is given up without an init, and says that nothing was posted', async () => {
    const post = await world.insertPost('inbox pull', {}, { isSilent: true });

    await world.advance(4 * dayMs + 1_000);
    await world.submit(post);

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'not_sent_in_time' },
      dueAt: null,
    });
    expect(world.inits()).toMatchObject({ called: 0 });
  });
});

describe('a file, while more is on its way than an hour may hold', () => {
  test('waits without an address that would end before its turn; what TikTok fetches itself does not', async () => {
    const under = await world.insertPost('direct file', { sizeBytes: 65 * 1024 ** 3 }, { isSilent: true });
    await world.database.superuser`update tiktok_posts set state = 'transferring' where id = ${under.id}`;
    const file = await world.insertPost('direct file', {}, { isSilent: true });
    const pull = await world.insertPost('direct pull', {}, { isSilent: true });

    await world.submit(file);
    await world.submit(pull);
    const waiting = await world.findPost(file);
    await world.database
      .superuser`update tiktok_posts set bytes_confirmed = size_bytes where id = ${under.id}`;
    await world.advance(61_000);
    await world.submit(file);

    expect(waiting.state).toBe('queued');
    expect(waiting.willSubmitAt).not.toBeNull();
    expect((await world.findPost(pull)).state).toBe('processing');
    expect((await world.findPost(file)).state).toBe('transferring');
  });
});

describe('a line of posts', () => {
  /** Each a moment after the one before: ids sort by time. */
  const insertLine = async (length: number): Promise<PostRow[]> => {
    const posts: PostRow[] = [];
    for (let index = 0; index < length; index += 1) {
      posts.push(await world.insertPost('direct pull', {}, { isSilent: true }));
      await world.advance(2);
    }
    return posts;
  };

  test('tells each its own time, six a minute, and keeps its order', async () => {
    const posts = await insertLine(14);

    for (const post of posts) await world.submit(post);

    const waiting = await Promise.all(posts.slice(6).map((post) => world.findPost(post)));
    const waitsMs = waiting.map(({ willSubmitAt }) => (willSubmitAt?.getTime() ?? 0) - world.now().getTime());
    expect(waiting.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'queued'));
    expect(Math.max(...waitsMs.slice(0, 6))).toBeLessThan(80_000);
    expect(Math.min(...waitsMs.slice(6))).toBeGreaterThan(120_000);
  });

  test('is not overtaken by one that came later, though a place is free', async () => {
    const posts = await insertLine(7);
    for (const post of posts) await world.submit(post);
    const [last] = posts.slice(6);
    if (last === undefined) throw new Error('There is no post.');
    await world.database.superuser`update rate_calls set counted_until = counted_until[1:5]`;
    const later = await world.insertPost('direct pull', {}, { isSilent: true });

    await world.submit(later);
    const held = await world.findPost(later);
    await world.advance(80_000);
    await world.submit(last);

    expect(held.state).toBe('queued');
    expect((held.willSubmitAt?.getTime() ?? 0) - held.updatedAt.getTime()).toBeLessThan(10_000);
    expect((await world.findPost(last)).state).toBe('processing');
  });
});
