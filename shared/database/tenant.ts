import type postgres from 'postgres';
import type { Sql } from './client.ts';
import { useLane } from './lane.ts';
import { nameOutage } from './outage.ts';

/** Whose rows a statement may see; the state holder is the OAuth callback, which knows no tenant yet. */
export type Visibility = { readonly tenant: string } | { readonly stateHash: Uint8Array };

const setVisibility = (sql: Sql, visibility: Visibility) =>
  'tenant' in visibility
    ? sql`select set_config('creator_connect.tenant', ${visibility.tenant}, true)`
    : sql`select set_config('creator_connect.state_hash', ${Buffer.from(visibility.stateHash).toString('hex')}, true)`;

/**
 * Runs one statement under row-level security. Begin, setting, statement and commit leave together on one connection,
 * so that the tenant's fence costs about one round trip. Throws `database_unavailable` for an outage.
 */
export const queryAs = <Row extends object>(
  sql: Sql,
  visibility: Visibility,
  statement: (sql: Sql) => postgres.PendingQuery<Row[]>,
): Promise<Row[]> => sendTogether(sql, visibility, () => [], statement);

/**
 * The same with a lock of this name, which is waited for first and ends with the transaction: the statement then sees all
 * that its earlier holders did. Still one round trip.
 */
export const queryLockedAs = <Row extends object>(
  sql: Sql,
  visibility: Visibility,
  lockName: string,
  statement: (sql: Sql) => postgres.PendingQuery<Row[]>,
): Promise<Row[]> =>
  sendTogether(
    sql,
    visibility,
    (lane) => [lane`select pg_advisory_xact_lock(hashtextextended(${lockName}, 0))`],
    statement,
  );

const sendTogether = async <Row extends object>(
  sql: Sql,
  visibility: Visibility,
  before: (sql: Sql) => postgres.PendingQuery<postgres.Row[]>[],
  statement: (sql: Sql) => postgres.PendingQuery<Row[]>,
): Promise<Row[]> => {
  try {
    return await useLane(sql, async ({ sql: lane, answered }) => {
      const answer = statement(lane);
      const sent = [lane`begin`, setVisibility(lane, visibility), ...before(lane), answer, lane`commit`];
      const settled = await answered(() => Promise.allSettled(sent.map((query) => query.execute())));
      for (const step of settled) if (step.status === 'rejected') throw step.reason;
      return await answer;
    });
  } catch (error) {
    throw nameOutage(error);
  }
};
