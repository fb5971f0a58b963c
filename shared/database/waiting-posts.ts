import type { Sql } from './client.ts';

/** Why, by whom and when posts that wait are cancelled. */
export interface Cancellation {
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
}

/**
 * Cancels what the platform has not been asked for of the accounts that the query `changed` returned, as (id, tenant_id),
 * and announces each as `announcePostChange` does: parts of the statement that ends those accounts. A post whose
 * submission began meanwhile is left alone.
 */
export const cancelWaiting = (sql: Sql, { reason, actor, at }: Cancellation) => {
  // Ids of the time that the change is told to have, whatever the server's clock says.
  const createId = sql`uuidv7(${at}::timestamptz - clock_timestamp())`;
  return sql`
    cancelled as (
      update tiktok_posts as post
      set state = 'cancelled', reason_code = ${reason}, reason_log_id = null, sealed_upload_url = null,
        lease_expires_at = null, due_at = null, will_submit_at = null,
        state_times = post.state_times || ${sql.json({ cancelled: at.toISOString() })},
        version = post.version + 1, updated_at = ${at}
      from changed
      where post.account_id = changed.id and post.tenant_id = changed.tenant_id and post.state in ('scheduled', 'queued')
      returning post.id, post.tenant_id, post.account_id, post.user_id, post.reference, old.state as before
    ),
    told as (
      select tenant_id, account_id,
        jsonb_build_object(
          'postId', id, 'accountId', account_id, 'userId', user_id, 'state', 'cancelled', 'before', before,
          'isPublic', false, 'postIds', '[]'::jsonb, 'reason', ${reason}::text
        ) || case when reference is null then '{}' else jsonb_build_object('reference', reference) end as payload
      from cancelled
    ),
    cancelled_announced as (
      insert into outbox (id, tenant_id, type, account_id, payload, created_at)
      select ${createId}, tenant_id, 'post.state_changed', account_id, payload, ${at} from told
    ),
    cancelled_audited as (
      insert into audit_log (id, tenant_id, actor, action, account_id, detail, at)
      select ${createId}, tenant_id, ${actor}, 'post.state_changed', account_id, payload, ${at} from told
    )`;
};
