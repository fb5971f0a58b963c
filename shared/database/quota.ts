import { uuidArray } from './arrays.ts';
import type { Sql } from './client.ts';
import { isPendingDraft } from './submission.ts';
import { queryAs } from './tenant.ts';

/** The limits that a quota is told of. */
export interface QuotaLimits {
  readonly initsPerMinute: number;
  readonly pendingDrafts: number;
  readonly pendingForMs: number;
  readonly capCodes: {
    readonly dailyPosts: string;
    readonly activeCreators: string;
    readonly pendingDrafts: string;
  };
}

/** What the platform's limits leave an account. A time is null when there is nothing to wait for, or it is not known. */
export interface Quota {
  readonly pendingDrafts: { readonly used: number; readonly limit: number; readonly freeAt: Date | null };
  readonly submissions: {
    readonly usedInMinute: number;
    readonly limit: number;
    readonly freeAt: Date | null;
  };
  readonly dailyPosts: { readonly reached: boolean; readonly until: Date | null };
  readonly activeCreators: { readonly reached: boolean; readonly until: Date | null };
}

/** From what the end of a cap is worked out: how long ago, of what the login sees; undefined when there is none. */
export interface CapFacts {
  /** The account's oldest direct post of the last day that the platform took. */
  readonly oldestPostMsAgo: number | undefined;
  /** The account's oldest draft that is pending. */
  readonly oldestDraftMsAgo: number | undefined;
  /** The last post of that creator who has posted longest ago within the last day. */
  readonly oldestCreatorMsAgo: number | undefined;
}

export interface QuotaStore {
  /** The quotas of a tenant's accounts, in one round trip; times are told as the clock that said `now` would. */
  read(tenant: string, accountIds: readonly string[], now: Date): Promise<ReadonlyMap<string, Quota>>;
  /** The same of one account. */
  readOne(tenant: string, accountId: string, now: Date): Promise<Quota>;
  readCapFacts(tenant: string, accountId: string): Promise<CapFacts>;
}

/** As the query counts: milliseconds from now, null or past where there is nothing to wait for. */
interface Row {
  readonly accountId: string;
  readonly drafts: number;
  readonly draftFreeInMs: number | null;
  readonly draftCapEndsInMs: number | null;
  readonly inits: number;
  readonly initFreeInMs: number | null;
  readonly dailyEndsInMs: number | null;
  readonly creatorsEndInMs: number | null;
}

const latest = (...ms: readonly (number | null)[]): number => Math.max(0, ...ms.map((one) => one ?? 0));

const readRow = (row: Row, limits: QuotaLimits, now: Date): Quota => {
  const timeIn = (ms: number): Date | null => (ms > 0 ? new Date(now.getTime() + Math.ceil(ms)) : null);
  const cap = (endsInMs: number | null) => {
    const until = timeIn(latest(endsInMs));
    return { reached: until !== null, until };
  };
  return {
    pendingDrafts: {
      used: row.drafts,
      limit: limits.pendingDrafts,
      freeAt: timeIn(latest(row.draftFreeInMs, row.draftCapEndsInMs)),
    },
    submissions: {
      usedInMinute: row.inits,
      limit: limits.initsPerMinute,
      freeAt: timeIn(latest(row.initFreeInMs)),
    },
    dailyPosts: cap(row.dailyEndsInMs),
    activeCreators: cap(row.creatorsEndInMs),
  };
};

