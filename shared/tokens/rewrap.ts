import type { Clock } from '../core/clock.ts';
import { isFailure } from '../core/failure.ts';
import type { Log } from '../core/log.ts';
import type { TokenRow, TokenRowStore } from '../database/token-rows.ts';
import type { Vault } from '../vault/vault.ts';
import { bindToken, type TokenColumn } from './account-tokens.ts';

export interface RewrapDependencies {
  readonly tokenRows: TokenRowStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RewrapCounts {
  readonly rewrapped: number;
  /** Sealed under the newest data key meanwhile, by a refresh or a new connection. */
  readonly superseded: number;
  /** Accounts whose tokens do not open; they are left as they are. */
  readonly unreadable: readonly string[];
  /** Their tenants. */
  readonly unreadableTenants: readonly string[];
  /** Where to go on; undefined when every row was seen. */
  readonly cursor: string | undefined;
}

type RowOutcome = 'rewrapped' | 'superseded' | 'unreadable';

const pageSize = 1_000;

const rewrapRow = async ({ tokenRows, vault }: RewrapDependencies, row: TokenRow): Promise<RowOutcome> => {
  const rewrap = (sealed: Uint8Array, column: TokenColumn) =>
    vault.rewrap(sealed, bindToken(row.tenantId, row.id, column));
  const access = await rewrap(row.sealedAccessToken, 'sealed_access_token');
  const refresh = await rewrap(row.sealedRefreshToken, 'sealed_refresh_token');
  if (access === 'current' && refresh === 'current') return 'superseded';
  const stored = await tokenRows.replaceSealed({
    ...row,
    sealedAccessToken: access === 'current' ? row.sealedAccessToken : access,
    sealedRefreshToken: refresh === 'current' ? row.sealedRefreshToken : refresh,
  });
  return stored ? 'rewrapped' : 'superseded';
};

const rewrapOrReport = async (dependencies: RewrapDependencies, row: TokenRow): Promise<RowOutcome> => {
  try {
    return await rewrapRow(dependencies, row);
  } catch (error) {
    if (!isFailure(error, 'sealed_token_unreadable')) throw error;
    dependencies.log.error('A stored token does not open', { accountId: row.id });
    return 'unreadable';
  }
};

/**
 * Moves the sealed tokens of all tenants to each tenant's newest data key, in order of account id from `after` on, until
 * every row was seen or `until` is reached. Cut off anywhere, it has lost nothing: going on from the last cursor, or from
 * the start, finds what is left. Every token opens throughout. Throws when the database or the key service is out of reach.
 */
export const rewrapTokens = async (
  dependencies: RewrapDependencies,
  until: Date,
  after?: string,
): Promise<RewrapCounts> => {
  const { tokenRows, clock } = dependencies;
  const counts = { rewrapped: 0, superseded: 0 };
  const unreadable: string[] = [];
  const tenants = new Set<string>();
  const result = (at: string | undefined): RewrapCounts => ({
    ...counts,
    unreadable,
    unreadableTenants: [...tenants],
    cursor: at,
  });
  let cursor = after;
  while (clock() < until) {
    const page = await tokenRows.findStale(cursor, pageSize);
    for (const row of page.rows) {
      if (clock() >= until) return result(cursor);
      const outcome = await rewrapOrReport(dependencies, row);
      if (outcome === 'unreadable') {
        unreadable.push(row.id);
        tenants.add(row.tenantId);
      } else counts[outcome] += 1;
      cursor = row.id;
    }
    cursor = page.cursor;
    if (cursor === undefined) return result(cursor);
  }
  return result(cursor);
};
