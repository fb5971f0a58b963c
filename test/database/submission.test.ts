import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sql } from '../../shared/database/client.ts';
import type { PostRow } from '../../shared/database/posts.ts';
import { createSubmissionStore, type SubmissionStart } from '../../shared/database/submission.ts';
import { announce } from '../../shared/outbox/crm-event.ts';
import { tiktokSubmissionLimits as limits } from '../../shared/platforms/tiktok/limits.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const leaseMs = 125 * secondMs;

let world: PublishWorld;

beforeEach(async () => {
  world = await startPublishWorld();
});
afterEach(() => world.close());

const begin = (post: PostRow, sql: Sql = world.database.worker): Promise<SubmissionStart> => {
  const payload = { postId: post.id, accountId: post.accountId, state: 'submitting' };
  const announcement = announce('post.state_changed', 'system:submit-posts', payload, world.now());
  return createSubmissionStore(sql).begin(post, limits, leaseMs, world.now(), announcement);
};

const insert = (kind: PostKind, account: ConnectedAccount = world.account): Promise<PostRow> =>
  world.insertPost(kind, {}, { account, isSilent: true });

const insertMany = (count: number, kind: PostKind): Promise<PostRow[]> =>
  Promise.all(Array.from({ length: count }, () => insert(kind)));

