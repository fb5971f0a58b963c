import { randomUUID } from 'node:crypto';
import { type Simulator, startSimulator } from '../../infra/local/tiktok-simulator/simulator.ts';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import type { Clock } from '../../shared/core/clock.ts';
import { Secret } from '../../shared/core/secret.ts';
import { createAccountStore } from '../../shared/database/accounts.ts';
import type { Sql } from '../../shared/database/client.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import type { TokenAccount } from '../../shared/database/token-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { announce } from '../../shared/outbox/crm-event.ts';
import { createTiktok } from '../../shared/platforms/tiktok/tiktok.ts';
import type { QueueMessage } from '../../shared/queue/sqs.ts';
import { bindToken, sealTokens } from '../../shared/tokens/account-tokens.ts';
import { firstLookAt } from '../../shared/tokens/refresh-due.ts';
import { rescueTokens } from '../../shared/tokens/rescue-tokens.ts';
import type { SweepDependencies } from '../../shared/tokens/sweep.ts';
import type { KeyService } from '../../shared/vault/data-keys.ts';
import { createVault, type Vault } from '../../shared/vault/vault.ts';
import { type CollectedLog, collectLog } from './collected-log.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { createFakeKeyService, type FakeKeyService } from './vault-fakes.ts';

export const startOfTokenTime = new Date('2026-11-22T09:30:00.000Z');
const hourMs = 3_600_000;

export interface ConnectWish {
  readonly count?: number;
  /** Accounts are dealt out to so many tenants, `tenant-0` and on; 1 unless given. */
  readonly tenants?: number;
  readonly scopes?: string[];
}

export interface ConnectedAccount {
  readonly id: string;
  readonly tenant: string;
  readonly openId: string;
}

export interface TokenWorld {
  readonly database: TestDatabase;
  readonly simulator: Simulator;
  readonly keyService: FakeKeyService;
  readonly log: CollectedLog;
  /** Of the first worker; others have their own. */
  readonly vault: Vault;
  /** What waits in the lifeboat. */
  readonly lifeboat: QueueMessage[];
  now(): Date;
  /** Lets time pass, here and at TikTok. */
  advance(ms: number): Promise<void>;
  /** A worker of its own: own connections, own keys in memory; `changes` replaces what it depends on. */
  worker(
    changes?: Partial<SweepDependencies>,
    as?: { login?: 'app' | 'worker'; sql?: Sql },
  ): SweepDependencies;
  /** Accounts connected now, with live grants at TikTok. */
  connect(wish?: ConnectWish): Promise<ConnectedAccount[]>;
  read(account: ConnectedAccount): Promise<TokenAccount>;
  /** The stored pair in the clear. */
  reveal(account: ConnectedAccount): Promise<{ access: string; refresh: string }>;
  /** What TikTok holds valid: the newest of each. */
  current(account: ConnectedAccount): { access: string | undefined; refresh: string | undefined };
  /** The journal of an account, oldest first. */
  attempts(
    account: ConnectedAccount,
  ): Promise<{ outcome: string | null; startedBy: string; version: number }[]>;
  /** The types of what the CRM was told of an account, oldest first. */
  told(account: ConnectedAccount): Promise<string[]>;
  /** Applies what is in the lifeboat, as its consumer does; what is fenced stays. Answers the outcomes. */
  rescue(): Promise<(string | undefined)[]>;
  close(): Promise<void>;
}

export interface TokenWorldOptions {
  readonly switches?: Partial<Switches>;
  readonly clock?: Clock;
  /** In place of the one in memory, which `keyService` then is not. */
  readonly keyService?: KeyService;
}

