import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { collectLog } from '../support/collected-log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import {
  clearPosts,
  publicPostId,
  publishId,
  readPosts,
  readTold,
  writePostEvent,
} from '../support/post-events.ts';
import { insertStoredPost } from '../support/stored-posts.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() => clearPosts(database.superuser));
afterAll(() => database.drop());

const apply = (...bodies: readonly Buffer[]) => createApplyEvents(database.worker)(writeBatch(bodies));
const outcomes = async () =>
  (await database.superuser`select outcome from webhook_events order by occurred_at, event_type`).map(
    (row) => row['outcome'],
  );
const processing = { state: 'processing', publishId } as const;

describe('an event of a post', () => {
  test.each([
    [
      writePostEvent('complete'),
      { state: 'published', reason_code: null, platform_status: 'PUBLISH_COMPLETE' },
    ],
    [
      writePostEvent('inbox_delivered'),
      { state: 'in_inbox', reason_code: null, platform_status: 'SEND_TO_USER_INBOX' },
    ],
    [
      writePostEvent('failed', { reason: 'frame_rate_check_failed' }),
      { state: 'failed', reason_code: 'frame_rate_check_failed', platform_status: 'FAILED' },
    ],
    [
      writePostEvent('failed', { reason: 'publish_cancelled' }),
      { state: 'cancelled', reason_code: 'publish_cancelled' },
    ],
    [writePostEvent('publicly_available'), { state: 'published', post_ids: [publicPostId] }],
  ])('moves it, and is told to the CRM in the same commit (%#)', async (body, expected) => {
    await insertStoredPost(database.superuser, processing);

    await apply(body);

    expect(await readPosts(database.superuser)).toMatchObject([expected]);
    expect(await readTold(database.superuser)).toMatchObject([
      { type: 'post.state_changed', before: 'processing', state: expected.state },
    ]);
    expect(await outcomes()).toEqual(['applied']);
    expect(await database.superuser`select actor from audit_log`).toMatchObject([
      { actor: 'platform:tiktok' },
    ]);
  });

  test('seen a hundred times, in batches of any size, changes it once', async () => {
    await insertStoredPost(database.superuser, processing);
    const body = writePostEvent('complete');

    for (const size of [1, 30, 2, 67]) await apply(...Array.from({ length: size }, () => body));

    const [post] = await database.superuser`select version from tiktok_posts`;
    expect(post).toMatchObject({ version: 2 });
    expect(await readTold(database.superuser)).toHaveLength(1);
  });

  test('in ten consumers at once changes it once, and blocks nobody for good', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `v_pub_url~v2.${index}`);
    for (const id of ids) await insertStoredPost(database.superuser, { ...processing, publishId: id });
    const bodies = ids.flatMap((id) => [
      writePostEvent('complete', { publishId: id }),
      writePostEvent('publicly_available', { publishId: id, at: 1 }),
    ]);
    const consumers = Array.from({ length: 10 }, () => createApplyEvents(database.open('worker', 1)));

    const answers = await Promise.all(
      consumers.map((consume, index) => consume(writeBatch(index % 2 === 0 ? bodies : bodies.toReversed()))),
    );

    expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
    expect(await readTold(database.superuser)).toHaveLength(8);
    const posts = await readPosts(database.superuser);
    expect(posts.every(({ state, post_ids }) => state === 'published' && post_ids.length === 1)).toBe(true);
  });

  test('leaves every other post as it is, of this tenant and of others', async () => {
    await insertStoredPost(database.superuser, { ...processing, createdAt: new Date(0) });
    await insertStoredPost(database.superuser, { state: 'processing', publishId: 'v_pub_url~v2.9' });
    await insertStoredPost(database.superuser, {
      tenant: 'tenant-b',
      state: 'processing',
      publishId: `${publishId}0`,
    });

    await apply(writePostEvent('complete'));

    const states = (await readPosts(database.superuser)).map(({ state }) => state);
    expect(states).toEqual(['published', 'processing', 'processing']);
  });

  test('that changes nothing any more is applied, and told to nobody', async () => {
    await insertStoredPost(database.superuser, { state: 'published', publishId });

    await apply(writePostEvent('failed'), writePostEvent('complete', { at: 1 }));

    expect(await readPosts(database.superuser)).toMatchObject([{ state: 'published', reason_code: null }]);
    expect(await readTold(database.superuser)).toEqual([]);
    expect(await outcomes()).toEqual(['applied', 'applied']);
  });

  test('with a post id as a number keeps each of its nineteen digits', async () => {
    await insertStoredPost(database.superuser, processing);

    await apply(writePostEvent('publicly_available', { isNumber: true, postId: '7678907398077074696' }));

    expect(await readPosts(database.superuser)).toMatchObject([{ post_ids: ['7678907398077074696'] }]);
  });

  test('of one draft that is posted several times adds each post, and several at once are told once', async () => {
    await insertStoredPost(database.superuser, { state: 'in_inbox', publishId, mode: 'inbox' });

    await apply(
      writePostEvent('complete', { at: 1 }),
      writePostEvent('publicly_available', { at: 2, postId: '7600000000000000001' }),
    );
    await apply(
      writePostEvent('complete', { at: 3 }),
      writePostEvent('publicly_available', { at: 4, postId: '7600000000000000002' }),
    );

    expect(await readPosts(database.superuser)).toMatchObject([
      { state: 'published', post_ids: ['7600000000000000001', '7600000000000000002'] },
    ]);
    expect(await readTold(database.superuser)).toMatchObject([
      { type: 'post.state_changed', before: 'in_inbox', public: 'true' },
      { type: 'post.visibility_changed', before: 'published', public: 'true' },
    ]);
  });

  test('whose announcement cannot be stored changes nothing, and is applied when it can', async () => {
    await insertStoredPost(database.superuser, processing);
    await database.superuser`alter table outbox add constraint no_more check (type <> 'post.state_changed')`;

    const refused = await apply(writePostEvent('complete'));
    const stateThen = (await readPosts(database.superuser))[0]?.state;
    await database.superuser`alter table outbox drop constraint no_more`;
    const taken = await apply(writePostEvent('complete'));

    expect(refused.batchItemFailures).toHaveLength(1);
    expect(stateThen).toBe('processing');
    expect(taken.batchItemFailures).toEqual([]);
    expect(await readPosts(database.superuser)).toMatchObject([{ state: 'published' }]);
  });

  test('that ends a post is counted once it is stored, and a copy of it is not', async () => {
    await insertStoredPost(database.superuser, processing);
    await insertStoredPost(database.superuser, { ...processing, publishId: 'v_pub_url~v2.9' });
    const counted: object[] = [];
    const settings = { firstSeconds: 0, longestSeconds: 0 };
    const job = createApplyEvents(database.worker, undefined, settings, collectLog(), (counts) => {
      counted.push(counts);
    });
    const batch = [writePostEvent('complete'), writePostEvent('failed', { publishId: 'v_pub_url~v2.9' })];

    for (const bodies of [batch, batch]) await job(writeBatch(bodies));

    const posts = counted.flatMap((counts) => Object.keys(counts)).filter((name) => name.startsWith('Posts'));
    expect(posts.toSorted()).toEqual(['PostsFailed', 'PostsPublished']);
  });

  test('that publishes a public post without telling its id leaves it to be looked at again', async () => {
    await insertStoredPost(database.superuser, processing);

    await apply(writePostEvent('complete'));

    const [post] = await database.superuser`select due_at > now() as later from tiktok_posts`;
    expect(post).toEqual({ later: true });
  });
});

describe('of public and no longer public', () => {
  const gone = (at: number) => writePostEvent('no_longer_publicaly_available', { at });
  const there = (at: number) => writePostEvent('publicly_available', { at });
  const isPublic = async () => (await readPosts(database.superuser))[0]?.public_notices[0]?.isPublic;

  test.each([
    ['the later one, which came first, counts', [gone(9), there(5)], false],
    ['the later one, which came last, counts', [gone(5), there(9)], true],
    ['of one second that it is gone counts', [gone(5), there(5)], false],
  ])('%s', async (_name, bodies, expected) => {
    await insertStoredPost(database.superuser, processing);

    for (const body of bodies) await apply(body);

    expect(await isPublic()).toBe(expected);
    expect(await readPosts(database.superuser)).toMatchObject([
      { state: 'published', post_ids: [publicPostId] },
    ]);
  });

  test('each change is told to the CRM', async () => {
    await insertStoredPost(database.superuser, processing);

    for (const body of [there(1), gone(2), there(3)]) await apply(body);

    expect((await readTold(database.superuser)).map((told) => [told['type'], told['public']])).toEqual([
      ['post.state_changed', 'true'],
      ['post.visibility_changed', 'false'],
      ['post.visibility_changed', 'true'],
    ]);
  });
});
