import type postgres from 'postgres';
import type { Announcement } from './accounts.ts';
import type { Sql } from './client.ts';
import { announcePost, type PostRow, postColumns, type RawPost, readPost } from './posts.ts';
import { queryAs, queryLockedAs } from './tenant.ts';

/** The platform's limits that a submission keeps ahead of the platform. */
export interface SubmissionLimits {
  /** Inits of an account in a minute, of all kinds together. */
  readonly initsPerMinute: number;
  /** How long an init counts: the minute, and the deadline of the call, since it may arrive that much later. */
  readonly initCountsForMs: number;
  /** Drafts that wait for their creator. */
  readonly pendingDrafts: number;
  readonly pendingForMs: number;
  /** Under which codes the platform's caps are learned. */
  readonly capCodes: {
    readonly dailyPosts: string;
    readonly activeCreators: string;
    readonly pendingDrafts: string;
  };
}

export type WaitReason = 'rate' | 'pending_drafts' | 'daily_posts' | 'active_creators' | 'transfers';

/**
 * How much may be on its way at a time. An upload address lives an hour, and all files under way share the transfers evenly:
 * beyond what they move in that hour all would miss it together. Four transfers of 50 Mbit/s move 90 GB.
 */
const underWayMaxBytes = 64 * 1024 ** 3;
const underWayLookMs = 60_000;

/** What keeps a post from being submitted now. */
export interface SubmissionWait {
  readonly why: WaitReason;
  readonly until: Date;
}

export type SubmissionStart =
  | { readonly kind: 'begun'; readonly post: PostRow }
  | ({ readonly kind: 'wait' } & SubmissionWait)
  /** The post is no longer as it was read. */
  | { readonly kind: 'overtaken' };

export interface SubmissionStore {
  /**
   * Decides, alone for the account, whether its post may be submitted now; if so takes a call of its minute and, of a
   * draft, a place among those that are pending, and moves the post to `submitting` under a lease. All of it or nothing,
   * so that a crash leaves no reservation behind: a pending draft is the post itself.
   */
  begin(
    post: PostRow,
    limits: SubmissionLimits,
    leaseMs: number,
    now: Date,
    announcement: Announcement,
  ): Promise<SubmissionStart>;
  /** What would keep `begin` from it just now, without deciding anything. */
  findWait(post: PostRow, limits: SubmissionLimits): Promise<SubmissionWait | undefined>;
}

/** States in which a draft that was submitted waits for its creator, or may. */
const pendingStates = ['submitting', 'outcome_unknown', 'transferring', 'processing', 'in_inbox'] as const;

/** Of drafts: whether one is pending, or may be. One that waits counts where an init of it had no answer. */
export const isPendingDraft = (sql: Sql) =>
  sql`(state in ${sql([...pendingStates])} or (state = 'queued' and init_attempts > 0))`;

type Fragment = postgres.PendingQuery<postgres.Row[]>;

const milliseconds = (sql: Sql, value: number) => sql`${value} * interval '1 millisecond'`;

/** Behind others for whom there is room, who are at it this moment or soon. */
const soonMs = { call: 5_000, draft: 60_000 };

/**
 * When the nth of those to come has its turn, by the ends of what counts now, sorted: each place is free for the next one
 * once it ends, and again so long after. While there is room, soon: it is only for those before.
 */
const turn = (
  sql: Sql,
  {
    ends,
    limit,
    nth,
    againAfter,
    soon,
  }: Record<'ends' | 'nth' | 'againAfter' | 'soon', Fragment> & { limit: number },
) => sql`
  case when cardinality(${ends}) < ${limit} then moment.now + ${soon}
  else (${ends})[((${nth} - 1) % cardinality(${ends}) + 1)::integer] + ((${nth} - 1) / cardinality(${ends})) * ${againAfter} end`;

/**
 * Queries of which `waits` holds what keeps a post back, the most lasting first, and `moment` the database's time. Whoever
 * waits for a limit stands in a line: `older` are the posts of the account before this one, whose places are not free.
 */
