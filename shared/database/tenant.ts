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
export const queryAs = async <Row extends object>(
  sql: Sql,
  visibility: Visibility,
  statement: (sql: Sql) => postgres.PendingQuery<Row[]>,
): Promise<Row[]> => {
  try {
    return await useLane(sql, async ({ sql: lane, answered }) => {
      const answer = statement(lane);
      const sent = [lane`begin`, setVisibility(lane, visibility), answer, lane`commit`];
      const settled = await answered(() => Promise.allSettled(sent.map((query) => query.execute())));
      for (const step of settled) if (step.status === 'rejected') throw step.reason;
      return await answer;
    });
  } catch (error) {
    throw nameOutage(error);
  }
};
