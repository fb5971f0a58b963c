import type { Sql } from './client.ts';
import { queryAs } from './tenant.ts';

/** Whose cap it is: an account's, or one that all accounts of the app share. */
export type CapSubject = { readonly tenant: string; readonly accountId: string } | 'app';

export interface LearnedCap {
  readonly code: string;
  readonly until: Date;
}

/** Caps that the platform does not publish, as its refusals told. */
export interface LearnedCaps {
  /** Notes a cap for so long from now; what was known of it before is forgotten. */
  learn(subject: CapSubject, code: string, forMs: number): Promise<void>;
  /** Those that hold now, of the account and of the app. */
  find(tenant: string, accountId: string): Promise<readonly LearnedCap[]>;
  /** Ends a cap that the platform does not confirm, unless it was learned less than so long ago; whether it did. */
  end(subject: CapSubject, code: string, learnedMsAgo: number): Promise<boolean>;
}

/** No tenant: of it only what belongs to all of them is seen and written. */
const nobody = { tenant: '' };

const keyOf = (subject: CapSubject) =>
  subject === 'app'
    ? { visibility: nobody, name: 'app', tenant: null }
    : { visibility: { tenant: subject.tenant }, name: subject.accountId, tenant: subject.tenant };

/** For either login. Times are the database's own, as submissions compare them. */
export const createLearnedCaps = (sql: Sql): LearnedCaps => ({
  learn: async (subject, code, forMs) => {
    const { visibility, name, tenant } = keyOf(subject);
    await queryAs(
      sql,
      visibility,
      (own) => own`
        insert into learned_caps (subject, code, tenant_id, until, learned_at)
        values (${name}, ${code}, ${tenant}, clock_timestamp() + ${forMs} * interval '1 millisecond', clock_timestamp())
        on conflict (subject, code) do update
        set until = excluded.until, learned_at = excluded.learned_at`,
    );
  },
  find: (tenant, accountId) =>
    queryAs<LearnedCap>(
      sql,
      { tenant },
      (own) => own`
        select code, until
        from learned_caps
        where (subject = 'app' or (subject = ${accountId} and tenant_id = ${tenant})) and until > clock_timestamp()
        order by code`,
    ),
  end: async (subject, code, learnedMsAgo) => {
    const { visibility, name } = keyOf(subject);
    const ended = await queryAs<{ code: string }>(
      sql,
      visibility,
      (own) => own`
        update learned_caps
        set until = clock_timestamp()
        where subject = ${name} and code = ${code} and until > clock_timestamp()
          and learned_at <= clock_timestamp() - ${learnedMsAgo} * interval '1 millisecond'
        returning code`,
    );
    return ended.length > 0;
  },
});
