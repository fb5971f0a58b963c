import type { Sql } from './client.ts';
import { runAlone } from './transact.ts';

/** An account's sealed tokens, as rewrapping takes them. */
export interface TokenRow {
  readonly id: string;
  readonly tenantId: string;
  readonly tokenVersion: number;
  readonly sealedAccessToken: Uint8Array;
  readonly sealedRefreshToken: Uint8Array;
}

export interface TokenRowStore {
  /** Live tokens of all tenants in order of account id, from the first after `after`. */
  findAfter(after: string | undefined, limit: number): Promise<TokenRow[]>;
  /**
   * Stores the same tokens sealed anew, unless others have taken their place since `row` was read; answers whether it
   * did. The version stays: a refresh that is under way must find the one it saw, for its answer comes only once.
   */
  replaceSealed(row: TokenRow): Promise<boolean>;
}

/** Below every id. */
const firstCursor = '00000000-0000-0000-0000-000000000000';

/** Sealed tokens of all tenants, for the `worker` login. Both throw `database_unavailable` for an outage. */
export const createTokenRowStore = (sql: Sql): TokenRowStore => ({
  findAfter: (after = firstCursor, limit) =>
    runAlone(
      sql,
      (own) => own<TokenRow[]>`
        select id, tenant_id as "tenantId", token_version as "tokenVersion",
          sealed_access_token as "sealedAccessToken", sealed_refresh_token as "sealedRefreshToken"
        from oauth_accounts
        where id > ${after} and state in ('connected', 'reauth_required')
        order by id
        limit ${limit}`,
    ),
  replaceSealed: async (row) => {
    const { count } = await runAlone(
      sql,
      (own) => own`
        update oauth_accounts
        set sealed_access_token = ${Buffer.from(row.sealedAccessToken)},
            sealed_refresh_token = ${Buffer.from(row.sealedRefreshToken)}
        where id = ${row.id} and token_version = ${row.tokenVersion}`,
    );
    return count === 1;
  },
});
