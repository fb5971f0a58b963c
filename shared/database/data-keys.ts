import type { Sql } from './client.ts';
import { queryAs } from './tenant.ts';

/** A data key as it is stored: wrapped by KMS, useless without it. */
export interface DataKeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly wrapped: Uint8Array;
  readonly createdAt: Date;
}

/** Wrapped data keys under row-level security. Fits the vault's `DataKeyStore`; serves both logins. */
export const createDataKeyStore = (sql: Sql) => ({
  findActive: async (tenant: string): Promise<DataKeyRow | undefined> => {
    const rows = await queryAs<DataKeyRow>(
      sql,
      { tenant },
      (own) => own`
        select id, tenant_id as tenant, wrapped, created_at as "createdAt"
        from data_keys
        where tenant_id = ${tenant} and retired_at is null`,
    );
    return rows[0];
  },
  find: async (id: string, tenant: string): Promise<DataKeyRow | undefined> => {
    const rows = await queryAs<DataKeyRow>(
      sql,
      { tenant },
      (own) => own`
        select id, tenant_id as tenant, wrapped, created_at as "createdAt"
        from data_keys
        where id = ${id} and tenant_id = ${tenant}`,
    );
    return rows[0];
  },
  /** Stores `key` as the active one, or returns the active one that is there already. */
  insert: async (key: DataKeyRow): Promise<DataKeyRow> => {
    const insertOrFind = () =>
      queryAs<DataKeyRow>(
        sql,
        { tenant: key.tenant },
        (own) => own`
          with inserted as (
            insert into data_keys (id, tenant_id, wrapped, created_at)
            values (${key.id}, ${key.tenant}, ${Buffer.from(key.wrapped)}, ${key.createdAt})
            on conflict (tenant_id) where retired_at is null do nothing
            returning id, tenant_id as tenant, wrapped, created_at as "createdAt"
          )
          select * from inserted
          union all
          select id, tenant_id, wrapped, created_at
          from data_keys
          where tenant_id = ${key.tenant} and retired_at is null
          limit 1`,
      );
    // A key that another transaction commits between our insert and our select is seen by the second try.
    const row = (await insertOrFind())[0] ?? (await insertOrFind())[0];
    if (row === undefined) throw new Error('A data key was neither stored nor found.');
    return row;
  },
  retire: async (id: string, tenant: string, retiredAt: Date): Promise<void> => {
    await queryAs(
      sql,
      { tenant },
      (own) => own`
        update data_keys
        set retired_at = ${retiredAt}
        where id = ${id} and tenant_id = ${tenant} and retired_at is null`,
    );
  },
});
