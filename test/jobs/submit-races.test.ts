import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { changePost } from '../../shared/posts/change-post.ts';
import type { PublishJob } from '../support/publish-jobs.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import { waitFor } from '../support/wait-for.ts';

const minuteMs = 60_000;

let world: PublishWorld;

beforeEach(async () => {
  world = await startPublishWorld();
});
afterEach(() => world.close());

describe('one post and several workers', () => {
  test('ten that get it at once make one init', async () => {
    const post = await world.insertPost('direct pull', {}, { isSilent: true });
    const jobs = Array.from({ length: 10 }, () => world.job({}, world.database.open('worker', 1)));

    await Promise.all(jobs.map((job) => world.submit(post, job)));

    expect(world.inits()).toMatchObject({ called: 1, ok: 1 });
    expect(await world.findPost(post)).toMatchObject({ state: 'processing', initAttempts: 1 });
  });

  test('one that comes later, when all is done, makes no init', async () => {
    const post = await world.insertPost('direct pull');
    await world.pump();

    await world.submit(post);
    await world.submit(post);

    expect(world.inits()).toMatchObject({ called: 1 });
  });

  /** A worker who hears TikTok's answer only when it is let; its lease is over as soon as it has begun, or lasts. */
  const slowWorker = (submitLeaseMs = 1) => {
    const job = world.job({ submitLeaseMs });
    const { promise: gate, resolve: letHear } = Promise.withResolvers<void>();
    const submit: PublishJob['platform']['submit'] = async (accessToken, order) => {
      const accepted = await job.platform.submit(accessToken, order);
      await gate;
      return accepted;
    };
    return { job: { ...job, platform: { ...job.platform, submit } }, letHear };
  };

  test.each(['direct pull', 'direct file'] as const)(
    'one that gets a %s while another is at its init leaves it alone',
    async (kind) => {
      const post = await world.insertPost(kind, {}, { isSilent: true });
      const { job, letHear } = slowWorker(minuteMs);
      const slow = world.submit(post, job);
      await waitFor('the first init', async () => world.inits().ok === 1);

      await world.submit(post);
      const meanwhile = await world.findPost(post);
      letHear();
      await slow;
      await world.pump();

      expect(meanwhile).toMatchObject({ state: 'submitting', isLeased: true });
      expect(await world.findPost(post)).toMatchObject({ state: 'published' });
      expect(world.inits()).toMatchObject({ called: 1 });
    },
  );

  test('a file whose lease ended too soon is accepted twice, and its bytes go to one address', async () => {
    const post = await world.insertPost('direct file', {}, { isSilent: true });
    const { job, letHear } = slowWorker();
    const slow = world.submit(post, job);
    await waitFor('the first init', async () => world.inits().ok === 1);

    await world.submit(post);
    letHear();
    await slow;
    await world.pump();

    const { publishId, state } = await world.findPost(post);
    const tasks = world.tasks().map((task) => [task.publishId === publishId, task.upload?.receivedBytes]);
    expect(state).toBe('published');
    expect(tasks).toEqual([
      [false, 0],
      [true, 1_000],
    ]);
  });

  test('a pull whose lease ended too soon is asked for once, and its late answer is taken', async () => {
    const post = await world.insertPost('direct pull', {}, { isSilent: true });
    const { job, letHear } = slowWorker();
    const slow = world.submit(post, job);
    await waitFor('the first init', async () => world.inits().ok === 1);

    await world.submit(post);
    const meanwhile = await world.findPost(post);
    letHear();
    await slow;
    await world.pump();

    expect(meanwhile).toMatchObject({ state: 'outcome_unknown' });
    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
    expect(world.inits()).toMatchObject({ called: 1 });
  });

  test('a file that is cancelled during its init is sent nowhere, and its address is not kept', async () => {
    const post = await world.insertPost('direct file', {}, { isSilent: true });
    const { job, letHear } = slowWorker();
    const slow = world.submit(post, job);
    await waitFor('the init', async () => world.inits().ok === 1);

    const name = { tenant: post.tenantId, postId: post.id };
    await changePost(job, name, { kind: 'cancelled', reason: { code: 'cancelled' } }, 'user:user-a');
    letHear();
    await slow;
    await world.pump();

    const [task] = world.tasks();
    expect(await world.findPost(post)).toMatchObject({
      state: 'cancelled',
      publishId: task?.publishId,
      sealedUploadUrl: null,
    });
    expect(task?.upload?.receivedBytes).toBe(0);
  });
});
