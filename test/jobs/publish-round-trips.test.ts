import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import type { Progress } from '../../shared/posts/messages.ts';
import type { PublishJob } from '../support/publish-jobs.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { openPublishStates, type PublishStates } from '../support/publish-states.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import { type CountedDatabase, openCountedDatabase } from '../support/round-trips.ts';

describe("the database's part in publishing, in round trips", () => {
  let world: PublishWorld;
  let states: PublishStates;
  let database: CountedDatabase;
  let job: PublishJob;

  beforeAll(async () => {
    world = await startPublishWorld();
    states = openPublishStates(world);
    database = await openCountedDatabase('worker', world.database.name);
    job = world.job({}, database.sql);
    // The first time each statement is prepared, which costs a round trip of its own.
    for (const kind of ['direct file', 'direct pull', 'inbox file', 'inbox pull'] as const) {
      await states.fresh();
      await liveThrough(kind);
    }
    await world.reconcile(job);
    await world.promote(job);
  });
  afterAll(async () => {
    await database.close();
    await world.close();
  });

  const tell = (post: PostRow, progress: Progress) => database.count(() => states.tell(post, progress, job));
  /** What each step of a post's life takes. */
  const liveThrough = async (kind: PostKind): Promise<Record<string, number>> => {
    const post = await states.insert(kind);
    const trips: Record<string, number> = { submit: await database.count(() => world.submit(post, job)) };
    if (kind.endsWith('file')) {
      trips['bytes'] = await tell(post, { kind: 'bytes', bytes: 500 });
      await world.pump({ skip: ['post-progress'] });
      trips['transferEnded'] = await tell(post, { kind: 'transfer_ended' });
    }
    trips['firstLook'] = await tell(post, { kind: 'poll', poll: 0 });
    await states.letTiktokFinish();
    trips['lastLook'] = await tell(post, { kind: 'poll', poll: 1 });
    trips['lateLook'] = await tell(post, { kind: 'poll', poll: 9 });
    return trips;
  };

  // Submitting: the post, the token, the limits with the beginning, the answer, and whether events wait for it.
  test.each<[PostKind, Record<string, number>]>([
    ['direct pull', { submit: 5, firstLook: 6, lastLook: 4, lateLook: 1 }],
    // A statement may meet values of other kinds than before, and is then prepared anew.
    ['inbox pull', { submit: 6, firstLook: 6, lastLook: 4, lateLook: 4 }],
    ['direct file', { submit: 5, bytes: 2, transferEnded: 2, firstLook: 6, lastLook: 4, lateLook: 1 }],
  ])('of a %s each step takes no more than it needs', async (kind, most) => {
    await states.fresh();

    const trips = await liveThrough(kind);

    expect(Object.keys(trips)).toEqual(Object.keys(most));
    expect(Object.entries(trips).filter(([step, taken]) => taken > (most[step] ?? 0))).toEqual([]);
  });

  test('of a run of a schedule that finds nothing to do is two, or one', async () => {
    await world.database.superuser`truncate tiktok_posts`;

    const reconcile = await database.count(() => world.reconcile(job));
    const promote = await database.count(() => world.promote(job));

    expect([reconcile, promote]).toEqual([2, 1]);
  });
});
