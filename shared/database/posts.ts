import { type Announcement, announceChanged } from './accounts.ts';
import { textArray, uuidArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { queryAs } from './tenant.ts';

export type PostState =
  | 'scheduled'
  | 'queued'
  | 'submitting'
  | 'outcome_unknown'
  | 'transferring'
  | 'processing'
  | 'in_inbox'
  | 'cancelled'
  | 'failed'
  | 'published';

/** The media of a post, as they were asked for. */
export type IntentMedia =
  | { readonly kind: 'file'; readonly mediaId: string; readonly key: string; readonly etag: string }
  | { readonly kind: 'video_url'; readonly videoUrl: string }
  | { readonly kind: 'photo_urls'; readonly photoUrls: readonly string[]; readonly coverIndex: number }
  | {
      readonly kind: 'photo_media';
      readonly photos: readonly { readonly mediaId: string; readonly key: string }[];
      readonly coverIndex: number;
    };

/** What was asked for; never changed. Of `options`, those that the mode and the media have are there. */
export interface PostIntent {
  readonly media: IntentMedia;
  /** Media type of a file, as its chunks declare it. */
  readonly contentType?: string;
  readonly durationSeconds?: number;
  readonly options: {
    readonly title?: string;
    readonly description?: string;
    readonly privacyLevel?: string;
    readonly allowComment?: boolean;
    readonly allowDuet?: boolean;
    readonly allowStitch?: boolean;
    readonly yourBrand?: boolean;
    readonly brandedContent?: boolean;
    readonly isAiGenerated?: boolean;
    readonly coverTimestampMs?: number;
    readonly autoAddMusic?: boolean;
  };
}

/** The creator's agreement, with who gave it, when, and the creator info that was fetched for it. */
export interface PostConsent {
  readonly musicUsage: true;
  readonly brandedContentPolicy: boolean;
  readonly givenBy: string;
  readonly givenAt: string;
  readonly creatorInfo: Readonly<Record<string, unknown>>;
}

export interface StoredNotice {
  readonly postId: string;
  readonly isPublic: boolean;
  readonly at: Date;
}

/** A row of `tiktok_posts`. */
export interface PostRow {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly createdBy: string;
  readonly mode: 'direct' | 'inbox';
  readonly mediaKind: 'video' | 'photos';
  readonly source: 'FILE_UPLOAD' | 'PULL_FROM_URL';
  readonly intent: PostIntent;
  readonly consent: PostConsent | null;
  readonly reference: string | null;
  readonly publishAt: Date | null;
  /** Of a file. */
  readonly sizeBytes: number | null;
  readonly state: PostState;
  readonly reason: { readonly code: string; readonly logId?: string } | undefined;
  readonly platformStatus: string | null;
  readonly publishId: string | null;
  readonly sealedUploadUrl: Uint8Array | null;
  readonly uploadExpiresAt: Date | null;
  readonly bytesConfirmed: number;
  readonly postIds: readonly string[];
  readonly publicNotices: readonly StoredNotice[];
  readonly creatorCheckedAt: Date | null;
  readonly initAttempts: number;
  readonly submittedAt: Date | null;
  /** Whether a worker is at the init of it now, by the database's clock. */
  readonly isLeased: boolean;
  /** Attempts in a row that failed for a passing reason. */
  readonly failures: number;
  readonly polls: number;
  readonly dueAt: Date | null;
  readonly willSubmitAt: Date | null;
  /** When it came to each of its states. */
  readonly stateTimes: Readonly<Partial<Record<PostState, string>>>;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a change may touch: everything but the intent. */
export type PostChanges = Partial<
  Pick<
    PostRow,
    | 'state'
    | 'reason'
    | 'platformStatus'
    | 'publishId'
    | 'sealedUploadUrl'
    | 'uploadExpiresAt'
    | 'bytesConfirmed'
    | 'postIds'
    | 'publicNotices'
    | 'creatorCheckedAt'
    | 'initAttempts'
    | 'failures'
    | 'polls'
    | 'dueAt'
    | 'willSubmitAt'
    | 'stateTimes'
  >
> & {
  /** Ends the lease of a submission. */
  readonly endLease?: boolean;
};

export type NewPost = Pick<
  PostRow,
  | 'id'
  | 'tenantId'
  | 'userId'
  | 'accountId'
  | 'createdBy'
  | 'mode'
  | 'mediaKind'
  | 'source'
  | 'intent'
  | 'consent'
  | 'reference'
  | 'publishAt'
  | 'sizeBytes'
  | 'creatorCheckedAt'
  | 'dueAt'
  | 'willSubmitAt'
  | 'createdAt'
> & { readonly state: 'scheduled' | 'queued' };

/** Posts, one tenant's at a time: for HTTP, and for workers, whose messages name the tenant. */
export interface PostStore {
  /** Stores the intent with its announcement. `exists`: there is a post of this id already, and nothing was changed. */
  insert(post: NewPost, announcement: Announcement): Promise<'inserted' | 'exists'>;
  find(tenant: string, id: string): Promise<PostRow | undefined>;
  findByPublishId(tenant: string, publishId: string): Promise<PostRow | undefined>;
  /**
   * Stores the changes of the post as it was read, with an announcement when there is one to make. Undefined, and nothing
   * is changed, when the post is no longer as it was read.
   */
  save(
    post: PostRow,
    changes: PostChanges,
    now: Date,
    announcement?: Announcement,
  ): Promise<PostRow | undefined>;
}

/** The columns of a `PostRow`; numbers of bytes are far below 2^53. */
export const postColumns = (sql: Sql) => sql`
  id, tenant_id as "tenantId", user_id as "userId", account_id as "accountId", created_by as "createdBy", mode,
  media_kind as "mediaKind", source, intent, consent, reference, publish_at as "publishAt",
  size_bytes::float8 as "sizeBytes", state, reason_code as "reasonCode", reason_log_id as "reasonLogId",
  platform_status as "platformStatus", publish_id as "publishId", sealed_upload_url as "sealedUploadUrl",
  upload_expires_at as "uploadExpiresAt", bytes_confirmed::float8 as "bytesConfirmed", post_ids as "postIds",
  public_notices as "publicNotices", creator_checked_at as "creatorCheckedAt", init_attempts as "initAttempts",
  submitted_at as "submittedAt", coalesce(lease_expires_at > clock_timestamp(), false) as "isLeased", failures, polls,
  due_at as "dueAt", will_submit_at as "willSubmitAt", state_times as "stateTimes", version, created_at as "createdAt",
  updated_at as "updatedAt"`;

/** A row as the driver gives it. */
export interface RawPost extends Omit<PostRow, 'reason' | 'publicNotices'> {
  readonly reasonCode: string | null;
  readonly reasonLogId: string | null;
  readonly publicNotices: readonly {
    readonly postId: string;
    readonly isPublic: boolean;
    readonly at: string;
  }[];
}

export const readPost = ({ reasonCode, reasonLogId, publicNotices, ...row }: RawPost): PostRow => ({
  ...row,
  reason:
    reasonCode === null
      ? undefined
      : { code: reasonCode, ...(reasonLogId === null ? {} : { logId: reasonLogId }) },
  publicNotices: publicNotices.map(({ at, ...notice }) => ({ ...notice, at: new Date(at) })),
});

/** The update of one post as it was read, as a statement that returns `id`, `tenant_id`, `account_id` and all columns. */
export const updatePost = (sql: Sql, post: PostRow, changes: PostChanges, now: Date) => {
  const next = { ...post, ...changes };
  return sql`
    update tiktok_posts
    set state = ${next.state},
      reason_code = ${next.reason?.code ?? null}, reason_log_id = ${next.reason?.logId ?? null},
      platform_status = ${next.platformStatus}, publish_id = ${next.publishId},
      sealed_upload_url = ${next.sealedUploadUrl === null ? null : Buffer.from(next.sealedUploadUrl)},
      upload_expires_at = ${next.uploadExpiresAt}, bytes_confirmed = ${next.bytesConfirmed},
      post_ids = ${sql.array([...next.postIds], textArray)},
      public_notices = ${sql.json(next.publicNotices.map((one) => ({ ...one, at: one.at.toISOString() })))},
      creator_checked_at = ${next.creatorCheckedAt}, init_attempts = ${next.initAttempts}, failures = ${next.failures}, polls = ${next.polls},
      due_at = ${next.dueAt}, will_submit_at = ${next.willSubmitAt},
      ${changes.endLease === true ? sql`lease_expires_at = null,` : sql``}
      state_times = ${sql.json(next.stateTimes)}, version = version + 1, updated_at = ${now}
    where tenant_id = ${post.tenantId} and id = ${post.id} and version = ${post.version}
    returning *`;
};

/** The announcement of a change of the posts that the query `changed` returned. */
export const announcePost = (sql: Sql, announcement: Announcement) => sql`
  post_accounts as (select account_id as id, tenant_id from changed),
  ${announceChanged(sql, announcement, 'post_accounts')}`;

/** The staged files of a post. */
const mediaIdsOf = ({ media }: PostIntent): string[] => {
  if (media.kind === 'file') return [media.mediaId];
  return media.kind === 'photo_media' ? media.photos.map(({ mediaId }) => mediaId) : [];
};

/** Posts under row-level security, for either login. */
export const createPostStore = (sql: Sql): PostStore => {
  const findBy = async (tenant: string, condition: (own: Sql) => ReturnType<Sql>) => {
    const rows = await queryAs<RawPost>(
      sql,
      { tenant },
      (own) =>
        own`select ${postColumns(own)} from tiktok_posts where tenant_id = ${tenant} and ${condition(own)}`,
    );
    return rows[0] === undefined ? undefined : readPost(rows[0]);
  };
  return {
    insert: async (post, announcement) => {
      const rows = await queryAs<{ id: string }>(
        sql,
        { tenant: post.tenantId },
        (own) => own`
          with changed as (
            insert into tiktok_posts (
              id, tenant_id, user_id, account_id, created_by, mode, media_kind, source, intent, consent, reference,
              publish_at, size_bytes, state, creator_checked_at, due_at, will_submit_at, state_times, created_at, updated_at
            ) values (
              ${post.id}, ${post.tenantId}, ${post.userId}, ${post.accountId}, ${post.createdBy}, ${post.mode},
              ${post.mediaKind}, ${post.source}, ${own.json(post.intent as never)},
              ${post.consent === null ? null : own.json(post.consent as never)}, ${post.reference}, ${post.publishAt},
              ${post.sizeBytes}, ${post.state}, ${post.creatorCheckedAt}, ${post.dueAt}, ${post.willSubmitAt},
              ${own.json({ [post.state]: post.createdAt.toISOString() })}, ${post.createdAt}, ${post.createdAt}
            )
            on conflict (id) do nothing
            returning id, tenant_id, account_id
          ), named as (
            insert into post_media (tenant_id, media_id, post_id)
            select tenant_id, media_id, id
            from changed, unnest(${own.array(mediaIdsOf(post.intent), uuidArray)}::uuid[]) as media_id
            -- A photo may be there twice.
            on conflict do nothing
          ), ${announcePost(own, announcement)}
          select id from changed`,
      );
      return rows.length === 1 ? 'inserted' : 'exists';
    },
    find: (tenant, id) => findBy(tenant, (own) => own`id = ${id}`),
    findByPublishId: (tenant, publishId) => findBy(tenant, (own) => own`publish_id = ${publishId}`),
    save: async (post, changes, now, announcement) => {
      const rows = await queryAs<RawPost>(
        sql,
        { tenant: post.tenantId },
        (own) => own`
          with changed as (${updatePost(own, post, changes, now)})
            ${announcement === undefined ? own`` : own`, ${announcePost(own, announcement)}`}
          select ${postColumns(own)} from changed`,
      );
      return rows[0] === undefined ? undefined : readPost(rows[0]);
    },
  };
};
