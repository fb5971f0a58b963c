import { Failure } from '../core/failure.ts';
import type { Sql } from './client.ts';
import { queryAs } from './tenant.ts';

export type RateEndpoint = 'init' | 'creator_info' | 'status' | 'cancel';

export interface RateLimit {
  /** Calls that may count at a time. */
  readonly calls: number;
  /** How long a call counts: the sliding minute, and the time in which it may still arrive. */
  readonly countsForMs: number;
  /** Of that time, what is left for us to learn that the call is taken; one that we learn of later is not made. */
  readonly answerWithinMs: number;
}

export type RateLimits = Readonly<Record<RateEndpoint, RateLimit>>;

export interface AccountCalls {
  readonly tenant: string;
  readonly accountId: string;
}

/** Whether a call may be made at once. If not, when one may: by the database's clock, and from now. */
export type Taking =
  | { readonly taken: true }
  | { readonly taken: false; readonly freeAt: Date; readonly waitMs: number };

/** The sliding minutes of accounts' calls, shared by all workers and kept across restarts. */
export interface RateCalls {
  /**
   * Takes a call, to be made at once, if the limit leaves one. One round trip; of any number at once no more get one than
   * there are. Throws `database_unavailable`, also when the database is too slow for the call to be made in time.
   */
  take(account: AccountCalls, endpoint: RateEndpoint): Promise<Taking>;
  /** Keeps every call back for so long from now, after the platform said that there were too many. */
  block(account: AccountCalls, endpoint: RateEndpoint, forMs: number): Promise<void>;
}

const milliseconds = (sql: Sql, ms: number) => sql`${ms} * interval '1 millisecond'`;

/** Of the row `calls`: those that still count. Evaluated where it stands, so under the row's lock in an update. */
const liveCalls = (sql: Sql) =>
  sql`select counted from unnest(calls.counted_until) as counted where counted > clock_timestamp()`;

/** Of the row `calls`: when a call is free; in the past, or null, when one is free now. */
const freeAtOf = (sql: Sql, limit: RateLimit) => sql`
  greatest(calls.blocked_until, (
    select counted from unnest(calls.counted_until) as counted order by counted desc offset ${limit.calls - 1} limit 1
  ))`;

interface Row {
  readonly taken: boolean;
  readonly freeAt: Date;
  readonly waitMs: number;
}

const takeOnce = async (
  sql: Sql,
  limit: RateLimit,
  { tenant, accountId }: AccountCalls,
  endpoint: RateEndpoint,
): Promise<Taking> => {
  const [row] = await queryAs<Row>(sql, { tenant }, (own) => {
    const end = own`clock_timestamp() + ${milliseconds(own, limit.countsForMs)}`;
    // What is set is worked out of the row as its lock finds it: `excluded` would hold the time before the wait for it.
    // A call was taken when the row has a time that it had not.
    return own`
      insert into rate_calls as calls (account_id, endpoint, tenant_id, counted_until)
      values (${accountId}, ${endpoint}, ${tenant}, array[${end}])
      on conflict (account_id, endpoint) do update
      set counted_until = array(
        ${liveCalls(own)}
        union all
        select ${end}
        where coalesce(calls.blocked_until <= clock_timestamp(), true)
          and (select count(*) from (${liveCalls(own)}) as live) < ${limit.calls}
      )
      returning
        not coalesce(new.counted_until <@ old.counted_until, false) as taken,
        coalesce(${freeAtOf(own, limit)}, clock_timestamp()) as "freeAt",
        extract(epoch from ${freeAtOf(own, limit)} - clock_timestamp())::float8 * 1000 as "waitMs"`;
  });
  if (row === undefined) throw new Error('A call was neither taken nor refused.');
  return row.taken ? { taken: true } : { taken: false, freeAt: row.freeAt, waitMs: Math.max(0, row.waitMs) };
};

const tooSlow = () =>
  new Failure('database_unavailable', {
    detail: 'The database is very slow at the moment. Try again shortly.',
    retryAfterSeconds: 10,
  });

/** For either login. Times are the database's own, so that no worker's clock matters. */
export const createRateCalls = (sql: Sql, limits: RateLimits): RateCalls => ({
  take: async (account, endpoint) => {
    // A second time, since the first may have had to open a connection.
    for (let tries = 0; tries < 2; tries += 1) {
      const askedAt = performance.now();
      const taking = await takeOnce(sql, limits[endpoint], account, endpoint);
      const isInTime = performance.now() - askedAt <= limits[endpoint].answerWithinMs;
      if (!taking.taken || isInTime) return taking;
    }
    throw tooSlow();
  },
  block: async ({ tenant, accountId }, endpoint, forMs) => {
    await queryAs(
      sql,
      { tenant },
      (own) => own`
        insert into rate_calls as calls (account_id, endpoint, tenant_id, blocked_until)
        values (${accountId}, ${endpoint}, ${tenant}, clock_timestamp() + ${milliseconds(own, forMs)})
        on conflict (account_id, endpoint) do update
        set blocked_until = greatest(calls.blocked_until, excluded.blocked_until)`,
    );
  },
});
