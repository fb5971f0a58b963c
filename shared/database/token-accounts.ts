import { type AccountRow, columns } from './accounts.ts';
import type { Sql } from './client.ts';

/** A live account as its tokens' user reads it. */
export interface TokenAccount extends AccountRow {
  readonly tokenIssuedAt: Date;
  readonly lastUsedAt: Date;
  readonly refreshDueAt: Date;
  readonly refreshFailures: number;
  readonly refreshRefusals: number;
  /** Whether somebody holds the lease now, by the database's clock. */
  readonly isLeased: boolean;
  /**
   * Attempts with the present refresh token whose own tokens may be valid and not stored: without an outcome, since their
   * workers ended in the middle or are at it, or with tokens in the lifeboat.
   */
  readonly openAttempts: number;
  /** Those, and the ones that were sent and not answered: one of them may have taken effect. */
  readonly doubtfulAttempts: number;
}

/** An account under a lease of ours. */
export interface LeasedAccount extends TokenAccount {
  readonly leaseId: string;
  readonly sealedAccessToken: Uint8Array;
  readonly sealedRefreshToken: Uint8Array;
}

/** New tokens, ready to be stored. A refresh token that the platform left out stays as it is. */
export interface RefreshedRow {
  readonly sealedAccessToken: Uint8Array;
  readonly sealedRefreshToken: Uint8Array | undefined;
  readonly issuedAt: Date;
  readonly accessExpiresAt: Date;
  readonly refreshExpiresAt: Date;
  readonly grantedScopes: readonly string[];
  readonly stateReason: string;
  readonly refreshDueAt: Date;
}

/** Which account's tokens, as they were when the refresh began. */
export interface SeenTokens {
  readonly id: string;
  readonly tenantId: string;
  readonly tokenVersion: number;
}

/** Of the row `account`: nobody holds its lease, by the database's own clock. */
export const leaseIsFree = (sql: Sql) =>
  sql`(account.lease_expires_at is null or account.lease_expires_at <= clock_timestamp())`;

/** When a lease that is taken or renewed now ends. */
export const leaseEnd = (sql: Sql, leaseMs: number) =>
  sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;

const openAttemptsOf = (sql: Sql) => sql`
  refresh_attempts
  where account_id = account.id and version_seen = account.token_version
    and (outcome is null or outcome = 'lifeboat')`;

/** Of the row `account`: whether an attempt is open; see `TokenAccount`. */
export const isInDoubt = (sql: Sql) => sql`exists (select from ${openAttemptsOf(sql)})`;

/** The columns of a `TokenAccount`, from the row `account`. */
export const tokenColumns = (sql: Sql) => sql`
  ${columns(sql)}, token_issued_at as "tokenIssuedAt", last_used_at as "lastUsedAt", refresh_due_at as "refreshDueAt",
  refresh_failures as "refreshFailures", refresh_refusals as "refreshRefusals", lease_id as "leaseId",
  not ${leaseIsFree(sql)} as "isLeased",
  (select count(*)::integer from ${openAttemptsOf(sql)}) as "openAttempts",
  (select count(*)::integer from refresh_attempts
   where account_id = account.id and version_seen = account.token_version
     and (outcome is null or outcome in ('unanswered', 'lifeboat'))) as "doubtfulAttempts"`;
