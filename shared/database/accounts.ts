import { textArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { queryAs } from './tenant.ts';
import { runAlone } from './transact.ts';
import { cancelWaiting } from './waiting-posts.ts';

export type AccountState = 'connected' | 'reauth_required' | 'revoked' | 'disconnected';

/** A row of `oauth_accounts` as the domain reads it. Sealed tokens are there exactly while the grant lives. */
export interface AccountRow {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly platform: string;
  readonly openId: string;
  readonly displayName: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly requestedScopes: string[];
  readonly grantedScopes: string[];
  readonly sealedAccessToken: Uint8Array | null;
  readonly sealedRefreshToken: Uint8Array | null;
  readonly accessExpiresAt: Date;
  readonly refreshExpiresAt: Date;
  readonly tokenVersion: number;
  readonly state: AccountState;
  readonly stateReason: string;
  readonly connectedAt: Date;
}

/** What a completed authorization stores. `id` is the existing account's when the creator was connected before. */
export interface NewConnection {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly platform: string;
  readonly openId: string;
  readonly requestedScopes: readonly string[];
  readonly grantedScopes: readonly string[];
  readonly sealedAccessToken: Uint8Array;
  readonly sealedRefreshToken: Uint8Array;
  readonly accessExpiresAt: Date;
  readonly refreshExpiresAt: Date;
  /** When the refresh sweep looks at them first. */
  readonly refreshDueAt: Date;
  readonly stateReason: string;
  readonly connectedAt: Date;
}

export interface Profile {
  readonly displayName: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
}

/** The two rows that go with every change of an account: what the CRM is told, and who did it. */
export interface Announcement {
  readonly outboxId: string;
  readonly auditId: string;
  readonly type: string;
  readonly actor: string;
  readonly payload: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly at: Date;
}

export type SaveOutcome = 'saved' | 'id_taken' | 'linked_elsewhere';

/** The accounts as an HTTP request sees them: those of one tenant. */
export interface AccountStore {
  /** A tenant's accounts, or one user's, newest connection first. */
  list(tenant: string, platform: string, userId?: string): Promise<AccountRow[]>;
  find(tenant: string, id: string): Promise<AccountRow | undefined>;
  findOwn(tenant: string, userId: string, platform: string, openId: string): Promise<AccountRow | undefined>;
  /**
   * Creates the account or connects it anew, with its announcement, in one transaction. `id_taken`: the creator was
   * connected under another id meanwhile; read it and seal again. `linked_elsewhere`: live for somebody else.
   */
  saveConnection(connection: NewConnection, announcement: Announcement): Promise<SaveOutcome>;
  saveProfile(tenant: string, id: string, profile: Profile, fetchedAt: Date): Promise<void>;
  /**
   * Ends the grant, destroys both tokens and cancels the posts that wait, if the tokens are still those of `account`. False
   * when they are not.
   */
  disconnect(account: AccountRow, reason: string, announcement: Announcement): Promise<boolean>;
}

/** The columns of an `AccountRow`. */
export const columns = (sql: Sql) => sql`
  id, tenant_id as "tenantId", user_id as "userId", platform, open_id as "openId",
  display_name as "displayName", username, avatar_url as "avatarUrl",
  requested_scopes as "requestedScopes", granted_scopes as "grantedScopes",
  sealed_access_token as "sealedAccessToken", sealed_refresh_token as "sealedRefreshToken",
  access_expires_at as "accessExpiresAt", refresh_expires_at as "refreshExpiresAt",
  token_version as "tokenVersion", state, state_reason as "stateReason", connected_at as "connectedAt"`;

/** The inserts of both announcement rows, for each row of the query that `from` names: (id, tenant_id). */
export const announceChanged = (sql: Sql, announcement: Announcement, from = 'changed') => sql`
  ${sql(`${from}_announced`)} as (
    insert into outbox (id, tenant_id, type, account_id, payload, created_at)
    select ${announcement.outboxId}, tenant_id, ${announcement.type}, id, ${sql.json(announcement.payload)}, ${announcement.at}
    from ${sql(from)}
  ),
  ${sql(`${from}_audited`)} as (
    insert into audit_log (id, tenant_id, actor, action, account_id, detail, at)
    select ${announcement.auditId}, tenant_id, ${announcement.actor}, ${announcement.type}, id, ${sql.json(announcement.payload)}, ${announcement.at}
    from ${sql(from)}
  )`;

const isLinkedElsewhere = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'constraint_name' in error &&
  error.constraint_name === 'oauth_accounts_live_open_id';

/** Accounts under row-level security, for the `app` login. */
export const createAccountStore = (sql: Sql): AccountStore => ({
  list: (tenant, platform, userId) =>
    queryAs<AccountRow>(
      sql,
      { tenant },
      (own) => own`
        select ${columns(own)}
        from oauth_accounts
        where tenant_id = ${tenant} and platform = ${platform}
          ${userId === undefined ? own`` : own`and user_id = ${userId}`}
        order by connected_at desc, id`,
    ),
  find: async (tenant, id) => {
    const rows = await queryAs<AccountRow>(
      sql,
      { tenant },
      (own) => own`select ${columns(own)} from oauth_accounts where tenant_id = ${tenant} and id = ${id}`,
    );
    return rows[0];
  },
  findOwn: async (tenant, userId, platform, openId) => {
    const rows = await queryAs<AccountRow>(
      sql,
      { tenant },
      (own) => own`
        select ${columns(own)}
        from oauth_accounts
        where tenant_id = ${tenant} and user_id = ${userId} and platform = ${platform} and open_id = ${openId}`,
    );
    return rows[0];
  },
  saveConnection: async (row, announcement) => {
    const save = async (): Promise<SaveOutcome> => {
      const saved = await queryAs<{ id: string }>(
        sql,
        { tenant: row.tenantId },
        (own) => own`
          with changed as (
            insert into oauth_accounts as account (
              id, tenant_id, user_id, platform, open_id,
              requested_scopes, granted_scopes, sealed_access_token, sealed_refresh_token,
              token_issued_at, access_expires_at, refresh_expires_at, refresh_due_at,
              state, state_reason, state_changed_at, connected_at, last_used_at
            ) values (
              ${row.id}, ${row.tenantId}, ${row.userId}, ${row.platform}, ${row.openId},
              ${own.array([...row.requestedScopes], textArray)}, ${own.array([...row.grantedScopes], textArray)},
              ${Buffer.from(row.sealedAccessToken)}, ${Buffer.from(row.sealedRefreshToken)},
              ${row.connectedAt}, ${row.accessExpiresAt}, ${row.refreshExpiresAt}, ${row.refreshDueAt},
              'connected', ${row.stateReason}, ${row.connectedAt}, ${row.connectedAt}, ${row.connectedAt}
            )
            on conflict (tenant_id, user_id, platform, open_id) do update set
              requested_scopes = excluded.requested_scopes,
              granted_scopes = excluded.granted_scopes,
              sealed_access_token = excluded.sealed_access_token,
              sealed_refresh_token = excluded.sealed_refresh_token,
              token_issued_at = excluded.token_issued_at,
              access_expires_at = excluded.access_expires_at,
              refresh_expires_at = excluded.refresh_expires_at,
              refresh_due_at = excluded.refresh_due_at,
              refresh_failures = 0, refresh_refusals = 0, notice_days = null,
              lease_id = null, lease_expires_at = null,
              last_used_at = excluded.last_used_at,
              token_version = account.token_version + 1,
              state = excluded.state,
              state_reason = excluded.state_reason,
              state_changed_at = excluded.state_changed_at,
              connected_at = excluded.connected_at
            where account.id = excluded.id
            returning id, tenant_id
          ), ${announceChanged(own, announcement)}
          select id from changed`,
      );
      return saved.length === 1 ? 'saved' : 'id_taken';
    };
    try {
      return await save();
    } catch (error) {
      if (!isLinkedElsewhere(error)) throw error;
    }
    // Two first connections of one owner at once may meet in this index before they meet in the owner's: the one that
    // came first is stored by now, so that the second try tells its own row from somebody else's.
    try {
      return await save();
    } catch (error) {
      if (isLinkedElsewhere(error)) return 'linked_elsewhere';
      throw error;
    }
  },
  saveProfile: async (tenant, id, profile, fetchedAt) => {
    await queryAs(
      sql,
      { tenant },
      (own) => own`
        update oauth_accounts
        set profile_fetched_at = ${fetchedAt}, display_name = ${profile.displayName},
          username = ${profile.username}, avatar_url = ${profile.avatarUrl}
        where tenant_id = ${tenant} and id = ${id} and state = 'connected'`,
    );
  },
  disconnect: async ({ tenantId: tenant, id, tokenVersion }, reason, announcement) => {
    const rows = await queryAs<{ id: string }>(
      sql,
      { tenant },
      (own) => own`
        with changed as (
          update oauth_accounts
          set state = 'disconnected', state_reason = ${reason}, state_changed_at = ${announcement.at},
              sealed_access_token = null, sealed_refresh_token = null, token_version = token_version + 1
          where tenant_id = ${tenant} and id = ${id} and token_version = ${tokenVersion}
          returning id, tenant_id
        ), ${announceChanged(own, announcement)},
        ${cancelWaiting(own, { reason: 'account_disconnected', actor: announcement.actor, at: announcement.at })}
        select id from changed`,
    );
    return rows.length === 1;
  },
});

/** An account whose profile is stale, as refresh-profiles takes it. */
export interface ProfileStore {
  /** Connected accounts whose profile was last fetched before `staleBefore` and whose access token still lives at `now`. */
  findStale(staleBefore: Date, now: Date, limit: number): Promise<AccountRow[]>;
  /** Stores the profile; also when the fetch failed (`undefined`), so that one bad account does not come first for ever. */
  saveProfile(id: string, profile: Profile | undefined, fetchedAt: Date): Promise<void>;
  /** Notes that the account's present access token has ended, so that it is refreshed. */
  endAccess(account: Pick<AccountRow, 'id' | 'tokenVersion'>, endedAt: Date): Promise<void>;
}

/** Profiles of all tenants, for the `worker` login. */
export const createProfileStore = (sql: Sql): ProfileStore => ({
  findStale: (staleBefore, now, limit) =>
    runAlone(
      sql,
      (own) => own<AccountRow[]>`
        select ${columns(own)}
        from oauth_accounts
        where state = 'connected'
          and (profile_fetched_at is null or profile_fetched_at < ${staleBefore})
          and access_expires_at > ${now}
        order by profile_fetched_at nulls first
        limit ${limit}`,
    ),
  saveProfile: async (id, profile, fetchedAt) => {
    await runAlone(
      sql,
      (own) => own`
        update oauth_accounts
        set profile_fetched_at = ${fetchedAt}
          ${profile === undefined ? own`` : own`, display_name = ${profile.displayName}, username = ${profile.username}, avatar_url = ${profile.avatarUrl}`}
        where id = ${id} and state = 'connected'`,
    );
  },
  endAccess: async ({ id, tokenVersion }, endedAt) => {
    await runAlone(
      sql,
      (own) => own`
        update oauth_accounts
        set access_expires_at = least(access_expires_at, ${endedAt}), refresh_due_at = least(refresh_due_at, ${endedAt})
        where id = ${id} and token_version = ${tokenVersion} and state = 'connected'`,
    );
  },
});
