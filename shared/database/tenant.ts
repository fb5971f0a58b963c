import type postgres from 'postgres';
import type { Sql, Transaction } from './client.ts';
import { nameOutage } from './outage.ts';

/** Whose rows a statement may see; the state holder is the OAuth callback, which knows no tenant yet. */
export type Visibility = { readonly tenant: string } | { readonly stateHash: Uint8Array };

const setVisibility = (sql: Sql | Transaction | postgres.ReservedSql, visibility: Visibility) =>
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
  statement: (sql: postgres.ReservedSql<Record<string, never>>) => postgres.PendingQuery<Row[]>,
): Promise<Row[]> => {
  const connection = await sql.reserve().catch((error: unknown) => {
    throw nameOutage(error);
  });
  try {
    const sent = [
      connection`begin`.execute(),
      setVisibility(connection, visibility).execute(),
      statement(connection).execute(),
      connection`commit`.execute(),
    ] as const;
    const [begun, set, answer, committed] = await Promise.allSettled(sent);
    for (const step of [begun, set, answer, committed]) {
      if (step.status === 'rejected') throw nameOutage(step.reason);
    }
    return answer.status === 'fulfilled' ? answer.value : [];
  } finally {
    connection.release();
  }
};
