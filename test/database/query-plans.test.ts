import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Announcement, createAccountStore, createProfileStore } from '../../shared/database/accounts.ts';
import { createAttemptStore } from '../../shared/database/attempts.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { createEventStore, type EventRecord } from '../../shared/database/events.ts';
import { purgeExpired } from '../../shared/database/purge.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { fillPosts, postQueries } from '../support/post-queries.ts';
import { type Queries, tokenQueries } from '../support/token-queries.ts';

const at = new Date();
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const announce = (): Announcement => ({
  outboxId: randomUUID(),
  auditId: randomUUID(),
  type: 'account.connected',
  actor: 'user:u',
  payload: {},
  at,
});
const writeRecord = (text: string): EventRecord => ({
  dedupeKey: sha256(text),
  platform: 'tiktok',
  eventType: 'x',
  openId: 'creator-1',
  publishId: undefined,
  occurredAt: at,
  receivedAt: at,
  body: sha256(text),
  outcome: 'applied',
  detail: undefined,
});

/** As many rows as make reading all of them the worse plan; of the accounts few are due, few end soon, few are in doubt. */
const fill = `
  insert into oauth_accounts (
    id, tenant_id, user_id, platform, open_id, profile_fetched_at, requested_scopes, granted_scopes,
    sealed_access_token, sealed_refresh_token, token_issued_at, access_expires_at, refresh_expires_at, state, state_reason,
    state_changed_at, connected_at, refresh_due_at, last_used_at
  )
  select md5(i::text)::uuid, 'tenant-' || i % 5000, 'user-' || i, 'tiktok', 'creator-' || i,
    now() - i * interval '1 second', '{}', '{}',
    sealed.token, sealed.token, now(), now() + interval '1 day', date_trunc('day', now()) + interval '11 days' + i * interval '10 minutes',
    'connected', 'connected', now(), now(), now() + (i - 40) * interval '1 second', now()
  from generate_series(1, 20000) i
  cross join lateral (
    select '\\x01'::bytea || uuid_send(md5((i % 5000 + 1)::text)::uuid) || '\\x00' as token
  ) as sealed;
  insert into authorization_attempts
  select sha256(i::text::bytea), sha256('b'), 'tenant-' || i % 5000, 'u', 'tiktok', '/', '{}', now(),
    now() + (18000 - i) * interval '1 minute'
  from generate_series(1, 20000) i;
  insert into data_keys
  select md5(i::text)::uuid, 'tenant-' || (i - 1) % 5000, 'x', now() - (20000 - i) * interval '1 minute',
    case when i > 5000 then now() - (20000 - i) * interval '10 minutes' end
  from generate_series(1, 20000) i;
  insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by, started_at, finished_at, outcome)
  select gen_random_uuid(), 'tenant-' || i % 5000, md5((i % 20000 + 1)::text)::uuid, gen_random_uuid(), 1, 'sweep',
    now() - (60000 - i) * interval '21 seconds', now(), case when i % 1000 = 0 then null else 'refreshed' end
  from generate_series(1, 60000) i;
  insert into webhook_events (dedupe_key, platform, received_at, body, recorded_at)
  select sha256(i::text::bytea), 'tiktok', now(), repeat('x', 400)::bytea, now() - (60000 - i) * interval '51 seconds'
  from generate_series(1, 60000) i;`;

const accountOne = 'c4ca4238-a0b9-2382-0dcc-509a6f75849b';

