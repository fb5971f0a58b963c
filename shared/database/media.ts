import { uuidArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { queryAs } from './tenant.ts';

export type MediaKind = 'video' | 'photo';

/**
 * `uploading`: parts are coming. `ready`: the whole file is there and can be posted. `refused`: it is there and the platform
 * would not take it. `deleted`: to be forgotten.
 */
export type MediaState = 'uploading' | 'ready' | 'refused' | 'deleted';

/** What the stored bytes say of themselves; null where they do not say it. */
export interface MediaFacts {
  readonly container: 'mp4' | 'mov' | 'webm' | 'matroska' | 'jpeg' | 'webp';
  /** `h264`, `h265`, `vp8`, `vp9`, or what the file calls another one. */
  readonly codec: string | null;
  readonly durationSeconds: number | null;
  /** As it is shown: turned if the file says so. */
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly frameRate: number | null;
}

/** One reason for which the platform would not take a file: a code, and a sentence for a person. */
export interface MediaProblem {
  readonly code: string;
  readonly detail: string;
}

/** A row of `media`: a file that a user stages for a post. */
export interface MediaRow {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly kind: MediaKind;
  /** Where it lies in the bucket. */
  readonly key: string;
  /** Of the whole object, without quotes; null while it is uploaded. */
  readonly etag: string | null;
  readonly fileName: string;
  /** As announced, then as the bytes say. */
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
  readonly partCount: number;
  readonly uploadId: string;
  readonly state: MediaState;
  readonly facts: MediaFacts | null;
  readonly problems: readonly MediaProblem[];
  readonly createdAt: Date;
  /** From then on it is as if it were not there. */
  readonly expiresAt: Date;
}

export type NewMedia = Omit<MediaRow, 'etag' | 'state' | 'facts' | 'problems'>;

/** What is known of a file once all of it is there. */
export type CompletedMedia = Pick<MediaRow, 'etag' | 'contentType' | 'facts' | 'problems' | 'expiresAt'> & {
  readonly state: 'ready' | 'refused';
};

/** Staged files, one tenant's at a time. With `onlyUserId`, those of that user alone. */
export interface MediaRows {
  insert(media: NewMedia): Promise<void>;
  /** Those of these ids that there are, in no order; deleted ones too, so look at `state` and `expiresAt`. */
  find(tenant: string, ids: readonly string[], onlyUserId?: string): Promise<MediaRow[]>;
  /** Stores what became of an upload. Undefined, and nothing is changed, when it is no upload any more. */
  complete(tenant: string, id: string, completed: CompletedMedia): Promise<MediaRow | undefined>;
  /** Marks a file as deleted until `forgetAt`. `in_use`, and nothing is changed, while a post still needs it. */
  markDeleted(tenant: string, id: string, forgetAt: Date): Promise<'deleted' | 'in_use'>;
}

export const mediaColumns = (sql: Sql) => sql`
  id, tenant_id as "tenantId", user_id as "userId", kind, object_key as key, etag, file_name as "fileName",
  content_type as "contentType", size_bytes::float8 as "sizeBytes", part_size_bytes as "partSizeBytes",
  part_count as "partCount", upload_id as "uploadId", state, facts, problems, created_at as "createdAt",
  expires_at as "expiresAt"`;

/**
 * Whether a post still has to send, or the platform may still have to fetch, the file of the row `media`. Of a draft in the
 * inbox the platform has it.
 */
export const isNeeded = (sql: Sql) => sql`
  exists (
    select from post_media
    join tiktok_posts as post on post.id = post_media.post_id
    where post_media.tenant_id = media.tenant_id and post_media.media_id = media.id
      and post.state in ('scheduled', 'queued', 'submitting', 'outcome_unknown', 'transferring', 'processing')
  )`;

/** Staged files under row-level security, for either login. */
export const createMediaRows = (sql: Sql): MediaRows => ({
  insert: async (media) => {
    await queryAs(
      sql,
      { tenant: media.tenantId },
      (own) => own`
        insert into media (
          id, tenant_id, user_id, kind, object_key, file_name, content_type, size_bytes, part_size_bytes, part_count,
          upload_id, state, created_at, expires_at
        ) values (
          ${media.id}, ${media.tenantId}, ${media.userId}, ${media.kind}, ${media.key}, ${media.fileName},
          ${media.contentType}, ${media.sizeBytes}, ${media.partSizeBytes}, ${media.partCount}, ${media.uploadId},
          'uploading', ${media.createdAt}, ${media.expiresAt}
        )`,
    );
  },
  find: (tenant, ids, onlyUserId) =>
    queryAs<MediaRow>(
      sql,
      { tenant },
      (own) => own`
        select ${mediaColumns(own)}
        from media
        where id = any(${own.array([...ids], uuidArray)})
          and tenant_id = ${tenant}
          ${onlyUserId === undefined ? own`` : own`and user_id = ${onlyUserId}`}`,
    ),
  complete: async (tenant, id, { state, etag, contentType, facts, problems, expiresAt }) => {
    const rows = await queryAs<MediaRow>(
      sql,
      { tenant },
      (own) => own`
        update media
        set state = ${state}, etag = ${etag}, content_type = ${contentType}, facts = ${facts === null ? null : own.json({ ...facts })},
          problems = ${own.json(problems.map((one) => ({ ...one })))}, expires_at = ${expiresAt}
        where tenant_id = ${tenant} and id = ${id} and state = 'uploading'
        returning ${mediaColumns(own)}`,
    );
    return rows[0];
  },
  markDeleted: async (tenant, id, forgetAt) => {
    const rows = await queryAs<{ id: string }>(
      sql,
      { tenant },
      (own) => own`
        update media
        set state = 'deleted', expires_at = ${forgetAt}
        where tenant_id = ${tenant} and id = ${id} and not ${isNeeded(own)}
        returning id`,
    );
    return rows.length === 1 ? 'deleted' : 'in_use';
  },
});
