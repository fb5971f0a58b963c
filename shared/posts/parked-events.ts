import type { Clock } from '../core/clock.ts';
import type { Count } from '../core/metrics.ts';
import type { ParkedEvent, PostEventStore, PostEventTransaction } from '../database/post-events.ts';
import type { PostRow, PostState } from '../database/posts.ts';
import type { PlatformEvent, PlatformId, UnreadableEvent } from '../platforms/platform.ts';
import { countState } from './change-post.ts';
import { applyPostEvents, asPostEvent, type PostEvent } from './post-events.ts';

export interface PostEventDependencies {
  readonly platform: PlatformId;
  /** Reads an event that was read before it was stored. */
  readonly readStoredEvent: (body: Uint8Array) => PlatformEvent | UnreadableEvent;
  readonly clock: Clock;
  readonly count?: Count;
}

/** What was done to posts, for what follows once it is committed. */
export interface AppliedEvents {
  /** How many events had been parked. */
  readonly parked: number;
  /** The state of each post that came to another one. */
  readonly states: readonly PostState[];
}

export interface ParkedEventDependencies extends PostEventDependencies {
  readonly postEvents: PostEventStore;
}

const readParked = (
  { readStoredEvent }: PostEventDependencies,
  { body, dedupeKey }: ParkedEvent,
): PostEvent[] => {
  const event = readStoredEvent(body);
  const about = 'type' in event ? asPostEvent(event, Buffer.from(dedupeKey).toString('hex')) : undefined;
  return about === undefined ? [] : [about];
};

/**
 * Applies events to the posts that they are about, which are locked, together with those that were parked for these
 * posts: each post is stored once.
 */
export const applyToLocked = async (
  dependencies: PostEventDependencies,
  transaction: PostEventTransaction,
  posts: readonly PostRow[],
  fresh: readonly PostEvent[],
): Promise<AppliedEvents> => {
  const { platform, clock } = dependencies;
  const parked = await transaction.readParked(posts.flatMap(({ publishId }) => publishId ?? []));
  const events = [...fresh, ...parked.flatMap((one) => readParked(dependencies, one))];
  const byPost = Map.groupBy(events, ({ says }) => says.publishId);
  const now = clock();
  const updates = posts.flatMap((post) => {
    const update = applyPostEvents(post, byPost.get(post.publishId ?? '') ?? [], platform, now);
    return update === undefined ? [] : [{ post, ...update }];
  });
  await Promise.all(
    updates.map(({ post, changes, announcement }) => transaction.savePost(post, changes, now, announcement)),
  );
  if (parked.length > 0) await transaction.settleParked(parked.map(({ dedupeKey }) => dedupeKey));
  const states = updates.flatMap(({ post, changes: { state } }) =>
    state === undefined || state === post.state ? [] : [state],
  );
  return { parked: parked.length, states };
};

/**
 * Applies what was parked for posts that have become known by these ids of the platform's; whoever stores such an id calls
 * it after the commit, and apply-events calls it after it parked something: so an event and the commit of its post's id
 * meet, whichever comes first. Repeating it changes nothing. Returns how many events were applied.
 */
export const applyParkedEvents = async (
  dependencies: ParkedEventDependencies,
  publishIds: readonly string[],
): Promise<number> => {
  const { parked, states } = await dependencies.postEvents.transact(async (transaction) => {
    const posts = await transaction.lockPosts(publishIds);
    return posts.length === 0 ? nothing : applyToLocked(dependencies, transaction, posts, []);
  });
  for (const state of states) countState(dependencies.count, state);
  return parked;
};

/** The same for one post, whose events have mostly not come yet: no lock is taken to find that out. */
export const takeParkedEvents = async (
  dependencies: ParkedEventDependencies,
  publishId: string,
): Promise<void> => {
  if (await dependencies.postEvents.hasParked(publishId)) await applyParkedEvents(dependencies, [publishId]);
};

const nothing: AppliedEvents = { parked: 0, states: [] };
