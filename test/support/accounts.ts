import { randomUUID } from 'node:crypto';
import type { AccountState } from '../../shared/database/accounts.ts';
import type { Sql } from '../../shared/database/client.ts';
import { epoch } from './tiktok-events.ts';

export interface AccountWish {
  readonly id?: string;
  readonly tenant?: string;
  readonly user?: string;
  readonly openId?: string;
  readonly state?: AccountState;
  /** Unix seconds. */
  readonly connectedAt?: number;
  readonly sealedAccessToken?: Uint8Array;
  readonly sealedRefreshToken?: Uint8Array;
}

/** Puts a connected account into the table, past every policy; answers its id. */
export const insertAccount = async (superuser: Sql, wish: AccountWish = {}): Promise<string> => {
  const id = wish.id ?? randomUUID();
  const state = wish.state ?? 'connected';
  const connectedAt = new Date((wish.connectedAt ?? epoch - 3600) * 1000);
  const live = state === 'connected' || state === 'reauth_required';
  await superuser`
    insert into oauth_accounts (
      id, tenant_id, user_id, platform, open_id, requested_scopes, granted_scopes,
      sealed_access_token, sealed_refresh_token, token_issued_at, access_expires_at, refresh_expires_at,
      state, state_reason, state_changed_at, connected_at, refresh_due_at, last_used_at
    ) values (
      ${id}, ${wish.tenant ?? 'tenant-a'}, ${wish.user ?? 'user-a'}, 'tiktok', ${wish.openId ?? 'open-id'},
      '{user.info.basic}', '{user.info.basic}',
      ${live ? Buffer.from(wish.sealedAccessToken ?? 'sealed access') : null},
      ${live ? Buffer.from(wish.sealedRefreshToken ?? 'sealed refresh') : null},
      ${connectedAt}, ${new Date(connectedAt.getTime() + 10 * 86_400_000)}, ${new Date(connectedAt.getTime() + 180 * 86_400_000)},
      ${state}, ${state}, ${connectedAt}, ${connectedAt}, ${new Date(connectedAt.getTime() + 9 * 86_400_000)}, ${connectedAt}
    )`;
  return id;
};

/** Inserts where a test looks for effects, and nothing of chance: no ids, no times of recording. */
export const readEffects = async (superuser: Sql) => ({
  accounts: [
    ...(await superuser`
      select tenant_id, user_id, open_id, state, state_reason, state_changed_at, token_version,
        sealed_access_token is null and sealed_refresh_token is null as destroyed
      from oauth_accounts order by tenant_id, user_id, open_id`),
  ],
  outbox: [...(await superuser`select type, account_id, payload from outbox order by id`)],
  audit: [...(await superuser`select action, account_id, actor from audit_log order by id`)],
});

/** Empties what tests write. */
export const clearTables = async (superuser: Sql): Promise<void> => {
  await superuser`truncate oauth_accounts, authorization_attempts, data_keys, outbox, audit_log, webhook_events, refresh_attempts`;
};
