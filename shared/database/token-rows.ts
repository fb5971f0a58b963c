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

/** A page of the accounts: those of them that are to be rewrapped, and where the next page begins. */
export interface TokenRowPage {
  readonly rows: readonly TokenRow[];
  /** Undefined when this was the last page. */
  readonly cursor: string | undefined;
}

export interface TokenRowStore {
  /**
   * Looks at so many accounts of all tenants in order of id, from the first after `after`, and answers with those whose
   * tokens are not both under their tenant's active data key.
   */
  findStale(after: string | undefined, pageSize: number): Promise<TokenRowPage>;
  /**
   * Stores the same tokens sealed anew, unless others have taken their place since `row` was read; answers whether it
   * did. The version stays: a refresh that is under way must find the one it saw, for its answer comes only once.
   */
  replaceSealed(row: TokenRow): Promise<boolean>;
}

/** Below every id. */
const firstCursor = '00000000-0000-0000-0000-000000000000';

/** A sealed token names its data key in its bytes 2 to 17 (shared/vault/sealed-token.ts). */
export const isSealedUnder = (sql: Sql, column: string, keyId: string) =>
  sql`substring(${sql(column)} from 2 for 16) = uuid_send(${sql(keyId)})`;

/** Sealed tokens of all tenants, for the `worker` login. Both throw `database_unavailable` for an outage. */
export const createTokenRowStore = (sql: Sql): TokenRowStore => ({
  findStale: async (after = firstCursor, pageSize) => {
    const [page] = await runAlone(
      sql,
      (own) => own<{ last: string | null; looked: number }[]>`
        select max(id::text)::uuid as last, count(*)::integer as looked
        from (
          select id from oauth_accounts
          where id > ${after} and state in ('connected', 'reauth_required')
          order by id
          limit ${pageSize}
        ) as page`,
    );
    const last = page?.last ?? undefined;
    if (last === undefined) return { rows: [], cursor: undefined };
    const rows = await runAlone(
      sql,
      (own) => own<TokenRow[]>`
        select account.id, account.tenant_id as "tenantId", token_version as "tokenVersion",
          sealed_access_token as "sealedAccessToken", sealed_refresh_token as "sealedRefreshToken"
        from oauth_accounts as account
        left join data_keys as key on key.tenant_id = account.tenant_id and key.retired_at is null
        where account.id > ${after} and account.id <= ${last} and state in ('connected', 'reauth_required')
          and (${isSealedUnder(own, 'sealed_access_token', 'key.id')}
            and ${isSealedUnder(own, 'sealed_refresh_token', 'key.id')}) is not true
        order by account.id`,
    );
    return { rows, cursor: page?.looked === pageSize ? last : undefined };
  },
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
