import { randomUUID } from 'node:crypto';
import { type Announcement, createAccountStore } from '../../shared/database/accounts.ts';
import type { Sql } from '../../shared/database/client.ts';
import type { LeasedAccount, RefreshedRow } from '../../shared/database/token-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { announce } from '../../shared/outbox/crm-event.ts';
import { type AccountWish, insertAccount } from './accounts.ts';

/** What time it is where these rows are used. */
export const rowTime = new Date('2026-11-22T09:30:00.000Z');
export const laterBy = (ms: number): Date => new Date(rowTime.getTime() + ms);

export interface DueWish extends AccountWish {
  readonly dueAt?: Date;
}

/** An account that is due, a minute ago unless the wish says when; answers its id. */
export const insertDue = async (superuser: Sql, { dueAt = laterBy(-60_000), ...wish }: DueWish = {}) => {
  const id = await insertAccount(superuser, { openId: randomUUID(), ...wish });
  await superuser`update oauth_accounts set refresh_due_at = ${dueAt} where id = ${id}`;
  return id;
};

/** The same account under a lease of our own, which may have ended (`leaseMs` below 0). */
export const lease = async (sql: Sql, id: string, leaseMs = 60_000): Promise<LeasedAccount> => {
  const tokens = createTokenRefreshStore(sql);
  const seen = await tokens.read('tenant-a', id);
  if (seen === undefined) throw new Error(`There is no account ${id}.`);
  const leased = await tokens.claim(seen, randomUUID(), leaseMs, rowTime);
  if (leased === undefined) throw new Error(`The lease of ${id} was not to be had.`);
  return leased;
};

/** A leased account with its journal row. */
export const beginAttempt = async (sql: Sql, id: string, leaseMs = 60_000) => {
  const account = await lease(sql, id, leaseMs);
  const attemptId = randomUUID();
  if (!(await createTokenRefreshStore(sql).beginAttempt(account, attemptId, 'sweep', leaseMs))) {
    throw new Error('The attempt was not ours to begin.');
  }
  return { account, attemptId };
};

/** New tokens as a refresh brings them. */
export const newRow = (differs: Partial<RefreshedRow> = {}): RefreshedRow => ({
  sealedAccessToken: Buffer.from('new sealed access'),
  sealedRefreshToken: Buffer.from('new sealed refresh'),
  issuedAt: rowTime,
  accessExpiresAt: laterBy(7_200_000),
  refreshExpiresAt: laterBy(180 * 86_400_000),
  grantedScopes: ['user.info.basic'],
  stateReason: 'connected',
  refreshDueAt: laterBy(5_400_000),
  ...differs,
});

export const announcementOf = (type: Parameters<typeof announce>[0], accountId: string): Announcement =>
  announce(type, 'system:refresh-tokens', { accountId }, rowTime);

/** Disconnects the account, so that its tokens and version are others. */
export const endGrant = async (sql: Sql, id: string): Promise<void> => {
  const accounts = createAccountStore(sql);
  const account = await accounts.find('tenant-a', id);
  const end = announcementOf('account.disconnected', id);
  if (account === undefined || !(await accounts.disconnect(account, 'disconnected_by_user', end))) {
    throw new Error('It was not disconnected.');
  }
};

/** An account's columns that a refresh changes. */
export const readTokenRow = async (superuser: Sql, id: string) => {
  const [row] = await superuser`
    select convert_from(sealed_access_token, 'UTF8') as access, convert_from(sealed_refresh_token, 'UTF8') as refresh,
      token_version as version, state, state_reason as reason, lease_id as lease, refresh_due_at as "dueAt",
      refresh_failures as failures, refresh_refusals as refusals, notice_days as notice, granted_scopes as scopes,
      lease_expires_at > clock_timestamp() as held, last_used_at as "usedAt"
    from oauth_accounts where id = ${id}`;
  if (row === undefined) throw new Error(`There is no account ${id}.`);
  return row;
};

/** The journal of an account: each attempt's outcome, and whether it has an end. */
export const readJournal = async (superuser: Sql, id: string) => [
  ...(await superuser`
    select outcome, code, log_id as "logId", finished_at is not null as finished
    from refresh_attempts where account_id = ${id} order by started_at, id`),
];
