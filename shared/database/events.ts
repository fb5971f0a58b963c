import { isUtf8 } from 'node:buffer';
import type { AccountState, Announcement } from './accounts.ts';
import { announceChanged } from './accounts.ts';
import { separator, textArray } from './arrays.ts';
import type { Sql } from './client.ts';
import {
  createPostEventStore,
  createPostEventTransaction,
  type PostEventStore,
  type PostEventTransaction,
} from './post-events.ts';
import { type Run, runAlone, transact } from './transact.ts';
import { cancelWaiting } from './waiting-posts.ts';

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
export interface EventTransaction extends PostEventTransaction {
  /**
   * Stores those of the records, sorted and without copies, that are new; returns the dedupe keys, in hex, of the new
   * ones whose outcome is `applied`: what they say is still to be done.
   */
  insertNew(records: readonly EventRecord[]): Promise<Set<string>>;
  /** Locks the accounts of these platform users until the commit, in one order for everybody. */
  lockAccounts(platform: string, openIds: readonly string[]): Promise<EventAccount[]>;
  /** Ends the grant: state `revoked`, tokens destroyed, posts that wait cancelled, each with its announcement rows. */
  revoke(
    account: EventAccount,
    reason: string,
    occurredAt: Date,
    announcement: Announcement,
    postReason: string,
  ): Promise<void>;
  correctReason(account: EventAccount, reason: string, occurredAt: Date): Promise<void>;
  /** Says of stored events that they had no effect after all, and why. */
  ignore(events: readonly { readonly dedupeKey: Uint8Array; readonly why: string }[]): Promise<void>;
}

