import type { Sql } from './client.ts';
import { runAlone } from './transact.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

/**
 * How long things are kept. Events are kept longer than every way in which a copy could still arrive: 73 h of accepted
 * signature age, 7 days in the queue, 14 in the dead letters, 7 in the queue again after a redrive: 31 days and an hour.
 */
export const retention = {
  eventsMs: 35 * dayMs,
  authorizationAttemptsMs: dayMs,
  refreshAttemptsMs: 14 * dayMs,
  /** As long as tokens may still come back from the lifeboat or its dead letters. */
  openRefreshAttemptsMs: 45 * dayMs,
  /** Twice as long as a caller is promised. */
  idempotencyKeysMs: 2 * dayMs,
} as const;

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

type Table = 'webhook_events' | 'authorization_attempts' | 'refresh_attempts' | 'idempotency_keys';

/** Rows of a table whose `column` lies before a time; of the journal, those that are open or those that are not. */
const purgeTable = (
  sql: Sql,
  of: { table: Table; column: string; before: Date; only?: 'closed' | 'open' },
  mayGoOn: () => boolean,
) =>
  repeat(
    () =>
      runAlone(sql, (own) => {
        const isOpen = own`(outcome is null or outcome = 'lifeboat')`;
        const narrowed = { open: own`and ${isOpen}`, closed: own`and not ${isOpen}`, all: own`` }[
          of.only ?? 'all'
        ];
        return own`
          delete from ${own(of.table)}
          where ctid = any(array(
            select ctid from ${own(of.table)} where ${own(of.column)} < ${of.before} ${narrowed} limit ${batchSize}
          ))`;
      }),
    mayGoOn,
  );

/** Deletes what has served its time, in batches, while `mayGoOn`; counts what it deleted. For the `worker` login. */
export const purgeExpired = async (
  sql: Sql,
  now: Date,
  mayGoOn: () => boolean,
): Promise<{ events: number; attempts: number; refreshAttempts: number; idempotencyKeys: number }> => {
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const purge = (of: Parameters<typeof purgeTable>[1]) => purgeTable(sql, of, mayGoOn);
  const journal = { table: 'refresh_attempts', column: 'started_at' } as const;
  const attempts = await purge({
    table: 'authorization_attempts',
    column: 'expires_at',
    before: ago(retention.authorizationAttemptsMs),
  });
  const closed = await purge({ ...journal, before: ago(retention.refreshAttemptsMs), only: 'closed' });
  const open = await purge({ ...journal, before: ago(retention.openRefreshAttemptsMs), only: 'open' });
  const idempotencyKeys = await purge({
    table: 'idempotency_keys',
    column: 'created_at',
    before: ago(retention.idempotencyKeysMs),
  });
  // Last, since there may be very many of them.
  const events = await purge({
    table: 'webhook_events',
    column: 'recorded_at',
    before: ago(retention.eventsMs),
  });
  return { events, attempts, refreshAttempts: closed + open, idempotencyKeys };
};