const waitsOf = (sql: Sql, post: PostRow, limits: SubmissionLimits) => {
  const ms = (value: number) => milliseconds(sql, value);
  const isDraft = post.mode === 'inbox';
  const countsAsPost = post.mode === 'direct' || post.mediaKind === 'photos';
  const draftPlace = sql`cardinality(pending.ends) + older.drafts - ${limits.pendingDrafts} + 1`;
  const callPlace = sql`cardinality(calls.ends) + older.posts - ${limits.initsPerMinute} + 1`;
  const draftTurn = turn(sql, {
    ends: sql`pending.ends`,
    limit: limits.pendingDrafts,
    nth: draftPlace,
    againAfter: ms(limits.pendingForMs),
    soon: ms(soonMs.draft),
  });
  const callTurn = turn(sql, {
    ends: sql`calls.ends`,
    limit: limits.initsPerMinute,
    nth: callPlace,
    againAfter: ms(limits.initCountsForMs),
    soon: ms(soonMs.call),
  });
  return sql`
    moment as (select clock_timestamp() as now),
    older as (
      select count(*) as posts, count(*) filter (where mode = 'inbox') as drafts
      from tiktok_posts
      where account_id = ${post.accountId} and id < ${post.id} and state = 'queued' and will_submit_at is not null
        and failures = 0 and reason_code is null
    ),
    pending as (
      select array(
        select submitted_at + ${ms(limits.pendingForMs)}
        from tiktok_posts, moment, generate_series(1, greatest(init_attempts, 1))
        where account_id = ${post.accountId} and mode = 'inbox' and ${isPendingDraft(sql)}
          and submitted_at > moment.now - ${ms(limits.pendingForMs)}
        order by submitted_at
      ) as ends
    ),
    calls as (
      select max(blocked_until) as blocked_until, coalesce(max(live), '{}') as ends
      from (
        select blocked_until,
          array(select time from unnest(counted_until) as time, moment where time > moment.now order by time) as live
        from rate_calls where account_id = ${post.accountId} and endpoint = 'init'
      ) as known
    ),
    under_way as (
      select coalesce(sum(size_bytes - bytes_confirmed), 0) as bytes
      from tiktok_posts
      where ${post.source === 'FILE_UPLOAD'} and state = 'transferring'
    ),
    waits as (
      select 1 as place, 'daily_posts' as why, until from learned_caps, moment
      where ${countsAsPost} and subject = ${post.accountId} and code = ${limits.capCodes.dailyPosts} and until > now
      union all
      select 2, 'active_creators', until from learned_caps, moment
      where ${countsAsPost} and subject = 'app' and code = ${limits.capCodes.activeCreators} and until > now
        and not exists (
          select from tiktok_posts
          where account_id = ${post.accountId} and submitted_at > now - interval '24 hours' and publish_id is not null
        )
      union all
      select 3, 'pending_drafts', until from learned_caps, moment
      where ${isDraft} and subject = ${post.accountId} and code = ${limits.capCodes.pendingDrafts} and until > now
      union all
      select 4, 'pending_drafts', ${draftTurn}
      from pending, older, moment
      where ${isDraft} and ${draftPlace} > 0
      union all
      select 5, 'rate', greatest(blocked_until, case when ${callPlace} > 0
        then ${callTurn} end)
      from calls, older, moment
      where coalesce(blocked_until > now, false) or ${callPlace} > 0
      union all
      select 6, 'transfers', moment.now + ${ms(underWayLookMs)} from under_way, moment
      where under_way.bytes > ${underWayMaxBytes}
    )`;
};

type Verdict = Partial<RawPost> & { readonly why: WaitReason | null; readonly until: Date | null };

/** For either login. Times of limits and leases are the database's own. */
export const createSubmissionStore = (sql: Sql): SubmissionStore => ({
  begin: async (post, limits, leaseMs, now, announcement) => {
    const rows = await queryLockedAs<Verdict>(
      sql,
      { tenant: post.tenantId },
      `limits of ${post.accountId}`,
      (own) => {
        const ms = (value: number) => milliseconds(own, value);
        return own`
          with seen as (
            select id from tiktok_posts
            where tenant_id = ${post.tenantId} and id = ${post.id} and version = ${post.version}
          ),
          ${waitsOf(own, post, limits)},
          verdict as (
            select seen.id, (select why from waits order by place limit 1) as why,
              (select until from waits order by place limit 1) as until
            from seen
          ),
          taken as (
            insert into rate_calls as known (account_id, endpoint, tenant_id, counted_until)
            select ${post.accountId}, 'init', ${post.tenantId}, array[now + ${ms(limits.initCountsForMs)}]
            from verdict, moment where why is null
            on conflict (account_id, endpoint) do update
            set counted_until = excluded.counted_until
              || array(select time from unnest(known.counted_until) as time where time > clock_timestamp())
          ),
          changed as (
            update tiktok_posts as post
            set state = 'submitting', reason_code = null, reason_log_id = null, init_attempts = post.init_attempts + 1,
              submitted_at = moment.now, lease_expires_at = moment.now + ${ms(leaseMs)},
              due_at = ${new Date(now.getTime() + leaseMs + 5_000)}, will_submit_at = null,
              state_times = state_times || ${own.json({ submitting: now.toISOString() })},
              version = version + 1, updated_at = ${now}
            from verdict, moment
            where post.id = verdict.id and verdict.why is null and post.version = ${post.version}
            returning post.*
          ), ${announcePost(own, announcement)}
          select begun.*, verdict.why, verdict.until
          from verdict left join (select ${postColumns(own)} from changed) as begun on true`;
      },
    );
    const [row] = rows;
    if (row === undefined) return { kind: 'overtaken' };
    const { why, until, ...begun } = row;
    if (why !== null) return { kind: 'wait', why, until: until ?? now };
    return isWhole(begun) ? { kind: 'begun', post: readPost(begun) } : { kind: 'overtaken' };
  },
  findWait: async (post, limits) => {
    const [wait] = await queryAs<SubmissionWait>(
      sql,
      { tenant: post.tenantId },
      (own) => own`with ${waitsOf(own, post, limits)} select why, until from waits order by place limit 1`,
    );
    return wait;
  },
});

const isWhole = (row: Partial<RawPost>): row is RawPost => row.id !== undefined && row.id !== null;
