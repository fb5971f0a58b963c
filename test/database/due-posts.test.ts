import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDuePostStore } from '../../shared/database/due-posts.ts';
import { createPostStore, type PostRow, type PostState } from '../../shared/database/posts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertStoredPost } from '../support/stored-posts.ts';

const now = new Date('2026-11-22T09:30:00.000Z');
const minuteMs = 60_000;
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * minuteMs);
const inMinutes = (minutes: number): Date => new Date(now.getTime() + minutes * minuteMs);

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() => database.superuser`truncate tiktok_posts`);
afterAll(() => database.drop());

const due = () => createDuePostStore(database.worker);
const insert = (wish: Parameters<typeof insertStoredPost>[1]) => insertStoredPost(database.superuser, wish);
const idsOf = (posts: readonly PostRow[]): string[] => posts.map(({ id }) => id);

describe('posts that are due', () => {
  test('are claimed of every tenant, those due longest before the others, as many as asked for', async () => {
    const late = await insert({ dueAt: minutesAgo(1), tenant: 'tenant-a' });
    const longest = await insert({ dueAt: minutesAgo(60), tenant: 'tenant-b' });
    const longer = await insert({ dueAt: minutesAgo(30), tenant: 'tenant-c' });

    const first = await due().claimDue(now, inMinutes(2), 2);
    const second = await due().claimDue(now, inMinutes(2), 2);

    expect(new Set(idsOf(first))).toEqual(new Set([longest, longer]));
    expect(idsOf(second)).toEqual([late]);
  });

  test('are not those whose time is to come, that have none, or that are scheduled', async () => {
    await insert({ dueAt: inMinutes(1) });
    await insert({ dueAt: null });
    await insert({ dueAt: minutesAgo(10), state: 'scheduled', publishAt: minutesAgo(10) });

    const claimed = await due().claimDue(now, inMinutes(2), 10);

    expect(claimed).toEqual([]);
  });

  test('are due at their very time', async () => {
    const id = await insert({ dueAt: now });

    const claimed = await due().claimDue(now, inMinutes(2), 10);

    expect(idsOf(claimed)).toEqual([id]);
  });

  test('are not claimed again before the time that the claim gave them', async () => {
    const id = await insert({ dueAt: minutesAgo(1) });

    await due().claimDue(now, inMinutes(2), 10);
    const soon = await due().claimDue(inMinutes(1), inMinutes(4), 10);
    const later = await due().claimDue(inMinutes(2), inMinutes(4), 10);

    expect([idsOf(soon), idsOf(later)]).toEqual([[], [id]]);
  });

  test('are claimed once each by twenty who claim at one time', async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, () => insert({ dueAt: minutesAgo(1) })));
    const stores = Array.from({ length: 4 }, () => createDuePostStore(database.open('worker', 5)));

    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => stores[nth % 4]?.claimDue(now, inMinutes(2), 20)),
    );

    const claimed = claims.flatMap((posts) => idsOf(posts ?? []));
    expect(claimed.length).toBe(new Set(claimed).size);
    const rest = idsOf(await due().claimDue(now, inMinutes(2), 1_000));
    expect([...claimed, ...rest].toSorted()).toEqual(ids.toSorted());
  });

  test('that another transaction holds are left to it, and hold nobody up', async () => {
    const held = await insert({ dueAt: minutesAgo(10) });
    const free = await insert({ dueAt: minutesAgo(1) });

    const claimed = await database.superuser.begin(async (sql) => {
      await sql`select from tiktok_posts where id = ${held} for update`;
      return due().claimDue(now, inMinutes(2), 10);
    });

    expect(idsOf(claimed)).toEqual([free]);
  });

  test('come as they are stored, so that whoever claims one can save it', async () => {
    const id = await insert({ dueAt: minutesAgo(1), state: 'processing', publishId: 'v_pub_url~v2.1' });

    const [claimed] = await due().claimDue(now, inMinutes(2), 10);

    const posts = createPostStore(database.worker);
    expect(claimed).toEqual(await posts.find('tenant-a', id));
    if (claimed === undefined) throw new Error('Nothing was claimed.');
    expect(await posts.save(claimed, { polls: 4 }, now)).toMatchObject({ polls: 4 });
  });

  test('that were claimed meanwhile are not saved by a writer who read them before', async () => {
    const id = await insert({ dueAt: minutesAgo(1) });
    const posts = createPostStore(database.worker);
    const read = await posts.find('tenant-a', id);
    if (read === undefined) throw new Error('There is no post.');

    await due().claimDue(now, inMinutes(2), 10);
    const saved = await posts.save(read, { dueAt: null }, now);

    expect(saved).toBeUndefined();
    expect(await posts.find('tenant-a', id)).toMatchObject({ dueAt: inMinutes(2) });
  });
});

