import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAws } from '../../../infra/local/aws/start-aws.ts';
import type { GrantedCreator } from '../../../infra/local/tiktok-simulator/bulk-grants.ts';
import { Secret } from '../../../shared/core/secret.ts';
import { createAccountStore } from '../../../shared/database/accounts.ts';
import type { Sql } from '../../../shared/database/client.ts';
import { createDataKeyStore } from '../../../shared/database/data-keys.ts';
import { createDueAccountStore } from '../../../shared/database/due-accounts.ts';
import { createTokenRefreshStore } from '../../../shared/database/token-refresh.ts';
import { announce } from '../../../shared/outbox/crm-event.ts';
import { createTiktok } from '../../../shared/platforms/tiktok/tiktok.ts';
import { sealTokens } from '../../../shared/tokens/account-tokens.ts';
import { leaseMs } from '../../../shared/tokens/refresh-account.ts';
import { firstLookAt } from '../../../shared/tokens/refresh-due.ts';
import type { SweepDependencies } from '../../../shared/tokens/sweep.ts';
import { readVaultEnv } from '../../../shared/vault/env.ts';
import { createKmsClient, createKmsKeyService } from '../../../shared/vault/kms.ts';
import { createVault, type Vault } from '../../../shared/vault/vault.ts';
import { type DurablePostgres, startDurablePostgres } from './durable-postgres.ts';
import { type SimulatorProcess, startSimulatorProcess } from './simulator-process.ts';

export interface DueAccount {
  readonly id: string;
  readonly tenant: string;
  readonly openId: string;
}

export interface TokenDeployment {
  readonly postgres: DurablePostgres;
  readonly simulator: SimulatorProcess;
  /** Accounts whose access tokens have ended, dealt out to so many tenants. */
  connectExpired(count: number, tenants: number): Promise<DueAccount[]>;
  /** What a function makes of these connections: stores, a vault with no key in memory yet, TikTok. */
  worker(sql: Sql): SweepDependencies;
  /** Calls to KMS so far. */
  countKmsCalls(): number;
  stop(): Promise<void>;
}

/** Accounts are connected at the real time, and everything else happens three hours later, when their tokens have ended. */
const laterMs = 3 * 3_600_000;
const later = () => new Date(Date.now() + laterMs);

const seedConnections = 8;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const connectOne = async (
  accounts: ReturnType<typeof createAccountStore>,
  vault: Vault,
  tenant: string,
  { openId, tokens }: GrantedCreator,
): Promise<DueAccount> => {
  const id = randomUUID();
  const issuedAt = new Date();
  const scopes = tokens.scope.split(',');
  const ends = {
    accessExpiresAt: new Date(issuedAt.getTime() + tokens.expires_in * 1000),
    refreshExpiresAt: new Date(issuedAt.getTime() + tokens.refresh_expires_in * 1000),
  };
  const sealed = await sealTokens(vault, tenant, id, {
    openId,
    accessToken: new Secret(tokens.access_token),
    refreshToken: new Secret(tokens.refresh_token),
    accessExpiresInSeconds: tokens.expires_in,
    refreshExpiresInSeconds: tokens.refresh_expires_in,
    grantedScopes: scopes,
  });
  await accounts.saveConnection(
    {
      id,
      tenantId: tenant,
      userId: 'user-a',
      platform: 'tiktok',
      openId,
      requestedScopes: scopes,
      grantedScopes: scopes,
      ...sealed,
      ...ends,
      refreshDueAt: firstLookAt({ issuedAt, lastUsedAt: issuedAt, ...ends }),
      stateReason: 'connected',
      connectedAt: issuedAt,
    },
    announce('account.connected', 'user:user-a', { accountId: id }, issuedAt),
  );
  return { id, tenant, openId };
};

/** KMS behind its real client, in this process: a sweep asks it too seldom to be in the way. */
const startKms = async (folder: string) => {
  const aws = await startAws({ port: 0, dataDir: folder });
  const { arn } = aws.createKey('tokens');
  const client = createKmsClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: aws.rootCredentials,
  });
  return {
    keyService: createKmsKeyService({ client, keyArn: arn }),
    settings: readVaultEnv({ TOKEN_KEY_ARN: arn }).settings,
    countCalls: () => aws.counters.read('kms:GenerateDataKey') + aws.counters.read('kms:Decrypt'),
    close: async () => {
      client.destroy();
      await aws.close();
    },
  };
};

/** The parts around a refresh as they are in production: a Postgres that flushes commits, KMS, TikTok in another process. */
export const startTokenDeployment = async (): Promise<TokenDeployment> => {
  const folder = await mkdtemp(join(tmpdir(), 'token-bench-'));
  const [postgres, simulator, kms] = await Promise.all([
    startDurablePostgres(),
    startSimulatorProcess(),
    startKms(folder),
  ]);
  const platform = createTiktok({
    settings: { authorizeUrl: `${simulator.url}/v2/auth/authorize/`, apiUrl: simulator.url, pkce: 'off' },
    credentials: async () => ({
      clientKey: simulator.clientKey,
      clientSecret: new Secret(simulator.clientSecret),
      previousClientSecret: undefined,
    }),
    fetch,
  });
  const openVault = (sql: Sql, clock: () => Date): Vault =>
    createVault({
      keyService: kms.keyService,
      dataKeyStore: createDataKeyStore(sql),
      clock,
      settings: kms.settings,
    });
  let batches = 0;

  return {
    postgres,
    simulator,
    countKmsCalls: kms.countCalls,
    connectExpired: async (count, tenants) => {
      batches += 1;
      await postgres.flushCommits(false);
      const sql = postgres.open('app', seedConnections);
      const accounts = createAccountStore(sql);
      const vault = openVault(sql, () => new Date());
      const granted = await simulator.grantCreators(count, `bench-${batches}`);
      const connected = await Promise.all(
        granted.map((creator, index) => connectOne(accounts, vault, `tenant-${index % tenants}`, creator)),
      );
      await sql.end();
      await postgres.flushCommits(true);
      return connected;
    },
    worker: (sql) => ({
      tokens: createTokenRefreshStore(sql),
      due: createDueAccountStore(sql),
      vault: openVault(sql, later),
      platform,
      sendToLifeboat: async () => {
        throw new Error('In a bench nothing goes to the lifeboat.');
      },
      isLifeboatEmpty: async () => true,
      clock: later,
      log: silent,
      count: () => {},
      chance: Math.random,
      leaseMs,
    }),
    stop: async () => {
      await Promise.all([postgres.stop(), simulator.stop(), kms.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
