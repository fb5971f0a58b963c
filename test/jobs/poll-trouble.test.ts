import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../infra/local/tiktok-simulator/fault-book.ts';
import { connect, type Sql } from '../../shared/database/client.ts';
import type { PostRow } from '../../shared/database/posts.ts';
import { loginTo, readTestServer } from '../support/database.ts';
import { shortenDeadlines } from '../support/deadlines.ts';
import type { PublishJob } from '../support/publish-jobs.ts';
import { openPublishStates, type PublishStates, statusPath } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';
import { openWay, type Way } from '../support/way.ts';

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
  await world.database.superuser`update tiktok_posts set due_at = null`;
});
afterAll(() => world.close());

const look = async (post: PostRow, job?: PublishJob) => {
  await states.tell(post, { kind: 'poll', poll: (await world.findPost(post)).polls }, job);
  return world.findPost(post);
};
const strike = (action: FaultAction, times: number | null = 1) =>
  world.simulator.control.addFault({ match: { path: statusPath, openId: account.openId }, times, action });
const dueInMs = ({ dueAt }: PostRow): number => (dueAt?.getTime() ?? 0) - world.now().getTime();

describe('a look that meets trouble at TikTok', () => {
  let restore: () => void = () => {};

  beforeEach(() => {
    restore = shortenDeadlines(0.06);
  });
  afterEach(() => restore());

  test.each<[string, FaultAction]>([
    ['never comes', { kind: 'hang' }],
    ['comes byte by byte', { kind: 'trickle' }],
    ['ends half-way', { kind: 'cut-mid-body' }],
    ['is cut off', { kind: 'cut-after' }],
    ['is a page of HTML', { kind: 'html', status: 200 }],
    ['is a page of HTML of a gateway', { kind: 'html', status: 502 }],
    ['has 5 MB', { kind: 'huge-body', sizeBytes: 5_000_000 }],
    ['is a fault of TikTok’s', { kind: 'answer', status: 500, code: 'internal_error' }],
    ['is no status', { kind: 'answer', status: 200, body: '{"data":{},"error":{"code":"ok"}}' }],
    ['is a list', { kind: 'answer', status: 200, body: '[]' }],
  ])(
    'whose answer %s: the post stays as it is, and is looked at again in some minutes',
    async (_name, action) => {
      const post = await states.taken('direct pull');
      strike(action);

      const seen = await look(post);

      expect(seen).toMatchObject({ state: 'processing', reason: undefined, failures: 1 });
      expect(dueInMs(seen)).toBeGreaterThanOrEqual(5 * minuteMs);
      expect(dueInMs(seen)).toBeLessThan(7 * minuteMs);

      await states.letTiktokFinish();
      await world.advance(7 * minuteMs);
      await world.reconcile();
      await world.pump({ forMs: 0 });
      expect(await world.findPost(post)).toMatchObject({ state: 'published', failures: 0 });
    },
  );
});

describe('TikTok’s 429', () => {
  test('keeps every look of the account back for its minute, and of no other account', async () => {
    const first = await states.taken('direct pull');
    const second = await states.taken('direct pull');
    const others = account;
    strike({ kind: 'rate-limit' });

    const seen = await look(first);
    const calls = states.statusCalls();
    await look(second);

    expect(seen).toMatchObject({ state: 'processing' });
    expect(dueInMs(seen)).toBeGreaterThan(minuteMs);
    expect(dueInMs(seen)).toBeLessThan(2 * minuteMs);
    expect(states.statusCalls()).toBe(calls);
    account = await states.fresh();
    const elsewhere = await look(await states.taken('direct pull'));
    expect([elsewhere.polls, others.id === account.id]).toEqual([1, false]);
  });

  test('is over after its minute: the post is looked at again', async () => {
    const post = await states.taken('direct pull');
    strike({ kind: 'rate-limit' });
    await look(post);
    await states.letTiktokFinish();

    await world.advance(90_000);
    await world.reconcile();
    await world.pump({ forMs: minuteMs });

    expect(await world.findPost(post)).toMatchObject({ state: 'published' });
  });
});

describe('a post that TikTok does not know', () => {
  const forget = () => strike({ kind: 'answer', status: 400, code: 'invalid_publish_id' }, null);

  test('while it is processed has failed, with TikTok’s code and log id', async () => {
    const post = await states.taken('direct pull');
    forget();

    const seen = await look(post);

    expect(seen).toMatchObject({
      state: 'failed',
      reason: { code: 'invalid_publish_id', logId: expect.any(String) },
      dueAt: null,
    });
  });

  test('any more, once it was published or is in the inbox, is that still, and is looked at no more', async () => {
    const [published, draft] = [await states.taken('direct pull'), await states.taken('inbox pull')];
    world.simulator.control.patchSwitches({ publicPostIds: 'never' });
    await states.letTiktokFinish();
    for (const post of [published, draft]) await look(post);
    forget();

    const seen = [await look(published), await look(draft)];
    world.simulator.control.patchSwitches({ publicPostIds: 'told' });

    expect(seen).toMatchObject([
      { state: 'published', reason: undefined, dueAt: null },
      { state: 'in_inbox', reason: undefined, dueAt: null },
    ]);
  });
});

