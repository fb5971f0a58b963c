import type { Sql } from './client.ts';
import { runAlone } from './transact.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

/**
 * How long things are kept. Events are kept longer than every way in which a copy could still arrive: 73 h of accepted
 * signature age, 7 days in the queue, 14 in the dead letters, 7 in the queue again after a redrive: 31 days and an hour.
 */
export const retention = { eventsMs: 35 * dayMs, attemptsMs: dayMs, refreshAttemptsMs: 14 * dayMs } as const;

/**
 * Rows a statement deletes at most, so that no lock is held for long. It takes them by their place (`ctid`), since a join
 * by key would read the whole table; what another run deleted or moved meanwhile is left to the next batch.
 */
const batchSize = 5_000;

const repeat = async (
  deleteBatch: () => Promise<{ readonly count: number }>,
  mayGoOn: () => boolean,
): Promise<number> => {
  let deleted = 0;
  while (mayGoOn()) {
    const { count } = await deleteBatch();
    deleted += count;
    if (count < batchSize) break;
  }
  return deleted;
};

type Table = 'webhook_events' | 'authorization_attempts' | 'refresh_attempts';

const purgeTable = (sql: Sql, table: Table, column: string, before: Date, mayGoOn: () => boolean) =>
  repeat(
    () =>
      runAlone(
        sql,
        (own) => own`
          delete from ${own(table)}
          where ctid = any(array(select ctid from ${own(table)} where ${own(column)} < ${before} limit ${batchSize}))`,
      ),
    mayGoOn,
  );

/** Deletes what has served its time, in batches, while `mayGoOn`; counts what it deleted. For the `worker` login. */
export const purgeExpired = async (
  sql: Sql,
  now: Date,
  mayGoOn: () => boolean,
): Promise<{ events: number; attempts: number; refreshAttempts: number }> => {
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  return {
    events: await purgeTable(sql, 'webhook_events', 'recorded_at', ago(retention.eventsMs), mayGoOn),
    attempts: await purgeTable(
      sql,
      'authorization_attempts',
      'expires_at',
      ago(retention.attemptsMs),
      mayGoOn,
    ),
    refreshAttempts: await purgeTable(
      sql,
      'refresh_attempts',
      'started_at',
      ago(retention.refreshAttemptsMs),
      mayGoOn,
    ),
  };
};
