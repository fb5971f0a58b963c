import type { Sql } from './client.ts';
import { isSealedUnder } from './token-rows.ts';
import { runAlone } from './transact.ts';

/** Data keys of all tenants, by age. */
export interface AgedDataKeyStore {
  /** Tenants whose active key was made before that. */
  findTenants(createdBefore: Date, limit: number): Promise<string[]>;
  /**
   * Looks at so many keys that were retired before that, in order of id after `after`, and deletes those under which
   * nothing is sealed.
   */
  deleteIdle(
    retiredBefore: Date,
    after: string | undefined,
    limit: number,
  ): Promise<{ looked: number; deleted: number; last: string | undefined }>;
}

const firstCursor = '00000000-0000-0000-0000-000000000000';

/** For the `worker` login. */
export const createAgedDataKeyStore = (sql: Sql): AgedDataKeyStore => ({
  findTenants: async (createdBefore, limit) => {
    const rows = await runAlone(
      sql,
      (own) => own<{ tenant: string }[]>`
        select tenant_id as tenant from data_keys
        where retired_at is null and created_at <= ${createdBefore}
        order by created_at
        limit ${limit}`,
    );
    return rows.map(({ tenant }) => tenant);
  },
  deleteIdle: async (retiredBefore, after = firstCursor, limit) => {
    const rows = await runAlone(
      sql,
      (own) => own<{ id: string; gone: boolean }[]>`
        with old as (
          select id, tenant_id from data_keys
          where retired_at is not null and retired_at <= ${retiredBefore} and id > ${after}
          order by id
          limit ${limit}
        ), looked as (
          select id, not exists (
            select from oauth_accounts as account
            where account.tenant_id = old.tenant_id and state in ('connected', 'reauth_required')
              and (${isSealedUnder(own, 'sealed_access_token', 'old.id')}
                or ${isSealedUnder(own, 'sealed_refresh_token', 'old.id')})
          ) as idle
          from old
        ), gone as (
          delete from data_keys where id in (select id from looked where idle) returning id
        )
        select looked.id, gone.id is not null as gone from looked left join gone using (id) order by looked.id`,
    );
    return {
      looked: rows.length,
      deleted: rows.filter(({ gone }) => gone).length,
      last: rows.at(-1)?.id ?? after,
    };
  },
});
