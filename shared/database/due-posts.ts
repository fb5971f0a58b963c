import type { Sql } from './client.ts';
import { type PostRow, postColumns, type RawPost, readPost } from './posts.ts';
import { runAlone } from './transact.ts';

/** What the schedules need besides: posts of all tenants. */
export interface DuePostStore {
  /**
   * Takes posts that are due and moves their next look to `until`, so that neither another run nor the next one takes them
   * before; the longest due first. Two who claim at once never get the same.
   */
  claimDue(now: Date, until: Date, limit: number): Promise<PostRow[]>;
  /** Scheduled posts whose time has come, the earliest first. */
  findScheduled(now: Date, limit: number): Promise<PostRow[]>;
  /** How many posts should have moved on long ago. Counted up to `stuckMax`. */
  countStuck(now: Date): Promise<number>;
  /**
   * The one publish id that the platform has told of this post's creator since its submission and that belongs to no post,
   * while of all the creator's posts, in whatever tenant, just this one lacks an id that the platform may have given;
   * undefined when it cannot be told.
   */
  findStrayPublishId(post: PostRow): Promise<string | undefined>;
}

/** Counting further would take time and say nothing more. */
export const stuckMax = 1_000;

const hourMs = 3600_000;

/** Posts of all tenants, for the `worker` login. */
export const createDuePostStore = (sql: Sql): DuePostStore => ({
  claimDue: async (now, until, limit) => {
    const rows = await runAlone(
      sql,
      (own) => own<RawPost[]>`
        with due as (
          select id from tiktok_posts
          where due_at <= ${now} and state <> 'scheduled'
          order by due_at
          limit ${limit}
          for update skip locked
        ), changed as (
          update tiktok_posts as post
          set due_at = ${until}, version = version + 1
          from due
          where post.id = due.id
          returning post.*
        )
        select ${postColumns(own)} from changed order by created_at`,
    );
    return rows.map(readPost);
  },
  findScheduled: async (now, limit) => {
    const rows = await runAlone(
      sql,
      (own) => own<RawPost[]>`
        select ${postColumns(own)} from tiktok_posts
        where state = 'scheduled' and publish_at <= ${now}
        order by publish_at
        limit ${limit}`,
    );
    return rows.map(readPost);
  },
  countStuck: async (now) => {
    const ago = (hours: number): Date => new Date(now.getTime() - hours * hourMs);
    const [row] = await runAlone(
      sql,
      (own) => own<{ stuck: number }[]>`
        select count(*)::integer as stuck
        from (
          select from tiktok_posts
          where due_at is not null and state <> 'scheduled' and (
            (state in ('submitting', 'transferring') and submitted_at < ${ago(2)})
            or (state = 'processing' and submitted_at < ${ago(6)})
            or (state = 'queued' and (due_at < ${ago(0.25)} or coalesce(publish_at, created_at) < ${ago(48)}))
          )
          limit ${stuckMax}
        ) as counted`,
    );
    return row?.stuck ?? 0;
  },
  findStrayPublishId: async (post) => {
    const rows = await runAlone(
      sql,
      (own) => own<{ publishId: string }[]>`
        with account as (
          select open_id, platform from oauth_accounts where id = ${post.accountId}
        ), without_id as (
          -- An init was made of each whose answer nobody has, or of a file once more than was answered.
          select count(*) as posts
          from tiktok_posts as other, account
          where other.account_id in (
              select id from oauth_accounts where platform = account.platform and open_id = account.open_id
            )
            and other.submitted_at > ${post.submittedAt}::timestamptz - interval '7 days'
            and (other.init_attempts > 1 or (other.init_attempts > 0 and other.publish_id is null))
        )
        select distinct event.publish_id as "publishId"
        from webhook_events as event, account, without_id
        where event.outcome = 'parked' and event.publish_id is not null
          and event.open_id = account.open_id and event.platform = account.platform
          -- Event times are whole seconds.
          and event.occurred_at >= date_trunc('second', ${post.submittedAt}::timestamptz)
          and without_id.posts = 1
          and not exists (select from tiktok_posts where publish_id = event.publish_id)
        limit 2`,
    );
    return rows.length === 1 ? rows[0]?.publishId : undefined;
  },
});