/** Every query of the stores, as the code runs it. */
const queries: Queries = {
  "a user's accounts": {
    login: 'app',
    run: (sql) => createAccountStore(sql).list('tenant-1', 'tiktok', 'user-1'),
  },
  "a tenant's accounts": { login: 'app', run: (sql) => createAccountStore(sql).list('tenant-1', 'tiktok') },
  'an account': { login: 'app', run: (sql) => createAccountStore(sql).find('tenant-1', accountOne) },
  'the account to connect anew': {
    login: 'app',
    run: (sql) => createAccountStore(sql).findOwn('tenant-1', 'user-1', 'tiktok', 'creator-1'),
  },
  'a connection': {
    login: 'app',
    run: (sql) =>
      createAccountStore(sql).saveConnection(
        {
          id: accountOne,
          tenantId: 'tenant-1',
          userId: 'user-1',
          platform: 'tiktok',
          openId: 'creator-1',
          requestedScopes: [],
          grantedScopes: [],
          sealedAccessToken: sha256('a'),
          sealedRefreshToken: sha256('b'),
          accessExpiresAt: at,
          refreshExpiresAt: at,
          refreshDueAt: at,
          stateReason: 'connected',
          connectedAt: at,
        },
        announce(),
      ),
  },
  'a disconnect': {
    login: 'app',
    run: async (sql) => {
      const accounts = createAccountStore(sql);
      const [account] = await accounts.list('tenant-2', 'tiktok', 'user-2');
      if (account === undefined || !(await accounts.disconnect(account, 'disconnected_by_user', announce())))
        throw new Error('Nothing was disconnected.');
    },
  },
  'an attempt': { login: 'app', run: (sql) => createAttemptStore(sql).find(sha256('1')) },
  'an attempt consumed': {
    login: 'app',
    run: (sql) => createAttemptStore(sql).consume(sha256('1'), sha256('b'), at),
  },
  'the active data key': { login: 'app', run: (sql) => createDataKeyStore(sql).findActive('tenant-1') },
  'a data key': { login: 'app', run: (sql) => createDataKeyStore(sql).find(accountOne, 'tenant-1') },
  'a data key stored': {
    login: 'app',
    run: (sql) =>
      createDataKeyStore(sql).insert({
        id: randomUUID(),
        tenant: 'tenant-1',
        wrapped: sha256('x'),
        createdAt: at,
      }),
  },
  'a data key retired': {
    login: 'app',
    run: (sql) => createDataKeyStore(sql).retire(accountOne, 'tenant-1', at),
  },
  'stale profiles': {
    login: 'worker',
    run: (sql) => createProfileStore(sql).findStale(new Date(at.getTime() - 3_600_000), at, 20),
  },
  'a profile of a new connection': {
    login: 'app',
    run: (sql) =>
      createAccountStore(sql).saveProfile(
        'tenant-1',
        accountOne,
        { displayName: null, username: null, avatarUrl: null },
        at,
      ),
  },
  'a profile': {
    login: 'worker',
    run: (sql) => createProfileStore(sql).saveProfile(accountOne, undefined, at),
  },
  'a batch of events': {
    login: 'worker',
    run: (sql) =>
      createEventStore(sql).transact(async (transaction) => {
        const [account] = await transaction.lockAccounts('tiktok', ['creator-3', 'creator-4']);
        await transaction.insertNew([writeRecord('new a'), writeRecord('new b')]);
        if (account === undefined) throw new Error('No account was found.');
        await transaction.revoke(account, 'unknown', at, announce(), 'auth_removed');
        await transaction.correctReason(account, 'unknown', at);
        await transaction.ignore([{ dedupeKey: sha256('new a'), why: 'x' }]);
      }),
  },
  'a failed event': {
    login: 'worker',
    run: (sql) => createEventStore(sql).recordFailure(writeRecord('1'), 'x'),
  },
  'failures forgotten': { login: 'worker', run: (sql) => createEventStore(sql).forgetFailures(sha256('1')) },
  'what is expired': { login: 'worker', run: (sql) => purgeExpired(sql, at, () => true) },
  ...tokenQueries,
  ...postQueries,
};

/** Unique indexes that no query reads: each refuses what must not be there twice. */
const constraints = ['oauth_accounts_live_open_id'];

describe('the queries that the code runs, on tables of many rows', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
    await database.superuser.unsafe(`set statement_timeout = 0;\n${fill}\n${fillPosts}\nanalyze;`);
    // A busy machine takes its time for so many rows.
  }, 120_000);
  afterAll(() => database.drop());

  /** What the server counted; a session's counts are in when it has ended. */
  const readScans = async () => {
    const rows = await database.superuser<{ name: string; scans: string }[]>`
      select relname as name, seq_scan as scans from pg_stat_user_tables`;
    return Object.fromEntries(rows.map((row) => [row.name, Number(row.scans)]));
  };
  const untilEnded = async (login: string) => {
    while (
      (
        await database.superuser`
          select from pg_stat_activity where usename = ${login} and datname = ${database.name}`
      ).length > 0
    );
  };

  test.each(Object.keys(queries))('%s: no table is read from end to end', async (name) => {
    const query = queries[name];
    if (query === undefined) throw new Error(name);
    const before = await readScans();
    const sql = database.open(query.login, 1);

    await query.run(sql).finally(() => sql.end());

    await untilEnded(query.login);
    expect(await readScans()).toEqual(before);
  });

  test('together they use every index that is no constraint', async () => {
    const idle = await database.superuser`
      select indexrelname as name
      from pg_stat_user_indexes join pg_index using (indexrelid)
      where idx_scan = 0 and not indisprimary
      order by name`;

    expect(idle.map((row) => row['name'])).toEqual(constraints);
  });
});
