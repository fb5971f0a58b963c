import { textArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { queryAs } from './tenant.ts';

/** A started OAuth authorization. The two secrets are kept as SHA-256 only. */
export interface AttemptRow {
  readonly stateHash: Uint8Array;
  readonly bindingHash: Uint8Array;
  readonly tenantId: string;
  readonly userId: string;
  readonly platform: string;
  readonly returnTo: string;
  readonly requestedScopes: string[];
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly consumedAt: Date | null;
}

export interface AttemptStore {
  insert(attempt: Omit<AttemptRow, 'consumedAt'>): Promise<void>;
  find(stateHash: Uint8Array): Promise<AttemptRow | undefined>;
  /** Consumes the attempt; true for exactly one of any number of callers, and only from the browser that began it. */
  consume(stateHash: Uint8Array, bindingHash: Uint8Array, now: Date): Promise<boolean>;
}

/** Attempts under row-level security, for the `app` login: a tenant's own, or the one whose state the caller holds. */
export const createAttemptStore = (sql: Sql): AttemptStore => ({
  insert: async (attempt) => {
    await queryAs(
      sql,
      { tenant: attempt.tenantId },
      (own) => own`
        insert into authorization_attempts (
          state_hash, binding_hash, tenant_id, user_id, platform, return_to, requested_scopes, started_at, expires_at
        ) values (
          ${Buffer.from(attempt.stateHash)}, ${Buffer.from(attempt.bindingHash)}, ${attempt.tenantId}, ${attempt.userId},
          ${attempt.platform}, ${attempt.returnTo}, ${own.array(attempt.requestedScopes, textArray)},
          ${attempt.startedAt}, ${attempt.expiresAt}
        )`,
    );
  },
  find: async (stateHash) => {
    const rows = await queryAs<AttemptRow>(
      sql,
      { stateHash },
      (own) => own`
        select state_hash as "stateHash", binding_hash as "bindingHash", tenant_id as "tenantId", user_id as "userId",
          platform, return_to as "returnTo", requested_scopes as "requestedScopes",
          started_at as "startedAt", expires_at as "expiresAt", consumed_at as "consumedAt"
        from authorization_attempts
        where state_hash = ${Buffer.from(stateHash)}`,
    );
    return rows[0];
  },
  consume: async (stateHash, bindingHash, now) => {
    const rows = await queryAs<{ tenantId: string }>(
      sql,
      { stateHash },
      (own) => own`
        update authorization_attempts
        set consumed_at = ${now}
        where state_hash = ${Buffer.from(stateHash)}
          and binding_hash = ${Buffer.from(bindingHash)}
          and consumed_at is null
          and expires_at > ${now}
        returning tenant_id as "tenantId"`,
    );
    return rows.length === 1;
  },
});
