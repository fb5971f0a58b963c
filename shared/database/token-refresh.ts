import { type Announcement, announceChanged } from './accounts.ts';
import { textArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { type AttemptEnd, endOf } from './refresh-attempts.ts';
import { queryAs } from './tenant.ts';
import {
  isInDoubt,
  type LeasedAccount,
  leaseEnd,
  leaseIsFree,
  type RefreshedRow,
  type SeenTokens,
  type TokenAccount,
  tokenColumns,
} from './token-accounts.ts';

/**
 * `stored`, also when it was stored by an earlier try whose answer was lost; `superseded`: the account has other tokens
 * or none by now; `fenced`: its tokens are the same, but the lease is another's.
 */
export type SaveOutcome = 'stored' | 'superseded' | 'fenced';

/** Leases, the journal and the tokens that a refresh brings. Each throws `database_unavailable` for an outage. */
export interface TokenRefreshStore {
  read(tenant: string, id: string): Promise<TokenAccount | undefined>;
  /**
   * Takes the lease of one account for a caller who needs its token now. Undefined when it is held, its tokens are no
   * longer those of `seen`, somebody has failed meanwhile, or an attempt is in doubt, which is for the sweep to settle: it is made due at once.
   */
  claim(
    seen: SeenTokens & { readonly refreshFailures: number },
    leaseId: string,
    leaseMs: number,
    now: Date,
  ): Promise<LeasedAccount | undefined>;
  /** Notes that the account is in use; a sweep that passed it over looks again at `refreshDueAt`. */
  markUsed(seen: SeenTokens, usedAt: Date, refreshDueAt: Date): Promise<void>;
  /** The journal's row before the call, and the lease anew. False when the lease or the tokens are no longer ours. */
  beginAttempt(
    account: LeasedAccount,
    attemptId: string,
    startedBy: 'sweep' | 'use',
    leaseMs: number,
  ): Promise<boolean>;
  /** The one fenced update after the platform's answer; it ends the attempt and the lease. */
  saveRefreshed(
    account: LeasedAccount,
    attemptId: string,
    row: RefreshedRow,
    announcement: Announcement | undefined,
  ): Promise<SaveOutcome>;
  /**
   * Stores tokens that come late, by version, unless another lease than theirs is held (`fenced`); an account that was
   * given up is connected again, and `recovered` says so; else `scopesChanged` is told, if they did.
   */
  saveRescued(
    seen: SeenTokens & { readonly leaseId: string },
    attemptId: string,
    row: RefreshedRow,
    recovered: Announcement,
    scopesChanged: Announcement | undefined,
  ): Promise<SaveOutcome>;
  /** Ends an attempt that brought no tokens, and the lease; the account is looked at again at `dueAt`. */
  endAttempt(
    account: LeasedAccount,
    end: AttemptEnd | undefined,
    again: { dueAt: Date; failures: number; refusals: number },
  ): Promise<void>;
  /** Ends the attempt alone, unless it has ended. */
  noteOutcome(tenant: string, end: AttemptEnd): Promise<void>;
  /** The account needs a new login; tokens and version stay. False when its tokens or the lease are no longer ours. */
  requireLogin(
    account: LeasedAccount,
    end: AttemptEnd | undefined,
    reason: string,
    announcement: Announcement,
  ): Promise<boolean>;
  /**
   * Gives the lease back without a refresh; the account is looked at again at `dueAt`, unless what it was judged by (its
   * access token's end, its last use) has changed meanwhile.
   */
  release(account: LeasedAccount, dueAt: Date): Promise<void>;
}

const newTokens = (sql: Sql, row: RefreshedRow) => sql`
  sealed_access_token = ${Buffer.from(row.sealedAccessToken)},
  sealed_refresh_token = ${
    row.sealedRefreshToken === undefined ? sql`sealed_refresh_token` : Buffer.from(row.sealedRefreshToken)
  },
  token_issued_at = ${row.issuedAt}, access_expires_at = ${row.accessExpiresAt},
  refresh_expires_at = ${row.refreshExpiresAt}, granted_scopes = ${sql.array([...row.grantedScopes], textArray)},
  notice_days = case when ${row.refreshExpiresAt} > refresh_expires_at + interval '1 day' then null else notice_days end,
  token_version = token_version + 1, state = 'connected', state_reason = ${row.stateReason},
  refresh_failures = 0, refresh_refusals = 0, refresh_due_at = ${row.refreshDueAt},
  lease_id = null, lease_expires_at = null`;

const ended = (sql: Sql, end: AttemptEnd | undefined) =>
  end === undefined ? sql`` : sql`, ended as (${endOf(sql, end)})`;

/** What a save found: its own change, an earlier one whose answer was lost, or why there was none. */
const saveOutcome = (sql: Sql, seen: SeenTokens, attemptId: string) => sql`
  select case
    when exists (select from saved) then 'stored'
    when exists (select from refresh_attempts where id = ${attemptId} and outcome in ('refreshed', 'rescued')) then 'stored'
    when exists (
      select from oauth_accounts
      where id = ${seen.id} and token_version = ${seen.tokenVersion} and state in ('connected', 'reauth_required')
    ) then 'fenced'
    else 'superseded'
  end as outcome`;

/** Tokens under row-level security; serves both logins. */
export const createTokenRefreshStore = (sql: Sql): TokenRefreshStore => {
  const save = async (
    tenant: string,
    statement: Parameters<typeof queryAs<{ outcome: SaveOutcome }>>[2],
  ): Promise<SaveOutcome> => (await queryAs(sql, { tenant }, statement))[0]?.outcome ?? 'superseded';

  return {
    read: async (tenant, id) => {
      const rows = await queryAs<TokenAccount>(
        sql,
        { tenant },
        (own) => own`
          select ${tokenColumns(own)} from oauth_accounts as account
          where tenant_id = ${tenant} and id = ${id}`,
      );
      return rows[0];
    },
    claim: async ({ tenantId: tenant, id, tokenVersion, refreshFailures }, leaseId, leaseMs, now) => {
      const rows = await queryAs<LeasedAccount>(
        sql,
        { tenant },
        (own) => own`
          with wanted as (
            select id, not ${isInDoubt(own)} as clear
            from oauth_accounts as account
            where tenant_id = ${tenant} and id = ${id} and token_version = ${tokenVersion}
              and refresh_failures = ${refreshFailures} and state = 'connected' and ${leaseIsFree(own)}
            for update skip locked
          ), claimed as (
            update oauth_accounts as account
            set lease_id = case when clear then ${leaseId}::uuid else account.lease_id end,
                lease_expires_at = case when clear then ${leaseEnd(own, leaseMs)} else account.lease_expires_at end,
                last_used_at = greatest(last_used_at, ${now}),
                refresh_due_at = least(refresh_due_at, ${now})
            from wanted
            where account.id = wanted.id
            returning account.*
          )
          select ${tokenColumns(own)} from claimed as account where lease_id = ${leaseId}`,
      );
      return rows[0];
    },
    markUsed: async ({ tenantId: tenant, id, tokenVersion }, usedAt, refreshDueAt) => {
      await queryAs(
        sql,
        { tenant },
        (own) => own`
          update oauth_accounts
          set last_used_at = greatest(last_used_at, ${usedAt}),
              refresh_due_at = case when refresh_failures = 0 then least(refresh_due_at, ${refreshDueAt}) else refresh_due_at end
          where tenant_id = ${tenant} and id = ${id} and token_version = ${tokenVersion} and state = 'connected'`,
      );
    },
    beginAttempt: async ({ tenantId: tenant, id, tokenVersion, leaseId }, attemptId, startedBy, leaseMs) => {
      const rows = await queryAs(
        sql,
        { tenant },
        (own) => own`
          with leased as (
            update oauth_accounts
            set lease_expires_at = ${leaseEnd(own, leaseMs)}
            where id = ${id} and token_version = ${tokenVersion} and lease_id = ${leaseId} and state = 'connected'
            returning id, tenant_id
          )
          insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by)
          select ${attemptId}, tenant_id, id, ${leaseId}, ${tokenVersion}, ${startedBy} from leased
          returning id`,
      );
      return rows.length === 1;
    },
    saveRefreshed: (account, attemptId, row, announcement) =>
      save(
        account.tenantId,
        (own) => own`
          with saved as (
            update oauth_accounts
            set ${newTokens(own, row)}
            where id = ${account.id} and token_version = ${account.tokenVersion} and lease_id = ${account.leaseId}
              and state = 'connected'
            returning id, tenant_id
          ), ended as (
            ${endOf(own, { attemptId, outcome: 'refreshed' })} and exists (select from saved)
          )
          ${announcement === undefined ? own`` : own`, changed as (select * from saved), ${announceChanged(own, announcement)}`}
          ${saveOutcome(own, account, attemptId)}`,
      ),
    saveRescued: (seen, attemptId, row, recovered, scopesChanged) =>
      save(
        seen.tenantId,
        (own) => own`
          with saved as (
            update oauth_accounts as account
            set ${newTokens(own, row)},
                state_changed_at = case when state = 'connected' then state_changed_at else ${recovered.at} end
            where id = ${seen.id} and tenant_id = ${seen.tenantId} and token_version = ${seen.tokenVersion}
              and state in ('connected', 'reauth_required') and (lease_id = ${seen.leaseId} or ${leaseIsFree(own)})
            returning account.id, account.tenant_id, old.state as was
          ), recovered as (
            select id, tenant_id from saved where was <> 'connected'
          ), rescoped as (
            select id, tenant_id from saved where was = 'connected'
          ), ended as (
            ${endOf(own, { attemptId, outcome: 'rescued' })} and exists (select from saved)
          ), ${announceChanged(own, recovered, 'recovered')}
          ${scopesChanged === undefined ? own`` : own`, ${announceChanged(own, scopesChanged, 'rescoped')}`}
          ${saveOutcome(own, seen, attemptId)}`,
      ),
    endAttempt: async (account, end, { dueAt, failures, refusals }) => {
      await queryAs(
        sql,
        { tenant: account.tenantId },
        (own) => own`
          with released as (
            update oauth_accounts
            set lease_id = null, lease_expires_at = null, refresh_due_at = ${dueAt},
                refresh_failures = ${failures}, refresh_refusals = ${refusals}
            where id = ${account.id} and lease_id = ${account.leaseId} and token_version = ${account.tokenVersion}
          )${ended(own, end)}
          select`,
      );
    },
    noteOutcome: async (tenant, end) => {
      await queryAs(
        sql,
        { tenant },
        (own) => own`${endOf(own, end)} and (outcome is null or outcome = 'lifeboat')`,
      );
    },
    requireLogin: async (account, end, reason, announcement) => {
      const rows = await queryAs(
        sql,
        { tenant: account.tenantId },
        (own) => own`
          with changed as (
            update oauth_accounts
            set state = 'reauth_required', state_reason = ${reason}, state_changed_at = ${announcement.at},
                lease_id = null, lease_expires_at = null
            where id = ${account.id} and lease_id = ${account.leaseId} and token_version = ${account.tokenVersion}
              and state = 'connected'
            returning id, tenant_id
          )${ended(own, end)}, ${announceChanged(own, announcement)}
          select id from changed`,
      );
      return rows.length === 1;
    },
    release: async (account, dueAt) => {
      await queryAs(
        sql,
        { tenant: account.tenantId },
        (own) => own`
          update oauth_accounts
          set lease_id = null, lease_expires_at = null,
              refresh_due_at = case
                when date_trunc('milliseconds', access_expires_at) = ${account.accessExpiresAt}
                  and date_trunc('milliseconds', last_used_at) = ${account.lastUsedAt} then ${dueAt}
                else refresh_due_at
              end
          where id = ${account.id} and lease_id = ${account.leaseId}`,
      );
    },
  };
};
