import { textArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { runAlone } from './transact.ts';

/** Data keys of all tenants, by age. */
export interface AgedDataKeyStore {
  /** Tenants whose active key was made before that. */
  findTenants(createdBefore: Date, limit: number): Promise<string[]>;
  /** Deletes keys that were retired before that, but for those of some tenants; counts them. */
  deleteRetired(retiredBefore: Date, exceptTenants: readonly string[]): Promise<number>;
}

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
  deleteRetired: async (retiredBefore, exceptTenants) => {
    const { count } = await runAlone(
      sql,
      (own) => own`
        delete from data_keys
        where retired_at is not null and retired_at <= ${retiredBefore}
          and tenant_id <> all(${own.array([...exceptTenants], textArray)}::text[])`,
    );
    return count;
  },
});
