import type postgres from 'postgres';
import type { Sql } from './client.ts';
import { type Lane, useLane } from './lane.ts';
import { nameOutage } from './outage.ts';

/** Whose rows a statement may see; the state holder is the OAuth callback, which knows no tenant yet. */
export type Visibility = { readonly tenant: string } | { readonly stateHash: Uint8Array };

const setVisibility = (sql: Sql, visibility: Visibility) =>
  'tenant' in visibility
    ? sql`select set_config('creator_connect.tenant', ${visibility.tenant}, true)`
    : sql`select set_config('creator_connect.state_hash', ${Buffer.from(visibility.stateHash).toString('hex')}, true)`;

/** The loss count at which a lane last answered: while it is the same, the connection is there. */
const openSince = new WeakMap<Lane, number>();

/** Connects first, if need be: of statements sent to a connection that fails to open, each would try to open it again. */
const openLane = async (lane: Lane): Promise<void> => {
  if (openSince.get(lane) === lane.losses()) return;
  await lane.sql`select 1`;
  openSince.set(lane, lane.losses());
};

/**
 * Runs one statement under row-level security. Begin, setting, statement and commit leave together on one connection,
 * so that the tenant's fence costs about one round trip. Throws `database_unavailable` for an outage.
 */
export const queryAs = <Row extends object>(
  sql: Sql,
  visibility: Visibility,
  statement: (sql: Sql) => postgres.PendingQuery<Row[]>,
): Promise<Row[]> =>
  useLane(sql, async (lane) => {
    try {
      await openLane(lane);
      const sent = [
        lane.sql`begin`.execute(),
        setVisibility(lane.sql, visibility).execute(),
        statement(lane.sql).execute(),
        lane.sql`commit`.execute(),
      ] as const;
      const settled = await Promise.allSettled(sent);
      for (const step of settled) if (step.status === 'rejected') throw step.reason;
      return await sent[2];
    } catch (error) {
      throw nameOutage(error);
    }
  });
