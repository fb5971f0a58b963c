import { type Announcement, announceChanged } from './accounts.ts';
import type { Sql } from './client.ts';
import { runAlone } from './transact.ts';

/** A connected account whose refresh token ends soon. */
export interface EndingAccount {
  readonly id: string;
  readonly userId: string;
  readonly platform: string;
  readonly refreshExpiresAt: Date;
}

export interface EndingAccountStore {
  /** Accounts whose refresh token ends in that time, and that were not told so `days` or fewer days ahead. */
  findEnding(ends: { after: Date; before: Date }, days: number, limit: number): Promise<EndingAccount[]>;
  /** Notes the notice with its announcement; false when it was given meanwhile, or the end has moved. */
  noteNotice(account: EndingAccount, days: number, announcement: Announcement): Promise<boolean>;
}

/** Ending accounts of all tenants, for the `worker` login. */
export const createEndingAccountStore = (sql: Sql): EndingAccountStore => ({
  findEnding: (ends, days, limit) =>
    runAlone(
      sql,
      (own) => own<EndingAccount[]>`
        select id, user_id as "userId", platform, refresh_expires_at as "refreshExpiresAt"
        from oauth_accounts
        where state = 'connected' and refresh_expires_at > ${ends.after} and refresh_expires_at <= ${ends.before}
          and (notice_days is null or notice_days > ${days})
        order by refresh_expires_at
        limit ${limit}`,
    ),
  noteNotice: async ({ id, refreshExpiresAt }, days, announcement) => {
    const rows = await runAlone(
      sql,
      (own) => own`
        with changed as (
          update oauth_accounts
          set notice_days = ${days}
          where id = ${id} and state = 'connected' and refresh_expires_at = ${refreshExpiresAt}
            and (notice_days is null or notice_days > ${days})
          returning id, tenant_id
        ), ${announceChanged(own, announcement)}
        select id from changed`,
    );
    return rows.length === 1;
  },
});