describe('scheduled posts whose time has come', () => {
  test('are found of every tenant, the earliest first, and no more than asked for', async () => {
    const wish = (publishAt: Date, tenant: string) => insert({ state: 'scheduled', publishAt, tenant });
    const last = await wish(now, 'tenant-a');
    const first = await wish(minutesAgo(9), 'tenant-b');
    const second = await wish(minutesAgo(5), 'tenant-c');

    const found = [await due().findScheduled(now, 2), await due().findScheduled(now, 10)].map(idsOf);

    expect(found).toEqual([
      [first, second],
      [first, second, last],
    ]);
  });

  test('are none that lie ahead, nor those that have left the state', async () => {
    await insert({ state: 'scheduled', publishAt: inMinutes(1) });
    for (const state of ['queued', 'cancelled', 'published', 'failed'] as const)
      await insert({ state, publishAt: minutesAgo(1) });

    const found = await due().findScheduled(now, 10);

    expect(found).toEqual([]);
  });
});

describe('posts that are stuck', () => {
  const stuckOf = async (
    state: PostState,
    submittedMinutesAgo: number | null,
    dueMinutesAgo: number | null,
  ) => {
    await database.superuser`truncate tiktok_posts`;
    await insert({
      state,
      submittedAt: submittedMinutesAgo === null ? null : minutesAgo(submittedMinutesAgo),
      dueAt: dueMinutesAgo === null ? null : minutesAgo(dueMinutesAgo),
    });
    return due().countStuck(now);
  };

  test.each<[PostState, number | null, number | null, number]>([
    ['submitting', 121, 0, 1],
    ['submitting', 119, 0, 0],
    ['transferring', 121, 0, 1],
    ['transferring', 119, 0, 0],
    ['processing', 361, 0, 1],
    ['processing', 359, 0, 0],
    ['queued', null, 16, 1],
    ['queued', null, 14, 0],
    ['queued', 600, -600, 0],
    ['in_inbox', 600, 0, 0],
    ['published', 600, 0, 0],
    ['outcome_unknown', 600, 0, 0],
    ['scheduled', null, 600, 0],
    ['failed', 600, null, 0],
  ])('of %s, submitted %s and due %s minutes ago: %s', async (state, submitted, dueAgo, stuck) => {
    expect(await stuckOf(state, submitted, dueAgo)).toBe(stuck);
  });

  test('are counted to a thousand and no further', async () => {
    await database.superuser`
      insert into tiktok_posts (
        id, tenant_id, user_id, account_id, created_by, mode, media_kind, source, intent, state, submitted_at, due_at,
        state_times, created_at, updated_at
      )
      select gen_random_uuid(), 'tenant-a', 'u', gen_random_uuid(), 'u', 'direct', 'video', 'PULL_FROM_URL', '{}',
        'processing', ${minutesAgo(500)}, ${now}, '{}', ${minutesAgo(500)}, ${minutesAgo(500)}
      from generate_series(1, 1100)`;

    expect(await due().countStuck(now)).toBe(1_000);
  });
});

