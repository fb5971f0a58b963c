import { randomUUID } from 'node:crypto';
import type { Sql } from '../../shared/database/client.ts';
import type { PostIntent, PostState } from '../../shared/database/posts.ts';

export interface StoredPostWish {
  readonly id?: string;
  readonly tenant?: string;
  readonly account?: string;
  readonly user?: string;
  readonly mode?: 'direct' | 'inbox';
  readonly mediaKind?: 'video' | 'photos';
  readonly source?: 'FILE_UPLOAD' | 'PULL_FROM_URL';
  readonly intent?: PostIntent;
  readonly reference?: string | null;
  readonly state?: PostState;
  readonly reason?: string;
  readonly publishId?: string | null;
  readonly publishAt?: Date | null;
  readonly submittedAt?: Date | null;
  readonly dueAt?: Date | null;
  readonly willSubmitAt?: Date | null;
  readonly sizeBytes?: number;
  readonly bytesConfirmed?: number;
  readonly sealedUploadUrl?: Uint8Array;
  readonly uploadExpiresAt?: Date;
  readonly initAttempts?: number;
  readonly polls?: number;
  readonly createdAt?: Date;
}

/** As `submitted` in most tests' time; states before it were never submitted. */
const waits: readonly PostState[] = ['scheduled', 'queued'];

const intentOf = ({ source = 'PULL_FROM_URL' }: StoredPostWish): PostIntent => ({
  media:
    source === 'FILE_UPLOAD'
      ? { kind: 'file', mediaId: 'a-file', key: 'media/a-file', etag: '"etag"' }
      : { kind: 'video_url', videoUrl: 'https://media.example/a.mp4' },
  options: { title: 'A title', privacyLevel: 'PUBLIC_TO_EVERYONE' },
});

/** Puts a post into the table as it stands in some state, past every policy; answers its id. */
export const insertStoredPost = async (superuser: Sql, wish: StoredPostWish = {}): Promise<string> => {
  const { id = randomUUID(), tenant = 'tenant-a', state = 'queued', source = 'PULL_FROM_URL' } = wish;
  const createdAt = wish.createdAt ?? new Date();
  const submittedAt =
    wish.submittedAt === undefined ? (waits.includes(state) ? null : createdAt) : wish.submittedAt;
  const isFile = source === 'FILE_UPLOAD';
  await superuser`
    insert into tiktok_posts (
      id, tenant_id, user_id, account_id, created_by, mode, media_kind, source, intent, reference, publish_at, size_bytes,
      state, reason_code, publish_id, sealed_upload_url, upload_expires_at, bytes_confirmed, init_attempts, submitted_at,
      polls, due_at, will_submit_at, state_times, created_at, updated_at
    ) values (
      ${id}, ${tenant}, ${wish.user ?? 'user-a'}, ${wish.account ?? randomUUID()}, 'user:user-a', ${wish.mode ?? 'direct'},
      ${wish.mediaKind ?? 'video'}, ${source}, ${superuser.json((wish.intent ?? intentOf(wish)) as never)},
      ${wish.reference ?? null}, ${wish.publishAt ?? null}, ${isFile ? (wish.sizeBytes ?? 1_000) : null},
      ${state}, ${wish.reason ?? null}, ${wish.publishId ?? null},
      ${wish.sealedUploadUrl === undefined ? null : Buffer.from(wish.sealedUploadUrl)}, ${wish.uploadExpiresAt ?? null},
      ${wish.bytesConfirmed ?? 0}, ${wish.initAttempts ?? (submittedAt === null ? 0 : 1)}, ${submittedAt},
      ${wish.polls ?? 0}, ${wish.dueAt ?? null}, ${wish.willSubmitAt ?? null},
      ${superuser.json({ [state]: createdAt.toISOString() })}, ${createdAt}, ${createdAt}
    )`;
  return id;
};
