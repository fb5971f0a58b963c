import type { Sql } from './client.ts';
import { queryAs } from './tenant.ts';

/** A key of a tenant's operation. */
export interface IdempotencyKey {
  readonly tenant: string;
  readonly operation: string;
  readonly key: string;
}

/** A try of a request. */
export interface IdempotentTry {
  readonly runId: string;
  readonly callerHash: Uint8Array;
  readonly requestHash: Uint8Array;
  /** Taken by the first try alone. */
  readonly resourceId: string;
  readonly leaseMs: number;
}

export type IdempotentStart =
  /** It is this try's turn; `isRerun` when there was one before it, which may have stored something. */
  | { readonly kind: 'run'; readonly resourceId: string; readonly isRerun: boolean }
  | { readonly kind: 'answered'; readonly reply: unknown }
  | { readonly kind: 'in_progress'; readonly waitMs: number }
  /** The key belongs to another request, or to another caller's. */
  | { readonly kind: 'other_request' };

export interface IdempotencyStore {
  /** Decides in one round trip, alone for the key, what a try may do. */
  begin(name: IdempotencyKey, attempt: IdempotentTry): Promise<IdempotentStart>;
  /** Stores the answer of a try whose turn it still is. */
  finish(name: IdempotencyKey, runId: string, reply: object): Promise<void>;
  /** Ends a try without an answer: `forget` when surely nothing was stored, and the key is as new. */
  giveUp(name: IdempotencyKey, runId: string, what: 'forget' | 'keep_id'): Promise<void>;
}

interface Row {
  readonly isMine: boolean;
  readonly isRerun: boolean;
  readonly isSame: boolean;
  readonly resourceId: string;
  readonly reply: unknown;
  readonly waitMs: number | null;
}

const readStart = (row: Row): IdempotentStart => {
  if (!row.isSame) return { kind: 'other_request' };
  if (row.isMine) return { kind: 'run', resourceId: row.resourceId, isRerun: row.isRerun };
  if (row.reply !== null) return { kind: 'answered', reply: row.reply };
  return { kind: 'in_progress', waitMs: Math.max(0, row.waitMs ?? 0) };
};

/** Keys under row-level security, for the `app` login. Leases are by the database's own clock. */
export const createIdempotencyStore = (sql: Sql): IdempotencyStore => ({
  begin: async ({ tenant, operation, key }, { runId, callerHash, requestHash, resourceId, leaseMs }) => {
    const [row] = await queryAs<Row>(sql, { tenant }, (own) => {
      const leaseEnd = own`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;
      const isSame = own`
        (known.caller_hash = ${Buffer.from(callerHash)} and known.request_hash = ${Buffer.from(requestHash)})`;
      // The row is updated even when nothing changes, so that it is locked, and read as its last holder left it.
      const isFree = own`
        (${isSame} and known.reply is null and coalesce(known.lease_expires_at <= clock_timestamp(), true))`;
      return own`
        insert into idempotency_keys as known (
          tenant_id, operation, key, caller_hash, request_hash, resource_id, run_id, lease_expires_at
        ) values (
          ${tenant}, ${operation}, ${key}, ${Buffer.from(callerHash)}, ${Buffer.from(requestHash)}, ${resourceId}, ${runId},
          ${leaseEnd}
        )
        on conflict (tenant_id, operation, key) do update
        set (run_id, lease_expires_at) = (
          select case when free then ${runId}::uuid else known.run_id end,
            case when free then ${leaseEnd} else known.lease_expires_at end
          from (select ${isFree} as free) as decided
        )
        returning new.run_id = ${runId} as "isMine", old.run_id is not null as "isRerun", ${isSame} as "isSame",
          known.resource_id as "resourceId", known.reply,
          extract(epoch from known.lease_expires_at - clock_timestamp())::float8 * 1000 as "waitMs"`;
    });
    if (row === undefined) throw new Error('A key was neither taken nor found.');
    return readStart(row);
  },
  finish: async ({ tenant, operation, key }, runId, reply) => {
    await queryAs(
      sql,
      { tenant },
      (own) => own`
        update idempotency_keys
        set reply = ${JSON.stringify(reply)}::text::json, lease_expires_at = null
        where tenant_id = ${tenant} and operation = ${operation} and key = ${key} and run_id = ${runId}`,
    );
  },
  giveUp: async ({ tenant, operation, key }, runId, what) => {
    await queryAs(sql, { tenant }, (own) => {
      const isMine = own`
        tenant_id = ${tenant} and operation = ${operation} and key = ${key} and run_id = ${runId} and reply is null`;
      return what === 'forget'
        ? own`delete from idempotency_keys where ${isMine}`
        : own`update idempotency_keys set lease_expires_at = null where ${isMine}`;
    });
  },
});
