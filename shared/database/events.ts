import type { AccountState, Announcement } from './accounts.ts';
import { announceChanged } from './accounts.ts';
import type { Sql } from './client.ts';
import { nameOutage } from './outage.ts';
import { type Run, transact } from './transact.ts';

export type EventOutcome = 'applied' | 'ignored' | 'parked' | 'rejected';

/** A row of `webhook_events` to be. */
export interface EventRecord {
  readonly dedupeKey: Uint8Array;
  readonly platform: string;
  readonly eventType: string | undefined;
  readonly openId: string | undefined;
  readonly publishId: string | undefined;
  readonly occurredAt: Date | undefined;
  readonly receivedAt: Date;
  readonly body: Uint8Array;
  readonly outcome: EventOutcome;
  readonly detail: string | undefined;
}

/** An account that an event may be about. */
export interface EventAccount {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly openId: string;
  readonly state: AccountState;
  readonly stateReason: string;
  readonly stateChangedAt: Date;
  readonly connectedAt: Date;
}

/** What a transaction that applies events may do. */
export interface EventTransaction {
  /** Stores the records, sorted and without copies; returns the dedupe keys, in hex, of those that are new. */
  insertNew(records: readonly EventRecord[]): Promise<Set<string>>;
  /** Locks the accounts of these platform users until the commit, in one order for everybody. */
  lockAccounts(platform: string, openIds: readonly string[]): Promise<EventAccount[]>;
  /** Ends the grant: state `revoked`, tokens destroyed, both announcement rows. */
  revoke(account: EventAccount, reason: string, occurredAt: Date, announcement: Announcement): Promise<void>;
  correctReason(account: EventAccount, reason: string, occurredAt: Date): Promise<void>;
  /** Says of stored events that they had no effect after all, and why. */
  ignore(events: readonly { readonly dedupeKey: Uint8Array; readonly why: string }[]): Promise<void>;
}

export interface EventStore {
  /** Runs `work` in one transaction: all of it is committed, or nothing. Throws `database_unavailable` for an outage. */
  transact(work: (transaction: EventTransaction) => Promise<void>): Promise<void>;
  /** Notes that handling an event failed; returns how often it has. */
  recordFailure(record: EventRecord, error: string): Promise<number>;
  /** Forgets the failures of an event that leaves for the dead-letter queue, so that a redrive starts afresh. */
  forgetFailures(dedupeKey: Uint8Array): Promise<void>;
}

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

/** Several events as one text per column: a Postgres array of each, which one statement unnests. */
const insertRecords = (sql: Sql, records: readonly EventRecord[]) => {
  const column = (value: (record: EventRecord) => string | null) => sql.array(records.map(value), 1009);
  return sql<{ key: string }[]>`
    insert into webhook_events as event (
      dedupe_key, platform, event_type, open_id, publish_id, occurred_at, received_at, body, outcome, detail
    )
    select decode(key, 'hex'), platform, event_type, open_id, publish_id,
      occurred_at::timestamptz, received_at::timestamptz, decode(body, 'base64'), outcome, detail
    from unnest(
      ${column((record) => hex(record.dedupeKey))}::text[],
      ${column((record) => record.platform)}::text[],
      ${column((record) => record.eventType ?? null)}::text[],
      ${column((record) => record.openId ?? null)}::text[],
      ${column((record) => record.publishId ?? null)}::text[],
      ${column((record) => record.occurredAt?.toISOString() ?? null)}::text[],
      ${column((record) => record.receivedAt.toISOString())}::text[],
      ${column((record) => Buffer.from(record.body).toString('base64'))}::text[],
      ${column((record) => record.outcome)}::text[],
      ${column((record) => record.detail ?? null)}::text[]
    ) as t(key, platform, event_type, open_id, publish_id, occurred_at, received_at, body, outcome, detail)
    on conflict (dedupe_key) do update
    set outcome = excluded.outcome, detail = excluded.detail, error = null
    where event.outcome is null
    returning encode(dedupe_key, 'hex') as key`;
};

const createTransaction = (sql: Sql, run: Run): EventTransaction => ({
  insertNew: async (records) => {
    const rows = await run(insertRecords(sql, records));
    return new Set(rows.map((row) => row.key));
  },
  lockAccounts: (platform, openIds) =>
    run(sql<EventAccount[]>`
      select id, tenant_id as "tenantId", user_id as "userId", open_id as "openId", state,
        state_reason as "stateReason", state_changed_at as "stateChangedAt", connected_at as "connectedAt"
      from oauth_accounts
      where platform = ${platform} and open_id = any(${sql.array([...openIds], 1009)}::text[])
      order by id
      for update`),
  revoke: async (account, reason, occurredAt, announcement) => {
    await run(sql`
      with changed as (
        update oauth_accounts
        set state = 'revoked', state_reason = ${reason}, state_changed_at = ${occurredAt},
            sealed_access_token = null, sealed_refresh_token = null, token_version = token_version + 1
        where id = ${account.id}
        returning id, tenant_id
      ), ${announceChanged(sql, announcement)}
      select id from changed`);
  },
  correctReason: async (account, reason, occurredAt) => {
    await run(sql`
      update oauth_accounts
      set state_reason = ${reason}, state_changed_at = ${occurredAt}
      where id = ${account.id}`);
  },
  ignore: async (events) => {
    await run(sql`
      update webhook_events
      set outcome = 'ignored', detail = why
      from unnest(
        ${sql.array(
          events.map((event) => hex(event.dedupeKey)),
          1009,
        )}::text[],
        ${sql.array(
          events.map((event) => event.why),
          1009,
        )}::text[]
      ) as t(key, why)
      where dedupe_key = decode(key, 'hex')`);
  },
});

/** Webhook events of all tenants, for the `worker` login. */
export const createEventStore = (sql: Sql): EventStore => ({
  transact: (work) => transact(sql, (own, run) => work(createTransaction(own, run))),
  recordFailure: async (record, error) => {
    try {
      const rows = await sql<{ attempts: number }[]>`
        insert into webhook_events as event (
          dedupe_key, platform, event_type, open_id, publish_id, occurred_at, received_at, body, error, attempts
        ) values (
          ${Buffer.from(record.dedupeKey)}, ${record.platform}, ${record.eventType ?? null}, ${record.openId ?? null},
          ${record.publishId ?? null}, ${record.occurredAt ?? null}, ${record.receivedAt}, ${Buffer.from(record.body)},
          ${error}, 1
        )
        on conflict (dedupe_key) do update
        set error = excluded.error, attempts = event.attempts + 1
        where event.outcome is null
        returning attempts`;
      return rows[0]?.attempts ?? 0;
    } catch (thrown) {
      throw nameOutage(thrown);
    }
  },
  forgetFailures: async (dedupeKey) => {
    await sql`
      update webhook_events
      set attempts = 0
      where dedupe_key = ${Buffer.from(dedupeKey)} and outcome is null`;
  },
});
