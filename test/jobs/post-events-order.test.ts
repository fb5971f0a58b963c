import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPostStore } from '../../shared/database/posts.ts';
import { changePost } from '../../shared/posts/change-post.ts';
import type { PlatformWord } from '../../shared/posts/step.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import { clearPosts, publishId, takeParked, writePostEvent } from '../support/post-events.ts';
import { insertStoredPost } from '../support/stored-posts.ts';
import { epoch } from '../support/tiktok-events.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() => clearPosts(database.superuser));
afterAll(() => database.drop());

const [firstId, secondId] = ['7600000000000000001', '7600000000000000002'];

/** What TikTok may tell of one draft that was posted twice, one of the posts being deleted; and a failure that is none. */
const bodies = [
  writePostEvent('inbox_delivered', { at: 1 }),
  writePostEvent('complete', { at: 2 }),
  writePostEvent('publicly_available', { at: 3, postId: firstId }),
  writePostEvent('complete', { at: 4 }),
  writePostEvent('publicly_available', { at: 5, postId: secondId, isNumber: true }),
  writePostEvent('no_longer_publicaly_available', { at: 6, postId: firstId }),
  writePostEvent('failed', { at: 2, reason: 'internal' }),
];

/** Looks at the status, early and late; each an answer that TikTok may have given at some time. */
const looks: readonly { word: PlatformWord; postIds: readonly string[] }[] = [
  { word: 'processing', postIds: [] },
  { word: 'in_inbox', postIds: [] },
  { word: 'published', postIds: [secondId] },
];

type Act =
  | { readonly kind: 'deliver'; readonly places: readonly number[] }
  | { readonly kind: 'look'; readonly place: number }
  | { readonly kind: 'know' };

const perform = async (act: Act, id: string): Promise<void> => {
  const { superuser, worker } = database;
  switch (act.kind) {
    case 'deliver': {
      const batch = act.places.flatMap((place) => bodies[place] ?? []);
      await createApplyEvents(worker)(writeBatch(batch));
      return;
    }
    case 'know':
      await superuser`update tiktok_posts set publish_id = ${publishId}, version = version + 1 where id = ${id}`;
      await takeParked(worker);
      return;
    case 'look': {
      const look = looks[act.place];
      const dependencies = { posts: createPostStore(worker), clock: () => new Date() };
      const name = { tenant: 'tenant-a', postId: id };
      if (look === undefined) return;
      await changePost(dependencies, name, { kind: 'platform_said', ...look }, 'system:test');
    }
  }
};

/** The post as it ends, and how it was told: nothing in it depends on the order. */
const performAll = async (acts: readonly Act[]) => {
  await clearPosts(database.superuser);
  const id = await insertStoredPost(database.superuser, { state: 'processing', mode: 'inbox' });
  for (const act of acts) await perform(act, id);
  const [post] = await database.superuser`
    select state, reason_code, post_ids, public_notices from tiktok_posts where id = ${id}`;
  const open = await database.superuser`select 1 from webhook_events where outcome <> 'applied'`;
  return { post, open: open.length };
};

const know: Act = { kind: 'know' };
const deliveries: Act[] = bodies.map((_, place) => ({ kind: 'deliver', places: [place] }));
const lookActs: Act[] = looks.map((_, place) => ({ kind: 'look', place }));

const timeAt = (seconds: number): string => new Date((epoch + seconds) * 1000).toISOString();

const expected = {
  open: 0,
  post: {
    state: 'published',
    reason_code: null,
    post_ids: [firstId, secondId],
    public_notices: [
      { postId: firstId, isPublic: false, at: timeAt(6) },
      { postId: secondId, isPublic: true, at: timeAt(5) },
    ],
  },
};

describe('events, looks and the commit of the publish id', () => {
  test('end the same in the order in which they happened', async () => {
    expect(await performAll([know, ...deliveries, ...lookActs])).toEqual(expected);
  });

  test('end the same in every order, with copies, and in every way to batch them', async () => {
    const order = fc.shuffledSubarray([know, ...deliveries, ...lookActs], {
      minLength: 1 + deliveries.length + lookActs.length,
    });
    const again = fc.array(fc.constantFrom(...deliveries, ...lookActs), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(order, again, async (acts, copies) => {
        expect(await performAll([...acts, ...copies])).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  test('end the same when all events come in one batch, before the id or after', async () => {
    const all: Act = { kind: 'deliver', places: bodies.map((_, place) => place) };
    expect(await performAll([all, know])).toEqual(expected);
    expect(await performAll([know, all])).toEqual(expected);
  });
});
