import type { Sql } from './client.ts';
import { runAlone } from './transact.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

/**
 * How long things are kept. Events are kept longer than every way in which a copy could still arrive: 73 h of accepted
 * signature age, 7 days in the queue, 14 in the dead letters, 7 in the queue again after a redrive: 31 days and an hour.
 */
export const retention = { eventsMs: 35 * dayMs, attemptsMs: dayMs } as const;

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

/** Deletes what has served its time, in batches, while `mayGoOn`; counts what it deleted. For the `worker` login. */
export const purgeExpired = async (
  sql: Sql,
  now: Date,
  mayGoOn: () => boolean,
): Promise<{ events: number; attempts: number }> => {
  const eventsBefore = new Date(now.getTime() - retention.eventsMs);
  const attemptsBefore = new Date(now.getTime() - retention.attemptsMs);
  const events = await repeat(
    () =>
      runAlone(
        sql,
        (own) => own`
      delete from webhook_events
      where ctid = any(array(
        select ctid from webhook_events
        where recorded_at < ${eventsBefore}
        limit ${batchSize}
      ))`,
      ),
    mayGoOn,
  );
  const attempts = await repeat(
    () =>
      runAlone(
        sql,
        (own) => own`
      delete from authorization_attempts
      where ctid = any(array(
        select ctid from authorization_attempts where expires_at < ${attemptsBefore} limit ${batchSize}
      ))`,
      ),
    mayGoOn,
  );
  return { events, attempts };
};
