import { randomUUID } from 'node:crypto';
import type { Sql } from '../../shared/database/client.ts';
import type { IntentMedia, PostState } from '../../shared/database/posts.ts';

/** A post of `tenant-a` in some state, by its media. */
export const insertPostWith = async (
  superuser: Sql,
  media: IntentMedia,
  state: PostState,
  tenant = 'tenant-a',
): Promise<string> => {
  const id = randomUUID();
  await superuser`
    insert into tiktok_posts (
      id, tenant_id, user_id, account_id, created_by, mode, media_kind, source, intent, state, state_times, created_at,
      updated_at
    ) values (
      ${id}, ${tenant}, 'user-1', ${randomUUID()}, 'user:user-1', 'inbox',
      ${media.kind === 'file' || media.kind === 'video_url' ? 'video' : 'photos'},
      ${media.kind === 'file' ? 'FILE_UPLOAD' : 'PULL_FROM_URL'}, ${superuser.json({ media, options: {} } as never)},
      ${state}, '{}', now(), now()
    )`;
  const named = media.kind === 'file' ? [media] : media.kind === 'photo_media' ? media.photos : [];
  for (const { mediaId } of named)
    await superuser`insert into post_media (tenant_id, media_id, post_id) values (${tenant}, ${mediaId}, ${id})`;
  return id;
};

/** Media of a post that is one staged video. */
export const asFile = (mediaId: string): IntentMedia => ({ kind: 'file', mediaId, key: 'k', etag: 'e' });

/** Media of a post of several staged photos, this one in the middle. */
export const asPhoto = (mediaId: string): IntentMedia => ({
  kind: 'photo_media',
  photos: [randomUUID(), mediaId, randomUUID()].map((one) => ({ mediaId: one, key: 'k' })),
  coverIndex: 0,
});

/** The states in which a post needs its file, and those in which it does not any more. */
export const needy = [
  'scheduled',
  'queued',
  'submitting',
  'outcome_unknown',
  'transferring',
  'processing',
] as const;
export const settled = ['in_inbox', 'cancelled', 'failed', 'published'] as const;
