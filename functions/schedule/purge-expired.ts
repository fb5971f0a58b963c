import { type Clock, systemClock } from '../../shared/core/clock.ts';
import { createLog, type Log } from '../../shared/core/log.ts';
import type { Sql } from '../../shared/database/client.ts';
import { createExpiredMedia } from '../../shared/database/expired-media.ts';
import { purgeExpired } from '../../shared/database/purge.ts';
import type { MediaStore } from '../../shared/media/media-store.ts';
import { purgeMedia } from '../../shared/posts/media/purge-media.ts';
import { openDatabase, openMediaStore } from '../from-environment.ts';
import { start } from '../start.ts';

/** Below the function's timeout with room for the last batch. */
const workMs = 30_000;

export const create =
  ({
    sql,
    mediaStore,
    clock,
    log,
  }: {
    sql: Sql;
    mediaStore: Pick<MediaStore, 'abortUpload' | 'delete'>;
    clock: Clock;
    log: Log;
  }) =>
  async () => {
    const until = clock().getTime() + workMs;
    const mayGoOn = () => clock().getTime() < until;
    const rows = await purgeExpired(sql, clock(), mayGoOn);
    log.info('Expired rows were deleted', rows);
    // Last, since it also needs the store: what an outage of that leaves is tried again in an hour.
    const media = await purgeMedia({ expiredMedia: createExpiredMedia(sql), mediaStore, clock }, mayGoOn);
    log.info('Expired files were deleted', { media });
    return { ...rows, media };
  };

export const handler = start(async () =>
  create({
    sql: await openDatabase(process.env),
    mediaStore: openMediaStore(process.env),
    clock: systemClock,
    log: createLog(),
  }),
);
