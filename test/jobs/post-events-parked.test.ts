import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createEventStore, type EventStore } from '../../shared/database/events.ts';
import { applyEvents } from '../../shared/events/apply-events.ts';
import { readEvent, readStoredEvent } from '../../shared/platforms/tiktok/event.ts';
import { collectLog } from '../support/collected-log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import {
  clearPosts,
  publishId,
  readPosts,
  readTold,
  takeParked,
  writePostEvent,
} from '../support/post-events.ts';
import { insertStoredPost } from '../support/stored-posts.ts';
import { clientKey } from '../support/tiktok-events.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() => clearPosts(database.superuser));
afterAll(() => database.drop());

const apply = (...bodies: readonly Buffer[]) => createApplyEvents(database.worker)(writeBatch(bodies));
const outcomes = async () =>
  (await database.superuser`select outcome from webhook_events order by occurred_at`).map(
    (row) => row['outcome'],
  );
const become = () => insertStoredPost(database.superuser, { state: 'processing', publishId });

/** apply-events with a store of events that some test has changed. */
const applyWith = (change: (ordinary: EventStore) => Partial<EventStore>, ...bodies: readonly Buffer[]) => {
  const ordinary = createEventStore(database.worker);
  return applyEvents(
    {
      platform: 'tiktok',
      readEvent,
      readStoredEvent,
      clock: () => new Date(),
      log: collectLog(),
      events: { ...ordinary, ...change(ordinary) },
    },
    bodies.map((body, place) => ({
      messageId: String(place),
      body,
      clientKey,
      receivedAt: new Date(),
    })),
  );
};

describe('an event that comes before its post is known', () => {
  test('is parked, and applied once by whoever stores the post’s publish id', async () => {
    await apply(writePostEvent('complete'), writePostEvent('publicly_available', { at: 1 }));
    const then = await outcomes();
    await become();

    const taken = [await takeParked(database.worker), await takeParked(database.worker)];

    expect(then).toEqual(['parked', 'parked']);
    expect(taken).toEqual([2, 0]);
    expect(await outcomes()).toEqual(['applied', 'applied']);
    expect(await readPosts(database.superuser)).toMatchObject([
      { state: 'published', post_ids: [expect.any(String)] },
    ]);
    expect(await readTold(database.superuser)).toHaveLength(1);
  });

  test('is applied by apply-events itself when the post became known while the event was being stored', async () => {
    const failed = await applyWith(
      ({ findKnown }) => ({
        findKnown: async (ids) => {
          await become();
          return findKnown(ids);
        },
      }),
      writePostEvent('complete'),
    );

    expect(failed).toEqual([]);
    expect(await readPosts(database.superuser)).toMatchObject([{ state: 'published' }]);
    expect(await outcomes()).toEqual(['applied']);
  });

  test('is applied when it comes again, should the look after its storing have been cut off', async () => {
    const cutOff = applyWith(
      () => ({ findKnown: () => Promise.reject(new Error('killed')) }),
      writePostEvent('complete'),
    );
    expect(await cutOff).toHaveLength(1);
    await become();

    await apply(writePostEvent('complete'));

    expect(await outcomes()).toEqual(['applied']);
    expect(await readPosts(database.superuser)).toMatchObject([{ state: 'published' }]);
    expect(await readTold(database.superuser)).toHaveLength(1);
  });

  test('is applied together with the next event of its post', async () => {
    await apply(writePostEvent('complete'));
    await become();

    await apply(writePostEvent('publicly_available', { at: 5 }));

    expect(await outcomes()).toEqual(['applied', 'applied']);
    expect(await readTold(database.superuser)).toHaveLength(1);
  });

  test('is applied once when all who may apply it do so at once', async () => {
    await apply(writePostEvent('complete'));
    await become();
    const workers = Array.from({ length: 5 }, () => database.open('worker', 1));

    const taken = await Promise.all([
      ...workers.map((worker) => takeParked(worker)),
      apply(writePostEvent('complete')),
      apply(writePostEvent('publicly_available', { at: 1 })),
    ]);

    expect(taken.filter((one) => one === 1).length).toBeLessThanOrEqual(1);
    expect(await outcomes()).toEqual(['applied', 'applied']);
    const told = (await readTold(database.superuser)).map(({ type }) => type);
    expect(told.filter((type) => type === 'post.state_changed')).toHaveLength(1);
  });

  test('waits for its own post and takes no other', async () => {
    await apply(writePostEvent('complete', { publishId: 'v_pub_url~v2.1' }));
    await become();

    await takeParked(database.worker);
    await apply(writePostEvent('inbox_delivered'));

    expect(await readPosts(database.superuser)).toMatchObject([{ state: 'in_inbox' }]);
    expect((await outcomes()).toSorted()).toEqual(['applied', 'parked']);
  });
});

describe('a post that cannot be changed', () => {
  const poisoned = 'v_pub_url~v2.666';
  const poison = () =>
    database.superuser.unsafe(`
      create function refuse_post() returns trigger language plpgsql as $$
        begin if new.publish_id = '${poisoned}' then raise 'poison'; end if; return new; end $$;
      create trigger refuse_post before update on tiktok_posts for each row execute function refuse_post();`);
  const heal = () =>
    database.superuser.unsafe('drop trigger refuse_post on tiktok_posts; drop function refuse_post');

  test('holds none of its neighbours back, and its event is applied when the cause is gone', async () => {
    await become();
    await insertStoredPost(database.superuser, { state: 'processing', publishId: poisoned });
    const bodies = [writePostEvent('complete', { publishId: poisoned, at: 1 }), writePostEvent('complete')];
    await poison();

    const answer = await apply(...bodies);
    const states = (await readPosts(database.superuser)).map(({ state }) => state).toSorted();
    await heal();
    await apply(...bodies);

    expect(answer.batchItemFailures).toHaveLength(1);
    expect(states).toEqual(['processing', 'published']);
    const healed = (await readPosts(database.superuser)).map(({ state }) => state);
    expect(healed).toEqual(['published', 'published']);
  });

  test('has each failure of its parked event counted, so that it leaves for the dead letters in the end', async () => {
    const body = writePostEvent('complete', { publishId: poisoned });
    await apply(body);
    await insertStoredPost(database.superuser, { state: 'processing', publishId: poisoned });
    await poison();

    const answers = [];
    for (let receive = 1; receive <= 5; receive += 1) answers.push(await apply(body));
    await heal();

    expect(answers.map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([1, 1, 1, 1, 0]);
    expect(await outcomes()).toEqual(['parked']);
  });
});
