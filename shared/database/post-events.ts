import type { Announcement } from './accounts.ts';
import { separator, textArray } from './arrays.ts';
import type { Sql } from './client.ts';
import {
  announcePost,
  type PostChanges,
  type PostRow,
  postColumns,
  type RawPost,
  readPost,
  updatePost,
} from './posts.ts';
import { type Run, runAlone, transact } from './transact.ts';

/** An event that is stored and waits for its post, byte for byte. */
export interface ParkedEvent {
  readonly dedupeKey: Uint8Array;
  readonly body: Uint8Array;
}

/** What a transaction that applies events to posts may do. */
export interface PostEventTransaction {
  /** Locks the posts that the platform knows by these ids until the commit, in one order for everybody. */
  lockPosts(publishIds: readonly string[]): Promise<PostRow[]>;
  /** The parked events of posts that are locked, which nobody else can be applying. */
  readParked(publishIds: readonly string[]): Promise<ParkedEvent[]>;
  /** Stores changes of a locked post, with their announcement when there is one to make. */
  savePost(
    post: PostRow,
    changes: PostChanges,
    now: Date,
    announcement: Announcement | undefined,
  ): Promise<void>;
  /** Says of parked events that they are applied now. */
  settleParked(dedupeKeys: readonly Uint8Array[]): Promise<void>;
}

/** Events of posts and the posts they are about, of all tenants. */
export interface PostEventStore {
  /** Runs `work` in one transaction: all of it is committed, or nothing. Throws `database_unavailable` for an outage. */
  transact<T>(work: (transaction: PostEventTransaction) => Promise<T>): Promise<T>;
  /** Those of the ids that a post has. */
  findKnown(publishIds: readonly string[]): Promise<string[]>;
  /** Whether an event waits for the post with this id. One round trip. */
  hasParked(publishId: string): Promise<boolean>;
}

/** Ids as one array. An id with the separator in it is nobody's, but may come. */
const idArray = (sql: Sql, ids: readonly string[]) =>
  ids.some((id) => id.includes(separator))
    ? sql`${sql.array([...ids], textArray)}::text[]`
    : sql`string_to_array(${ids.join(separator)}, ${separator})`;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const createPostEventTransaction = (sql: Sql, run: Run): PostEventTransaction => {
  return {
    lockPosts: async (publishIds) => {
      const rows = await run(sql<RawPost[]>`
        select ${postColumns(sql)}
        from tiktok_posts
        where publish_id = any(${idArray(sql, publishIds)})
        order by id
        for update`);
      return rows.map(readPost);
    },
    readParked: (publishIds) =>
      run(sql<ParkedEvent[]>`
        select dedupe_key as "dedupeKey", body
        from webhook_events
        where publish_id = any(${idArray(sql, publishIds)}) and outcome = 'parked'`),
    savePost: async (post, changes, now, announcement) => {
      const saved = await run(sql`
        with changed as (${updatePost(sql, post, changes, now)})
          ${announcement === undefined ? sql`` : sql`, ${announcePost(sql, announcement)}`}
        select id from changed`);
      if (saved.length !== 1) throw new Error('A locked post was changed by another.');
    },
    settleParked: async (dedupeKeys) => {
      await run(sql`
        update webhook_events
        set outcome = 'applied', detail = null
        where dedupe_key in (select decode(key, 'hex') from unnest(${idArray(sql, dedupeKeys.map(hex))}) as key)
          and outcome = 'parked'`);
    },
  };
};

/** For the `worker` login. */
export const createPostEventStore = (sql: Sql): PostEventStore => ({
  transact: (work) => transact(sql, (own, run) => work(createPostEventTransaction(own, run))),
  findKnown: async (publishIds) => {
    const rows = await runAlone(
      sql,
      (own) => own<{ publishId: string }[]>`
        select publish_id as "publishId"
        from tiktok_posts
        where publish_id = any(${idArray(own, publishIds)})`,
    );
    return rows.map(({ publishId }) => publishId);
  },
  hasParked: async (publishId) => {
    const rows = await runAlone(
      sql,
      (own) => own`
        select from webhook_events where publish_id = ${publishId} and outcome = 'parked' limit 1`,
    );
    return rows.length > 0;
  },
});
