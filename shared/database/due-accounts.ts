import { uuidArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { isInDoubt, type LeasedAccount, leaseEnd, leaseIsFree, tokenColumns } from './token-accounts.ts';
import { runAlone } from './transact.ts';

/** What the sweep needs besides: accounts of all tenants. */
export interface DueAccountStore {
  /**
   * Takes the leases of due accounts in order of time: up to half of them those due first, up to half those due last that
   * have not failed yet; none when there are no more. Two who claim at once never get the same. Either accounts in doubt
   * or the others.
   */
  claimDue(
    leaseId: string,
    leaseMs: number,
    now: Date,
    limit: number,
    which: 'clear' | 'in_doubt',
  ): Promise<LeasedAccount[]>;
  /** How many are due and in nobody's hands, counted up to `countedMax`. */
  countDue(now: Date): Promise<number>;
  /** Gives back leases of accounts that had no turn; they are due as before. */
  giveBack(accounts: readonly LeasedAccount[]): Promise<void>;
}

/** Counting further would take time and say nothing more. */
export const countedMax = 10_000;

/** Due accounts of all tenants, for the `worker` login. */
export const createDueAccountStore = (sql: Sql): DueAccountStore => ({
  claimDue: (leaseId, leaseMs, now, limit, which) =>
    runAlone(sql, (own) => {
      // Accounts due at the very same time can stand at both ends; each is taken once, so that none is missing.
      const due = (end: 'first' | 'last', most: number) => own`
        select id from oauth_accounts as account
        where state = 'connected' and refresh_due_at <= ${now} and ${leaseIsFree(own)}
          and ${which === 'clear' ? own`not` : own``} ${isInDoubt(own)}
          ${end === 'first' ? own`` : own`and refresh_failures = 0 and id not in (select id from first)`}
        order by refresh_due_at ${end === 'first' ? own`asc` : own`desc`}
        limit ${most}
        for update skip locked`;
      return own<LeasedAccount[]>`
        with first as (${due('first', Math.ceil(limit / 2))}), last as (${due('last', Math.floor(limit / 2))}),
        claimed as (
          update oauth_accounts as account
          set lease_id = ${leaseId}, lease_expires_at = ${leaseEnd(own, leaseMs)}
          from (select id from first union select id from last) as due
          where account.id = due.id
          returning account.*
        )
        select ${tokenColumns(own)} from claimed as account order by refresh_due_at`;
    }),
  countDue: async (now) => {
    const [row] = await runAlone(
      sql,
      (own) => own<{ due: number }[]>`
        select count(*)::integer as due
        from (
          select from oauth_accounts as account
          where state = 'connected' and refresh_due_at <= ${now} and ${leaseIsFree(own)}
          limit ${countedMax}
        ) as counted`,
    );
    return row?.due ?? 0;
  },
  giveBack: async (accounts) => {
    if (accounts.length === 0) return;
    const ids = accounts.map(({ id }) => id);
    const leases = accounts.map(({ leaseId }) => leaseId);
    await runAlone(
      sql,
      (own) => own`
        with held as (
          select account.id
          from oauth_accounts as account
          join unnest(${own.array(ids, uuidArray)}::uuid[], ${own.array(leases, uuidArray)}::uuid[]) as given (id, lease)
            on account.id = given.id and account.lease_id = given.lease
          -- In the order in which webhooks lock accounts: any other could meet them in a deadlock.
          order by account.id
          for update of account
        )
        update oauth_accounts as account
        set lease_id = null, lease_expires_at = null
        from held
        where account.id = held.id`,
    );
  },
});
