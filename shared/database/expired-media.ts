import { uuidArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { isNeeded, type MediaRow } from './media.ts';
import { runAlone } from './transact.ts';

export type ClaimedMedia = Pick<MediaRow, 'id' | 'key' | 'uploadId'>;

/** Files whose time is over, of all tenants. */
export interface ExpiredMedia {
  /** Marks some of them as deleted, so that no upload is completed any more, and gives them; those a post needs are left. */
  claim(now: Date, limit: number): Promise<readonly ClaimedMedia[]>;
  /** Deletes the rows of claimed files; counts them. */
  forget(ids: readonly string[]): Promise<number>;
}

/** For the `worker` login. Runs at once may claim the same files, which does no harm: dropping a file may be repeated. */
export const createExpiredMedia = (sql: Sql): ExpiredMedia => ({
  claim: (now, limit) =>
    runAlone(
      sql,
      (own) => own<ClaimedMedia[]>`
        update media
        set state = 'deleted'
        where ctid = any(array(
          select ctid from media where expires_at < ${now} and not ${isNeeded(own)} order by expires_at limit ${limit}
        ))
        returning id, object_key as key, upload_id as "uploadId"`,
    ),
  forget: async (ids) => {
    const { count } = await runAlone(
      sql,
      (own) => own`
        with gone as (
          delete from media where id = any(${own.array([...ids], uuidArray)}) and state = 'deleted'
          returning tenant_id, id
        ), unnamed as (
          delete from post_media using gone
          where post_media.tenant_id = gone.tenant_id and post_media.media_id = gone.id
        )
        select from gone`,
    );
    return count;
  },
});
