import type { Sql } from '../../shared/database/client.ts';
import { createPostEventStore } from '../../shared/database/post-events.ts';
import { readStoredEvent } from '../../shared/platforms/tiktok/event.ts';
import { applyParkedEvents } from '../../shared/posts/parked-events.ts';
import { epoch, writeEvent } from './tiktok-events.ts';

export const publishId = 'v_pub_url~v2.7600000000000000124';
export const publicPostId = '7600000000000000456';

type PostEventName =
  | 'inbox_delivered'
  | 'complete'
  | 'failed'
  | 'publicly_available'
  | 'no_longer_publicaly_available';

export interface PostEventWish {
  readonly publishId?: string;
  /** Seconds after the epoch of most tests. */
  readonly at?: number;
  readonly reason?: string;
  readonly postId?: string;
  /** The post id as a JSON number, with all its digits. */
  readonly isNumber?: boolean;
}

/** The body of an event about a post. */
export const writePostEvent = (name: PostEventName, wish: PostEventWish = {}): Buffer => {
  const { postId } = wish;
  const isVisibility = name.includes('public');
  const id = postId ?? publicPostId;
  const fields = [
    `"publish_id":${JSON.stringify(wish.publishId ?? publishId)}`,
    '"publish_type":"DIRECT_PUBLISH"',
    ...(name === 'failed' ? [`"reason":${JSON.stringify(wish.reason ?? 'video_pull_failed')}`] : []),
    ...(isVisibility ? [`"post_id":${wish.isNumber === true ? id : JSON.stringify(id)}`] : []),
  ];
  return writeEvent({
    event: `post.publish.${name}`,
    createTime: epoch + (wish.at ?? 0),
    content: `{${fields.join()}}`,
  });
};

/** What whoever stores a post's publish id does next. */
export const takeParked = (worker: Sql, ids: readonly string[] = [publishId]): Promise<number> =>
  applyParkedEvents(
    {
      platform: 'tiktok',
      readStoredEvent,
      clock: () => new Date(),
      postEvents: createPostEventStore(worker),
    },
    ids,
  );

/** What became of posts, without anything of chance. */
export const readPosts = async (superuser: Sql) => [
  ...(await superuser`
    select tenant_id, state, reason_code, platform_status, post_ids, public_notices, sealed_upload_url is null as unsealed
    from tiktok_posts order by tenant_id, created_at`),
];

export const readTold = async (superuser: Sql) => [
  ...(await superuser`
    select type, payload->>'before' as before, payload->>'state' as state, payload->>'isPublic' as public
    from outbox order by id`),
];

export const clearPosts = async (superuser: Sql): Promise<void> => {
  await superuser`truncate tiktok_posts, webhook_events, outbox, audit_log, oauth_accounts`;
};