/** The query of `Row`s, of accounts of one tenant. Each part finds its rows by the account. */
const queryQuotas = (sql: Sql, limits: QuotaLimits, tenant: string, accountIds: readonly string[]) =>
  queryAs<Row>(sql, { tenant }, (own) => {
    const { capCodes } = limits;
    const pendingFor = own`${limits.pendingForMs} * interval '1 millisecond'`;
    const isOfTenant = own`account_id = wanted.id and tenant_id = ${tenant}`;
    const isOwnCap = own`(subject = wanted.id::text and caps.tenant_id = ${tenant})`;
    const isActive = own`exists (
      select from tiktok_posts
      where ${isOfTenant} and publish_id is not null and submitted_at > ${dayAgo(own)}
    )`;
    return own<Row[]>`
      select wanted.id as "accountId", drafts.*, inits.*, caps.*
      from unnest(${own.array([...accountIds], uuidArray)}) as wanted (id)
      cross join lateral (
        select count(*)::integer as drafts, ${inMs(own, nthLatest(own, limits.pendingDrafts))} as "draftFreeInMs"
        from (
          select submitted_at + ${pendingFor} as time
          from tiktok_posts cross join generate_series(1, greatest(init_attempts, 1))
          where ${isOfTenant} and mode = 'inbox' and ${isPendingDraft(own)}
            and submitted_at > now() - ${pendingFor}
        ) as pending
      ) as drafts
      cross join lateral (
        select count(time)::integer as inits,
          ${inMs(own, own`greatest(max(blocked_until), ${nthLatest(own, limits.initsPerMinute)})`)} as "initFreeInMs"
        from rate_calls left join lateral unnest(counted_until) as time on time > now()
        where ${isOfTenant} and endpoint = 'init'
      ) as inits
      cross join lateral (
        select
          ${inMs(own, own`max(until) filter (where code = ${capCodes.pendingDrafts} and ${isOwnCap})`)}
            as "draftCapEndsInMs",
          ${inMs(own, own`max(until) filter (where code = ${capCodes.dailyPosts} and ${isOwnCap})`)} as "dailyEndsInMs",
          ${inMs(own, own`max(until) filter (where code = ${capCodes.activeCreators} and subject = 'app' and not ${isActive})`)}
            as "creatorsEndInMs"
        from learned_caps as caps
        where subject in (wanted.id::text, 'app')
      ) as caps`;
  });

/** Milliseconds from now to a time. */
const inMs = (sql: Sql, time: ReturnType<Sql>) => sql`extract(epoch from ${time} - now())::float8 * 1000`;

/** The nth of the latest times: the one whose end leaves fewer than n. */
const nthLatest = (sql: Sql, n: number): ReturnType<Sql> =>
  sql`(array_agg(time order by time desc))[${n}::integer]`;

/** A stable time, which an index serves. */
const dayAgo = (sql: Sql) => sql`now() - interval '24 hours'`;

/** The query of `Facts`: of the account, and of all that the login sees. */
const queryFacts = (sql: Sql, tenant: string, accountId: string) =>
  queryAs<Facts>(sql, { tenant }, (own) => {
    const msAgo = (time: ReturnType<Sql>) => own`extract(epoch from now() - ${time})::float8 * 1000`;
    const isOfAccount = own`
      account_id = ${accountId} and tenant_id = ${tenant} and submitted_at > ${dayAgo(own)}`;
    return own<Facts[]>`
      select
        (
          select ${msAgo(own`min(submitted_at)`)}
          from tiktok_posts
          where ${isOfAccount} and mode = 'direct' and publish_id is not null
        ) as "oldestPostMsAgo",
        (
          select ${msAgo(own`min(submitted_at)`)}
          from tiktok_posts
          where ${isOfAccount} and mode = 'inbox' and ${isPendingDraft(own)}
        ) as "oldestDraftMsAgo",
        (
          select ${msAgo(own`min(latest)`)}
          from (
            select max(submitted_at) as latest
            from tiktok_posts
            where publish_id is not null and submitted_at > ${dayAgo(own)}
            group by account_id
          ) as creators
        ) as "oldestCreatorMsAgo"`;
  });

type Facts = { readonly [Fact in keyof CapFacts]: number | null };

/** For either login, of one tenant's accounts. Windows are by the database's own clock, as submissions count them. */
export const createQuotaStore = (sql: Sql, limits: QuotaLimits): QuotaStore => {
  const read: QuotaStore['read'] = async (tenant, accountIds, now) => {
    if (accountIds.length === 0) return new Map();
    const rows = await queryQuotas(sql, limits, tenant, accountIds);
    return new Map(rows.map((row) => [row.accountId, readRow(row, limits, now)]));
  };
  return {
    read,
    readOne: async (tenant, accountId, now) => {
      const [quota] = (await read(tenant, [accountId], now)).values();
      if (quota === undefined) throw new Error('An account has no quota.');
      return quota;
    },
    readCapFacts: async (tenant, accountId) => {
      const [facts] = await queryFacts(sql, tenant, accountId);
      return {
        oldestPostMsAgo: facts?.oldestPostMsAgo ?? undefined,
        oldestDraftMsAgo: facts?.oldestDraftMsAgo ?? undefined,
        oldestCreatorMsAgo: facts?.oldestCreatorMsAgo ?? undefined,
      };
    },
  };
};