export interface EventStore extends PostEventStore {
  transact<T>(work: (transaction: EventTransaction) => Promise<T>): Promise<T>;
  /** Notes that handling an event failed; returns how often it has. */
  recordFailure(record: EventRecord, error: string): Promise<number>;
  /** Forgets the failures of an event that leaves for the dead-letter queue, so that a redrive starts afresh. */
  forgetFailures(dedupeKey: Uint8Array): Promise<void>;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const hex = (bytes: Uint8Array): string => asBuffer(bytes).toString('hex');
const base64 = (bytes: Uint8Array): string => asBuffer(bytes).toString('base64');

const asText = (body: Uint8Array): string | undefined => {
  const bytes = asBuffer(body);
  return isUtf8(bytes) && !bytes.includes(separator) && !bytes.includes(0)
    ? bytes.toString('utf8')
    : undefined;
};

/** All bodies in one parameter: as the text they are, or, when one of them is none that Postgres could hold, as base64. */
const joinBodies = (
  records: readonly EventRecord[],
): { readonly bodies: string; readonly areText: boolean } => {
  const texts = records.map(({ body }) => asText(body));
  const areText = !texts.includes(undefined);
  const values = areText ? texts : records.map(({ body }) => base64(body));
  // The last separator keeps a single empty body from being no body at all.
  return { bodies: `${values.join(separator)}${separator}`, areText };
};

/** An array of numbers as Postgres writes it; nothing in it needs escaping. */
const numbers = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => value ?? 'null').join()}}`;

/** The few kinds of records in a batch, each once, and which of them each record is. */
const sortByKind = (records: readonly EventRecord[]) => {
  const kinds = new Map<string, { readonly place: number; readonly record: EventRecord }>();
  const places = records.map((record) => {
    // None of the four is empty, and no text of a column holds a NUL.
    const name = [record.platform, record.eventType, record.outcome, record.detail].join('\0');
    const known = kinds.get(name);
    // Postgres counts an array's places from 1.
    const place = known?.place ?? kinds.size + 1;
    if (known === undefined) kinds.set(name, { place, record });
    return place;
  });
  return { places, kinds: [...kinds.values()].map(({ record }) => record) };
};

const secondsOf = (time: Date | undefined): number | null =>
  time === undefined ? null : time.getTime() / 1000;

/**
 * Several events as one parameter per column, which one statement unnests. What repeats is sent once. Texts are joined,
 * since the driver would look at each of their characters for something to escape; times travel as seconds, which cost
 * Postgres less to read than a calendar's text.
 */
const insertRecords = (sql: Sql, records: readonly EventRecord[]) => {
  const { places, kinds } = sortByKind(records);
  const { bodies, areText } = joinBodies(records);
  const joined = (values: string[]) => values.join();
  const texts = (values: (string | undefined)[]) =>
    sql.array(
      values.map((value) => value ?? null),
      textArray,
    );
  const column = (values: (string | undefined)[]) => {
    const joinable = !values.some((value) => value?.includes(separator));
    return joinable
      ? sql`string_to_array(${values.map((value) => `${value ?? ''}${separator}`).join('')}, ${separator}, '')`
      : sql`${texts(values)}::text[]`;
  };
  return sql`
    insert into webhook_events as event (
      dedupe_key, platform, event_type, open_id, publish_id, occurred_at, received_at, body, outcome, detail
    )
    select
      decode(key, 'hex'),
      (${texts(kinds.map((record) => record.platform))}::text[])[kind],
      (${texts(kinds.map((record) => record.eventType))}::text[])[kind],
      open_id,
      publish_id,
      to_timestamp(occurred_at),
      to_timestamp(received_at),
      case when ${areText} then convert_to(body, 'UTF8') else decode(body, 'base64') end,
      (${texts(kinds.map((record) => record.outcome))}::text[])[kind],
      (${texts(kinds.map((record) => record.detail))}::text[])[kind]
    from unnest(
      string_to_array(${joined(records.map((record) => hex(record.dedupeKey)))}, ','),
      ${numbers(places)}::integer[],
      ${column(records.map((record) => record.openId))},
      ${column(records.map((record) => record.publishId))},
      ${numbers(records.map((record) => secondsOf(record.occurredAt)))}::float8[],
      ${numbers(records.map((record) => secondsOf(record.receivedAt)))}::float8[],
      string_to_array(${bodies}, ${separator})
    ) as t(key, kind, open_id, publish_id, occurred_at, received_at, body)
    where key is not null`;
};

const isKnownEvent = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'constraint_name' in error &&
  error.constraint_name === 'webhook_events_pkey';

const createTransaction = (sql: Sql, run: Run): EventTransaction => ({
  ...createPostEventTransaction(sql, run),
  // Most batches hold no copy of an earlier event, and storing them without asking for one costs a quarter less. A batch
  // that does hold one is stored anew, with the question.
  insertNew: async (records) => {
    try {
      await Promise.all([run(sql`savepoint unasked`), run(insertRecords(sql, records))]);
      return new Set(
        records.filter(({ outcome }) => outcome === 'applied').map((record) => hex(record.dedupeKey)),
      );
    } catch (error) {
      if (!isKnownEvent(error)) throw error;
      await run(sql`rollback to savepoint unasked`);
    }
    const rows = await run(sql<{ key: string }[]>`
      with stored as (
        ${insertRecords(sql, records)}
        on conflict (dedupe_key) do update
        set outcome = excluded.outcome, detail = excluded.detail, error = null
        where event.outcome is null
        returning dedupe_key, outcome
      )
      select encode(dedupe_key, 'hex') as key
      from stored
      where outcome = 'applied'`);
    return new Set(rows.map((row) => row.key));
  },
  lockAccounts: (platform, openIds) =>
    run(sql<EventAccount[]>`
      select id, tenant_id as "tenantId", user_id as "userId", open_id as "openId", state,
        state_reason as "stateReason", state_changed_at as "stateChangedAt", connected_at as "connectedAt"
      from oauth_accounts
      where platform = ${platform} and open_id = any(${sql.array([...openIds], textArray)}::text[])
      order by id
      for update`),
  revoke: async (account, reason, occurredAt, announcement, postReason) => {
    await run(sql`
      with changed as (
        update oauth_accounts
        set state = 'revoked', state_reason = ${reason}, state_changed_at = ${occurredAt},
            sealed_access_token = null, sealed_refresh_token = null, token_version = token_version + 1
        where id = ${account.id}
        returning id, tenant_id
      ), ${announceChanged(sql, announcement)},
      ${cancelWaiting(sql, { reason: postReason, actor: announcement.actor, at: announcement.at })}
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
          textArray,
        )}::text[],
        ${sql.array(
          events.map((event) => event.why),
          textArray,
        )}::text[]
      ) as t(key, why)
      where dedupe_key = decode(key, 'hex')`);
  },
});

/** Webhook events of all tenants, for the `worker` login. */
export const createEventStore = (sql: Sql): EventStore => ({
  ...createPostEventStore(sql),
  transact: (work) => transact(sql, (own, run) => work(createTransaction(own, run))),
  recordFailure: async (record, error) => {
    const rows = await runAlone(
      sql,
      (own) => own<{ attempts: number }[]>`
        insert into webhook_events as event (
          dedupe_key, platform, event_type, open_id, publish_id, occurred_at, received_at, body, error, attempts
        ) values (
          ${Buffer.from(record.dedupeKey)}, ${record.platform}, ${record.eventType ?? null}, ${record.openId ?? null},
          ${record.publishId ?? null}, ${record.occurredAt ?? null}, ${record.receivedAt}, ${Buffer.from(record.body)},
          ${error}, 1
        )
        on conflict (dedupe_key) do update
        set error = excluded.error, attempts = event.attempts + 1
        where event.outcome is null or event.outcome = 'parked'
        returning attempts`,
    );
    return rows[0]?.attempts ?? 0;
  },
  forgetFailures: async (dedupeKey) => {
    await runAlone(
      sql,
      (own) => own`
        update webhook_events
        set attempts = 0
        where dedupe_key = ${Buffer.from(dedupeKey)} and (outcome is null or outcome = 'parked')`,
    );
  },
});