describe('the publish id of a webhook that came for a post without one', () => {
  const openId = 'creator';
  const submittedAt = minutesAgo(5);
  let account: string;

  beforeEach(async () => {
    await database.superuser`truncate oauth_accounts, webhook_events`;
    account = await connect('tenant-a', 'connected');
  });

  const connect = async (tenant: string, state: string, of = openId): Promise<string> => {
    const id = randomUUID();
    await database.superuser`
      insert into oauth_accounts (
        id, tenant_id, user_id, platform, open_id, requested_scopes, granted_scopes, token_issued_at, access_expires_at,
        refresh_expires_at, state, state_reason, state_changed_at, connected_at, refresh_due_at, last_used_at,
        sealed_access_token, sealed_refresh_token
      ) values (
        ${id}, ${tenant}, 'user-a', 'tiktok', ${of}, '{}', '{}', ${now}, ${now}, ${now}, ${state}, ${state}, ${now}, ${now},
        ${now}, ${now}, ${state === 'connected' ? Buffer.of(1) : null}, ${state === 'connected' ? Buffer.of(1) : null}
      )`;
    return id;
  };
  const park = (publishId: string | null, changes: { at?: Date; of?: string; outcome?: string } = {}) => {
    const { at = inMinutes(0), of = openId, outcome = 'parked' } = changes;
    return database.superuser`
      insert into webhook_events (
        dedupe_key, platform, event_type, open_id, publish_id, occurred_at, received_at, body, outcome
      ) values (
        ${randomBytes(32)}, 'tiktok', 'post.publish.complete', ${of}, ${publishId}, ${at}, ${at}, '', ${outcome}
      )`;
  };
  const insertLost = (wish: Parameters<typeof insertStoredPost>[1] = {}) =>
    insert({ state: 'outcome_unknown', account, submittedAt, ...wish });
  const find = async (id: string): Promise<string | undefined> => {
    const post = await createPostStore(database.worker).find('tenant-a', id);
    if (post === undefined) throw new Error('There is no post.');
    return due().findStrayPublishId(post);
  };

  test('is the one that no post has, however many events name it', async () => {
    const id = await insertLost();
    await insert({ account, state: 'processing', publishId: 'v_pub_url~v2.2' });
    await park('v_pub_url~v2.1');
    await park('v_pub_url~v2.1', { at: inMinutes(1) });
    await park('v_pub_url~v2.2');

    expect(await find(id)).toBe('v_pub_url~v2.1');
  });

  test('is its own beside posts that were never asked for, were refused, or have their ids', async () => {
    const id = await insertLost();
    await insertLost({ state: 'queued', submittedAt: null });
    // An init that surely did nothing was taken back.
    await insertLost({ state: 'failed', reason: 'invalid_param', initAttempts: 0 });
    await insertLost({ state: 'published', publishId: 'v_pub_url~v2.2' });
    await park('v_pub_url~v2.1');

    expect(await find(id)).toBe('v_pub_url~v2.1');
  });

  test('is taken from the very second of the submission on, since events tell whole seconds', async () => {
    const id = await insertLost({ submittedAt: new Date('2026-11-22T09:25:00.900Z') });
    await park('v_pub_url~v2.1', { at: new Date('2026-11-22T09:25:00.000Z') });

    expect(await find(id)).toBe('v_pub_url~v2.1');
  });

  test.each<[string, () => Promise<unknown>]>([
    ['of two ids', async () => [await park('v_pub_url~v2.1'), await park('v_pub_url~v2.2')]],
    ['of an event before the submission', () => park('v_pub_url~v2.1', { at: minutesAgo(6) })],
    ['of another creator', () => park('v_pub_url~v2.1', { of: 'another' })],
    ['of an event that was applied', () => park('v_pub_url~v2.1', { outcome: 'applied' })],
    ['of an event that names no post', () => park(null)],
    ['when nothing came', async () => {}],
    [
      'when a second post of the account waits for its answer',
      async () => [await park('v_pub_url~v2.1'), await insertLost()],
    ],
    [
      'when another post of the account is being submitted',
      async () => [await park('v_pub_url~v2.1'), await insertLost({ state: 'submitting' })],
    ],
    [
      'when the first init of a file of the account was not answered either',
      async () => [
        await park('v_pub_url~v2.1'),
        await insertLost({ state: 'published', publishId: 'v_pub_file~v2.9', initAttempts: 2 }),
      ],
    ],
    [
      'when a post of the account, whose id nobody has, was settled by a person',
      async () => [
        await park('v_pub_url~v2.1'),
        await insertLost({ state: 'published', reason: 'resolved_by_person' }),
      ],
    ],
    [
      'when a post of the account was cancelled after an init that was not answered',
      async () => [await park('v_pub_url~v2.1'), await insertLost({ state: 'cancelled', initAttempts: 1 })],
    ],
    [
      'when a post of the same creator waits in another tenant, who connected them since',
      async () => {
        await database.superuser`
          update oauth_accounts
          set state = 'revoked', sealed_access_token = null, sealed_refresh_token = null where id = ${account}`;
        const theirs = await connect('tenant-b', 'connected');
        await insertLost({ account: theirs, tenant: 'tenant-b', state: 'submitting' });
        await park('v_pub_url~v2.1');
      },
    ],
  ])('is not guessed %s', async (_name, arrange) => {
    const id = await insertLost();
    await arrange();

    expect(await find(id)).toBeUndefined();
  });
});
