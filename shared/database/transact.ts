import type postgres from 'postgres';
import type { Sql } from './client.ts';
import { type Lane, useLane } from './lane.ts';
import { nameOutage } from './outage.ts';

/** Sends a statement, unless the connection of its transaction was lost: on a new one it would stand alone. */
export type Run = <Rows extends readonly postgres.MaybeRow[]>(
  query: postgres.PendingQuery<Rows>,
) => Promise<postgres.RowList<Rows>>;

/**
 * Runs `work` in one transaction: all of it is committed, or nothing. Each statement goes through `run`. Throws
 * `database_unavailable` for an outage; when it came during the commit, what was done may stand.
 */
export const transact = async <T>(sql: Sql, work: (sql: Sql, run: Run) => Promise<T>): Promise<T> => {
  try {
    return await useLane(sql, async (lane) => runWork(lane, work));
  } catch (error) {
    throw nameOutage(error);
  }
};

/** Runs one statement by itself. Throws `database_unavailable` for an outage. */
export const runAlone = async <Rows extends readonly postgres.MaybeRow[]>(
  sql: Sql,
  statement: (sql: Sql) => postgres.PendingQuery<Rows>,
): Promise<postgres.RowList<Rows>> => {
  try {
    return await useLane(sql, ({ sql: lane, answered }) => answered(() => statement(lane)));
  } catch (error) {
    throw nameOutage(error);
  }
};

const runWork = async <T>(lane: Lane, work: (sql: Sql, run: Run) => Promise<T>): Promise<T> => {
  const { sql } = lane;
  await lane.answered(() => sql`begin`);
  try {
    const result = await work(sql, (query) => lane.answered(() => query));
    await lane.answered(() => sql`commit`);
    return result;
  } catch (error) {
    await lane.answered(() => sql`rollback`).catch(() => {});
    throw error;
  }
};
