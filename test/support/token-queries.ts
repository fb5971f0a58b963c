import { createHash, randomUUID } from 'node:crypto';
import { createAgedDataKeyStore } from '../../shared/database/aged-data-keys.ts';
import type { Sql } from '../../shared/database/client.ts';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import { createEndingAccountStore } from '../../shared/database/ending-accounts.ts';
import type { LeasedAccount } from '../../shared/database/token-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { createTokenRowStore } from '../../shared/database/token-rows.ts';
import { announcementOf, newRow } from './refresh-rows.ts';

export type Queries = Readonly<
  Record<string, { readonly login: 'app' | 'worker'; readonly run: (sql: Sql) => Promise<unknown> }>
>;

const minuteMs = 60_000;
const dayMs = 86_400_000;
const now = () => new Date();
const ago = (ms: number): Date => new Date(Date.now() - ms);

/** The id and tenant of the nth account that the fill of the query plans makes. */
const nth = (index: number) => {
  const digest = createHash('md5').update(String(index)).digest('hex');
  const id = digest.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  return { id, tenantId: `tenant-${index % 5000}`, tokenVersion: 1, refreshFailures: 0 };
};

/** An account that is none of those in doubt or due, leased by its user. */
const lease = async (sql: Sql, index: number): Promise<LeasedAccount> => {
  const claimed = await createTokenRefreshStore(sql).claim(nth(index), randomUUID(), minuteMs, now());
  if (claimed === undefined) throw new Error(`The lease of account ${index} was not to be had.`);
  return claimed;
};

const begin = async (sql: Sql, index: number) => {
  const account = await lease(sql, index);
  const attemptId = randomUUID();
  if (!(await createTokenRefreshStore(sql).beginAttempt(account, attemptId, 'use', minuteMs))) {
    throw new Error('No attempt was begun.');
  }
  return { tokens: createTokenRefreshStore(sql), account, attemptId };
};

/** How many of them are leased, read one by one through the same login. */
const countHeld = async (sql: Sql, accounts: readonly LeasedAccount[]): Promise<number> => {
  const tokens = createTokenRefreshStore(sql);
  const read = await Promise.all(accounts.map(({ tenantId, id }) => tokens.read(tenantId, id)));
  return read.filter((account) => account?.isLeased !== false).length;
};

const demand = (outcome: unknown, wanted: unknown): void => {
  if (outcome !== wanted) throw new Error(`The outcome is ${String(outcome)}, not ${String(wanted)}.`);
};

/** Every query of the token life cycle, as the code runs it: each finds what it looks for. */
export const tokenQueries: Queries = {
  'due accounts claimed': {
    login: 'worker',
    run: async (sql) => {
      const claimed = await createDueAccountStore(sql).claimDue(randomUUID(), minuteMs, now(), 20, 'clear');
      demand(claimed.length, 20);
    },
  },
  'due accounts counted': {
    login: 'worker',
    run: async (sql) => demand((await createDueAccountStore(sql).countDue(now())) > 0, true),
  },
  'an account with its tokens': {
    login: 'app',
    run: (sql) => createTokenRefreshStore(sql).read('tenant-1', nth(1).id),
  },
  'an account leased, for its user': { login: 'app', run: (sql) => lease(sql, 1_001) },
  'an account leased, for a worker': { login: 'worker', run: (sql) => lease(sql, 1_002) },
  'a use noted': {
    login: 'app',
    run: (sql) => createTokenRefreshStore(sql).markUsed(nth(1_003), now(), now()),
  },
  'an attempt begun, and its tokens stored': {
    login: 'worker',
    run: async (sql) => {
      const { tokens, account, attemptId } = await begin(sql, 1_004);
      const changed = announcementOf('account.scopes_changed', account.id);
      demand(await tokens.saveRefreshed(account, attemptId, newRow(), changed), 'stored');
    },
  },
  'tokens rescued': {
    login: 'worker',
    run: async (sql) => {
      const { tokens, account, attemptId } = await begin(sql, 1_005);
      const recovered = announcementOf('account.recovered', account.id);
      const changed = announcementOf('account.scopes_changed', account.id);
      demand(await tokens.saveRescued(account, attemptId, newRow(), recovered, changed), 'stored');
    },
  },
  'an attempt that failed': {
    login: 'app',
    run: async (sql) => {
      const { tokens, account, attemptId } = await begin(sql, 1_006);
      await tokens.endAttempt(
        account,
        { attemptId, outcome: 'unavailable' },
        { dueAt: now(), failures: 1, refusals: 0 },
      );
    },
  },
  'an outcome noted': {
    login: 'worker',
    run: async (sql) => {
      const { tokens, account, attemptId } = await begin(sql, 1_007);
      await tokens.noteOutcome(account.tenantId, { attemptId, outcome: 'lifeboat' });
    },
  },
  'a login required': {
    login: 'worker',
    run: async (sql) => {
      const { tokens, account, attemptId } = await begin(sql, 1_008);
      const announcement = announcementOf('account.reauth_required', account.id);
      const end = { attemptId, outcome: 'refused' } as const;
      demand(await tokens.requireLogin(account, end, 'refresh_refused', announcement), true);
    },
  },
  'a lease given back with the time of the next look': {
    login: 'worker',
    run: async (sql) => {
      const account = await lease(sql, 1_012);
      await createTokenRefreshStore(sql).release(account, now());
      demand(await countHeld(sql, [account]), 0);
    },
  },
  'leases given back': {
    login: 'worker',
    run: async (sql) => {
      const accounts = [await lease(sql, 1_009), await lease(sql, 1_010)];
      await createDueAccountStore(sql).giveBack(accounts);
      demand(await countHeld(sql, accounts), 0);
    },
  },
  'ends that come near, and one of them noted': {
    login: 'worker',
    run: async (sql) => {
      const endings = createEndingAccountStore(sql);
      const before = new Date(Date.now() + 11.2 * dayMs);
      const [account] = await endings.findEnding({ after: now(), before }, 30, 20);
      if (account === undefined) throw new Error('No account ends soon.');
      demand(await endings.noteNotice(account, 30, announcementOf('account.expiring', account.id)), true);
    },
  },
  'tokens to rewrap': {
    login: 'worker',
    run: async (sql) => demand((await createTokenRowStore(sql).findStale(undefined, 1_000)).rows.length, 0),
  },
  'a token rewrapped': {
    login: 'worker',
    run: async (sql) => {
      const row = { ...nth(1_011), sealedAccessToken: Buffer.of(1), sealedRefreshToken: Buffer.of(1) };
      demand(await createTokenRowStore(sql).replaceSealed(row), true);
    },
  },
  'tenants whose data key is old': {
    login: 'worker',
    run: async (sql) =>
      demand((await createAgedDataKeyStore(sql).findTenants(ago(19_800 * minuteMs), 100)).length, 100),
  },
  'retired data keys deleted': {
    login: 'worker',
    run: async (sql) => {
      const deleted = await createAgedDataKeyStore(sql).deleteRetired(ago(102.7 * dayMs), ['tenant-1']);
      demand(deleted > 0, true);
    },
  },
};