describe('the access to the account', () => {
  test('that TikTok does not accept any more is renewed, and the look is had', async () => {
    const post = await states.taken('direct pull');
    strike({ kind: 'answer', status: 401, code: 'access_token_invalid' });

    const seen = await look(post);

    expect(seen).toMatchObject({ polls: 1, failures: 0 });
    expect(world.simulator.control.countTokenCalls(account.openId).refreshed).toBe(1);
  });

  test('that is refused again after it was renewed: the post is looked at later, and is not failed', async () => {
    const post = await states.taken('direct pull');
    strike({ kind: 'answer', status: 401, code: 'access_token_invalid' }, null);

    const seen = await look(post);

    expect(seen).toMatchObject({ state: 'processing', failures: 1 });
    expect(dueInMs(seen)).toBeGreaterThan(minuteMs);
  });

  test('that its creator took away: the webhook tells what became of the post', async () => {
    const { control } = world.simulator;
    control.declare({ match: { openId: account.openId }, processingSeconds: 600 });
    const post = await states.taken('direct pull');
    const { username } = control.readTokens(account.openId);
    control.disconnectCreator(username ?? '');

    const seen = await look(post);
    await states.letTiktokFinish();
    await world.hearWebhooks();
    const disconnected = await look(post);

    expect(seen).toMatchObject({ state: 'processing' });
    expect(disconnected).toMatchObject({ state: 'failed', reason: { code: 'auth_removed' } });
  });

  test('that was given up here while TikTok was at work: the post is not failed for it, and a webhook still tells', async () => {
    const post = await states.taken('direct pull');
    await world.database.superuser`
      update oauth_accounts
      set state = 'disconnected', sealed_access_token = null, sealed_refresh_token = null where id = ${account.id}`;

    const seen = await look(post);
    await states.letTiktokFinish();
    await world.hearWebhooks();

    expect(seen).toMatchObject({ state: 'processing', failures: 1 });
    expect((await world.findPost(post)).state).toBe('published');
  });
});

describe('while the database is out of reach', () => {
  let way: Way;
  let sql: Sql;
  let far: PublishJob;

  beforeAll(async () => {
    way = await openWay(readTestServer().port);
    const login = { ...loginTo('worker', world.database.name, readTestServer()), port: way.port };
    sql = connect(login, { tls: 'off', maxConnections: 2, statementTimeoutMs: 500 });
    far = world.job({}, sql);
    await way.cut();
  });
  afterAll(async () => {
    await sql.end({ timeout: 0 });
    await way.close();
  });

  test.each([
    ['a look', { kind: 'poll', poll: 0 }],
    ['a count of bytes', { kind: 'bytes', bytes: 500 }],
  ] as const)('%s is let go: it comes by itself', async (_name, progress) => {
    const post = await states.taken('direct file');

    expect(await states.tell(post, progress, far)).toBe('done');
    expect(await world.findPost(post)).toEqual(post);
  });

  test.each([
    ['the end of a transfer', { kind: 'transfer_ended' }],
    ['its failure', { kind: 'transfer_failed', code: 'upload_gone', detail: '' }],
    ['TikTok’s answer to an init', { kind: 'accepted', publishId: 'v_pub_url~v2.1' }],
  ] as const)('%s comes again, and is applied then', async (_name, progress) => {
    const post = await states.taken('direct file');

    const outcomes = [await states.tell(post, progress, far), await states.tell(post, progress)];

    expect(outcomes).toEqual(['again', 'done']);
    expect(states.deadLetters).toEqual([]);
  });
});

describe('while the queue is out of reach', () => {
  test('a look is had, and the next one is left to the table', async () => {
    world.simulator.control.declare({ match: { openId: account.openId }, processingSeconds: 20 });
    const post = await states.taken('direct pull');
    world.queues.away.add('post-progress');

    const outcome = await states.tell(post, { kind: 'poll', poll: 0 });
    const seen = await world.findPost(post);
    world.queues.away.clear();
    await states.letTiktokFinish();
    await world.advance(2 * minuteMs);
    await world.reconcile();
    await world.pump({ forMs: 0 });

    expect([outcome, seen.polls]).toEqual(['done', 1]);
    expect((await world.findPost(post)).state).toBe('published');
  });

  test('the end of a transfer comes again, and changes nothing twice', async () => {
    const post = await states.taken('direct file');
    world.queues.away.add('post-progress');

    const first = await states.tell(post, { kind: 'transfer_ended' });
    world.queues.away.clear();
    const second = await states.tell(post, { kind: 'transfer_ended' });

    expect([first, second]).toEqual(['again', 'done']);
    expect((await states.told(post)).filter((line) => line.endsWith('processing')).length).toBe(1);
    expect(world.queues.waiting.length).toBe(1);
  });
});