/** Real Postgres, the simulated TikTok over real HTTP, one virtual time for both. */
export const startTokenWorld = async (options: TokenWorldOptions = {}): Promise<TokenWorld> => {
  let now = startOfTokenTime;
  const clock = () => now;
  const [database, simulator] = await Promise.all([
    createDatabase(),
    startSimulator({ clock: { now: now.getTime(), frozen: true }, switches: options.switches ?? {} }),
  ]);
  const keyService = createFakeKeyService();
  const log = collectLog();
  const lifeboat: QueueMessage[] = [];
  const openVault = (sql: Sql, time: Clock): Vault =>
    createVault({
      keyService: options.keyService ?? keyService,
      dataKeyStore: createDataKeyStore(sql),
      clock: time,
      settings: { dataKeyMaxAgeMs: 30 * 24 * hourMs, heldKeyMaxAgeMs: 300_000, heldKeysMax: 1_000 },
    });
  const platform = createTiktok({
    settings: {
      authorizeUrl: `${simulator.url}/v2/auth/authorize/`,
      apiUrl: simulator.url,
      pkce: 'off',
    },
    credentials: async () => {
      const { clientKey, clientSecret } = simulator.control.readApp();
      return { clientKey, clientSecret: new Secret(clientSecret), previousClientSecret: undefined };
    },
    fetch,
  });
  const vault = openVault(database.worker, clock);

  const worker: TokenWorld['worker'] = (changes = {}, { login = 'worker', sql } = {}) => {
    const own = sql ?? database.open(login, 4);
    return {
      tokens: createTokenRefreshStore(own),
      due: createDueAccountStore(own),
      vault: openVault(own, changes.clock ?? clock),
      platform,
      sendToLifeboat: async (message) => void lifeboat.push(message),
      isLifeboatEmpty: async () => lifeboat.length === 0,
      clock,
      log,
      count: () => {},
      chance: () => 0.5,
      leaseMs: 60_000,
      ...changes,
    };
  };
  const { tokens } = worker({}, { sql: database.worker });

  const connectOne = async (
    tenant: string,
    { openId, tokens: granted }: ReturnType<Simulator['control']['grantCreators']>[number],
  ): Promise<ConnectedAccount> => {
    const id = randomUUID();
    const accessExpiresAt = new Date(now.getTime() + granted.expires_in * 1000);
    const refreshExpiresAt = new Date(now.getTime() + granted.refresh_expires_in * 1000);
    const scopes = granted.scope.split(',');
    const set = {
      openId,
      accessToken: new Secret(granted.access_token),
      refreshToken: new Secret(granted.refresh_token),
      accessExpiresInSeconds: granted.expires_in,
      refreshExpiresInSeconds: granted.refresh_expires_in,
      grantedScopes: scopes,
    };
    await createAccountStore(database.app).saveConnection(
      {
        id,
        tenantId: tenant,
        userId: 'user-a',
        platform: 'tiktok',
        openId,
        requestedScopes: scopes,
        grantedScopes: scopes,
        ...(await sealTokens(vault, tenant, id, set)),
        accessExpiresAt,
        refreshExpiresAt,
        refreshDueAt: firstLookAt({ issuedAt: now, accessExpiresAt, refreshExpiresAt, lastUsedAt: now }),
        stateReason: 'connected',
        connectedAt: now,
      },
      announce('account.connected', 'user:user-a', { accountId: id }, now),
    );
    return { id, tenant, openId };
  };

  let batches = 0;
  const read: TokenWorld['read'] = async ({ id, tenant }) => {
    const account = await tokens.read(tenant, id);
    if (account === undefined) throw new Error(`There is no account ${id}.`);
    return account;
  };

  return {
    database,
    simulator,
    keyService,
    log,
    vault,
    lifeboat,
    now: clock,
    advance: async (ms) => {
      now = new Date(now.getTime() + ms);
      await simulator.control.changeClock({ now: now.getTime() });
    },
    worker,
    connect: async ({ count = 1, tenants = 1, scopes } = {}) => {
      batches += 1;
      const granted = simulator.control.grantCreators({
        count,
        prefix: `creator-${batches}`,
        ...(scopes === undefined ? {} : { scopes }),
      });
      return Promise.all(granted.map((one, index) => connectOne(`tenant-${index % tenants}`, one)));
    },
    read,
    reveal: async (account) => {
      const { sealedAccessToken, sealedRefreshToken } = await read(account);
      if (sealedAccessToken === null || sealedRefreshToken === null) throw new Error('There are no tokens.');
      const bind = (column: 'sealed_access_token' | 'sealed_refresh_token') =>
        bindToken(account.tenant, account.id, column);
      const access = await vault.open(sealedAccessToken, bind('sealed_access_token'));
      const refresh = await vault.open(sealedRefreshToken, bind('sealed_refresh_token'));
      return { access: access.reveal(), refresh: refresh.reveal() };
    },
    current: ({ openId }) => {
      const held = simulator.control.readTokens(openId);
      return { access: held.accessTokens.at(-1)?.token, refresh: held.refreshTokens.at(-1)?.token };
    },
    attempts: async ({ id }) =>
      database.superuser`
        select outcome, started_by as "startedBy", version_seen as version
        from refresh_attempts where account_id = ${id} order by started_at, id`,
    told: async ({ id }) =>
      (await database.superuser`select type from outbox where account_id = ${id} order by id`).map((row) =>
        String(row['type']),
      ),
    rescue: async () => {
      const outcomes: (string | undefined)[] = [];
      for (const message of lifeboat.splice(0)) {
        const outcome = await rescueTokens({ tokens, clock, log }, message.body);
        if (outcome === 'fenced') lifeboat.push(message);
        outcomes.push(outcome);
      }
      return outcomes;
    },
    close: async () => {
      await Promise.all([database.drop(), simulator.close()]);
    },
  };
};