const countKinds = (starts: readonly SubmissionStart[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const start of starts) {
    const name = start.kind === 'wait' ? start.why : start.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const countRows = async (table: 'outbox' | 'audit_log', postId: string): Promise<number> => {
  const { superuser } = world.database;
  const rows =
    table === 'outbox'
      ? await superuser`select from outbox where payload ->> 'postId' = ${postId} and type = 'post.state_changed'`
      : await superuser`select from audit_log where detail ->> 'postId' = ${postId} and action = 'post.state_changed'`;
  return rows.length;
};

/** Until when each call of the account counts. */
const readCalls = async (): Promise<Date[]> => {
  const rows = await world.database.superuser<{ time: Date }[]>`
    select unnest(counted_until) as time from rate_calls
    where account_id = ${world.account.id} and endpoint = 'init' order by 1`;
  return rows.map(({ time }) => time);
};

describe('beginning a submission', () => {
  test.each(['worker', 'app'] as const)('takes the post, under a lease, as the login %s', async (login) => {
    const post = await insert('direct pull');

    const start = await begin(post, world.database[login]);

    expect(start).toMatchObject({
      kind: 'begun',
      post: {
        id: post.id,
        state: 'submitting',
        initAttempts: 1,
        isLeased: true,
        willSubmitAt: null,
        version: post.version + 1,
        stateTimes: { queued: expect.any(String), submitting: world.now().toISOString() },
      },
    });
    expect(await readCalls()).toHaveLength(1);
  });

  test('announces it with the same commit, once', async () => {
    const post = await insert('direct pull');

    await begin(post);

    expect([await countRows('outbox', post.id), await countRows('audit_log', post.id)]).toEqual([1, 1]);
  });

  test('of a post that is no longer as it was read changes nothing, takes nothing and tells nothing', async () => {
    const post = await insert('inbox pull');
    await begin(post);

    const second = await begin(post);

    expect(second).toEqual({ kind: 'overtaken' });
    expect(await readCalls()).toHaveLength(1);
    expect(await countRows('outbox', post.id)).toBe(1);
    expect(await world.findPost(post)).toMatchObject({ initAttempts: 1 });
  });

  test('of one post by twenty at once is done by one', async () => {
    const post = await insert('direct pull');
    const connections = Array.from({ length: 20 }, () => world.database.open('worker', 1));

    const starts = await Promise.all(connections.map((sql) => begin(post, sql)));

    expect(countKinds(starts)).toEqual({ begun: 1, overtaken: 19 });
    expect(await readCalls()).toHaveLength(1);
  });

  test('of another tenant’s post is like that of none', async () => {
    const post = await insert('direct pull');

    const start = await begin({ ...post, tenantId: 'tenant-of-nobody' });

    expect(start).toEqual({ kind: 'overtaken' });
    expect(await world.findPost(post)).toEqual(post);
    expect(await readCalls()).toEqual([]);
  });

  test('that has to wait changes nothing, takes nothing and tells nothing', async () => {
    const posts = await insertMany(7, 'direct pull');
    const last = posts.at(-1);
    if (last === undefined) throw new Error('No post.');
    for (const post of posts.slice(0, 6)) await begin(post);

    const start = await begin(last);

    expect(start).toMatchObject({ kind: 'wait', why: 'rate' });
    expect(await world.findPost(last)).toEqual(last);
    expect(await readCalls()).toHaveLength(6);
    expect(await countRows('outbox', last.id)).toBe(0);
  });
});

describe('the limits of an account', () => {
  test('let six of thirty begin that come at once, and tell the others when the first place is free', async () => {
    const posts = await insertMany(30, 'direct pull');
    const connections = Array.from({ length: 10 }, () => world.database.open('worker', 1));

    const starts = await Promise.all(
      posts.map((post, place) => begin(post, connections[place % connections.length])),
    );

    expect(countKinds(starts)).toEqual({ begun: 6, rate: 24 });
    const [first] = await readCalls();
    for (const start of starts) if (start.kind === 'wait') expect(start.until).toEqual(first);
  });

  test('let five drafts begin, also where posts of other kinds have places left', async () => {
    const drafts = await insertMany(12, 'inbox file');
    const connections = Array.from({ length: 6 }, () => world.database.open('worker', 1));

    const starts = await Promise.all(
      drafts.map((post, place) => begin(post, connections[place % connections.length])),
    );
    const direct = await begin(await insert('direct pull'));

    expect(countKinds(starts)).toEqual({ begun: 5, pending_drafts: 7 });
    expect(direct.kind).toBe('begun');
  });

  test('hold in every window of time, however the submissions come, and use what they leave', async () => {
    const begunAt: number[] = [];
    let waits = 0;
    // A walk that anybody can repeat: steps of 0 to 30 seconds.
    const steps = Array.from({ length: 60 }, (_, place) => ((place * 7_919 + 104_729) % 31) * secondMs);

    for (const stepMs of steps) {
      await world.advance(stepMs);
      const start = await begin(await insert('direct pull'));
      if (start.kind === 'begun') begunAt.push(start.post.submittedAt?.getTime() ?? 0);
      else waits += 1;
    }

    const gaps = begunAt.flatMap((time, place) => (begunAt[place + 6] ?? Number.POSITIVE_INFINITY) - time);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(limits.initCountsForMs);
    expect(waits).toBeGreaterThan(0);
    expect((await readCalls()).length).toBeLessThanOrEqual(6);
  });

  test('are told exactly: at the time that was told a place is free, and before it is not', async () => {
    for (const post of await insertMany(6, 'direct pull')) await begin(post);
    const late = await insert('direct pull');
    const told = await begin(late);
    const waitMs = (told.kind === 'wait' ? told.until.getTime() : 0) - Date.now();

    await world.advance(waitMs - 5 * secondMs);
    const before = await begin(late);
    await world.advance(5 * secondMs);
    const after = await begin(late);

    expect([told.kind, before.kind, after.kind]).toEqual(['wait', 'wait', 'begun']);
  });

  test('end with the block that TikTok’s 429 makes, for all of its posts and no other account’s', async () => {
    const account = { tenant: world.account.tenant, accountId: world.account.id };
    const job = world.job();
    const other = await world.newAccount();
    await job.blockInits(account, minuteMs);

    const blocked = await begin(await insert('direct pull'));
    const ofOther = await begin(await insert('direct pull', other));
    await world.advance(minuteMs);
    const after = await begin(await insert('direct pull'));

    expect(blocked).toMatchObject({ kind: 'wait', why: 'rate' });
    expect([ofOther.kind, after.kind]).toEqual(['begun', 'begun']);
  });

  test('count two calls for a draft whose init was made twice', async () => {
    const { superuser } = world.database;
    const drafts = await insertMany(5, 'inbox pull');
    const [first, second, third, fourth, last] = drafts;
    if (!first || !second || !third || !fourth || !last) throw new Error('No posts.');
    for (const post of [first, second, third]) await begin(post);
    await superuser`update tiktok_posts set init_attempts = 2 where id = ${first.id}`;

    const starts = [await begin(fourth), await begin(last)];

    expect(countKinds(starts)).toEqual({ begun: 1, pending_drafts: 1 });
  });

  test('count a draft in the line whose first init had no answer', async () => {
    const { superuser } = world.database;
    const drafts = await insertMany(6, 'inbox file');
    const last = drafts.at(-1);
    if (last === undefined) throw new Error('No post.');
    for (const post of drafts.slice(0, 5)) await begin(post);
    await superuser`update tiktok_posts set state = 'queued' where id = ${drafts[0]?.id ?? ''}`;

    const start = await begin(last);

    expect(start).toMatchObject({ kind: 'wait', why: 'pending_drafts' });
  });

  test('name the one that lasts: a cap of the day before the minute', async () => {
    for (const post of await insertMany(6, 'direct pull')) await begin(post);
    const account = { tenant: world.account.tenant, accountId: world.account.id };
    await world.job().learnCap(account, limits.capCodes.dailyPosts);

    const start = await begin(await insert('direct pull'));

    expect(start).toMatchObject({ kind: 'wait', why: 'daily_posts' });
  });
});
