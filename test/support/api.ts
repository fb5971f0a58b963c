import { randomUUID } from 'node:crypto';
import { type Simulator, startSimulator } from '../../infra/local/tiktok-simulator/simulator.ts';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import { Secret } from '../../shared/core/secret.ts';
import { createAccountStore } from '../../shared/database/accounts.ts';
import { createAttemptStore } from '../../shared/database/attempts.ts';
import type { Sql } from '../../shared/database/client.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import { createIdempotencyStore } from '../../shared/database/idempotency.ts';
import { createLearnedCaps } from '../../shared/database/learned-caps.ts';
import { createMediaRows } from '../../shared/database/media.ts';
import { ping } from '../../shared/database/ping.ts';
import { createPostList } from '../../shared/database/post-list.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { createQuotaStore } from '../../shared/database/quota.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { createMediaStore } from '../../shared/media/media-store.ts';
import { createMediaClient } from '../../shared/media/s3.ts';
import { tiktokRateLimits, tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { tiktokMediaRules } from '../../shared/platforms/tiktok/media-rules.ts';
import { postRules } from '../../shared/platforms/tiktok/post-rules.ts';
import { postWords } from '../../shared/platforms/tiktok/post-words.ts';
import { createTiktok } from '../../shared/platforms/tiktok/tiktok.ts';
import type { QueueMessage } from '../../shared/queue/sqs.ts';
import type { KeyService } from '../../shared/vault/data-keys.ts';
import { createVault } from '../../shared/vault/vault.ts';
import { type Answer, checkAnswer, readAnswer } from './answer.ts';
import { callGateway, createHandlers, type Product, type RequestWish } from './api-gateway.ts';
import { type CollectedLog, collectLog } from './collected-log.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { mintToken, signingSecretText, type TokenWish } from './tokens.ts';
import { createFakeKeyService, type FakeKeyService } from './vault-fakes.ts';

export const publicUrl = 'https://connect.example';
export const crmOrigin = 'https://crm.example';
export const redirectUri = `${publicUrl}/api/auth/tiktok/callback`;

/** When every test of the API begins. */
export const startOfTime = new Date('2026-11-22T09:30:00.000Z');

export interface ApiOptions {
  /** Changes in the product's dependencies, such as one that fails. */
  readonly replace?: Partial<Product> | ((ordinary: Product) => Partial<Product>);
  readonly keyService?: KeyService;
  readonly pkce?: 'off' | 'hex';
  readonly switches?: Partial<Switches>;
  /** Connections of the pool that the app login has. */
  readonly connections?: number;
}

export interface Api {
  readonly database: TestDatabase;
  readonly simulator: Simulator;
  readonly keyService: FakeKeyService;
  readonly log: CollectedLog;
  readonly product: Product;
  /** What receive-webhook sent to its queue. */
  readonly sent: readonly QueueMessage[];
  /** Posts that were put in the line to be submitted. */
  readonly toSubmit: readonly QueueMessage[];
  /** Refreshed tokens that could not be stored. */
  readonly lifeboat: readonly QueueMessage[];
  now(): Date;
  /** Lets time pass, here and at TikTok. */
  advance(ms: number): Promise<void>;
  /** One request through the authorizer and the edge. Throws when the answer is not one that the contract declares. */
  request(method: string, target: string, wish?: RequestWish): Promise<Answer>;
  token(wish?: TokenWish): Promise<string>;
  close(): Promise<void>;
}

const startTiktok = (switches: Partial<Switches> = {}): Promise<Simulator> =>
  startSimulator({
    clock: { now: startOfTime.getTime(), frozen: true },
    app: { redirectUris: [redirectUri] },
    switches,
  });

const openTiktok = (simulator: Simulator, pkce: 'off' | 'hex') => {
  const credentials = async () => {
    const { clientKey, clientSecret } = simulator.control.readApp();
    return { clientKey, clientSecret: new Secret(clientSecret), previousClientSecret: undefined };
  };
  const settings = { authorizeUrl: `${simulator.url}/v2/auth/authorize/`, apiUrl: simulator.url, pkce };
  return { platform: createTiktok({ settings, credentials, fetch }), credentials };
};

const openStores = (sql: Sql) => ({
  accounts: createAccountStore(sql),
  attempts: createAttemptStore(sql),
  tokens: createTokenRefreshStore(sql),
  calls: createRateCalls(sql, tiktokRateLimits),
  caps: createLearnedCaps(sql),
  quotas: createQuotaStore(sql, tiktokSubmissionLimits),
  media: createMediaRows(sql),
  posts: createPostStore(sql),
  list: createPostList(sql),
  idempotency: createIdempotencyStore(sql),
  reachDatabase: () => ping(sql),
});

/** A bucket that is not there: only tests of media have one, since it takes a second to start. */
const openMissingBucket = () =>
  createMediaStore(
    createMediaClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    }),
    'media-bucket',
  );

/** Everything behind the API that needs this database: for showing what an outage of it does. */
export const storesOn = openStores;

const openVault = (keyService: KeyService, sql: Sql, clock: () => Date) =>
  createVault({
    keyService,
    dataKeyStore: createDataKeyStore(sql),
    clock,
    settings: { dataKeyMaxAgeMs: 30 * 86_400_000, heldKeyMaxAgeMs: 300_000, heldKeysMax: 100 },
  });

/** The whole HTTP API on a real database and a simulated TikTok, each fresh. */
export const startApi = async (options: ApiOptions = {}): Promise<Api> => {
  const [database, simulator] = await Promise.all([createDatabase(), startTiktok(options.switches)]);
  const sql = database.open('app', options.connections ?? 4);
  const log = collectLog();
  const keyService = createFakeKeyService();
  const sent: QueueMessage[] = [];
  const lifeboat: QueueMessage[] = [];
  const toSubmit: QueueMessage[] = [];
  let now = startOfTime;
  const clock = () => now;
  const signingSecret = async () => new Secret(signingSecretText);
  const { platform, credentials } = openTiktok(simulator, options.pkce ?? 'off');
  const ordinary: Product = {
    ...openStores(sql),
    vault: openVault(options.keyService ?? keyService, sql, clock),
    platform,
    capCodes: tiktokSubmissionLimits.capCodes,
    rules: postRules,
    words: postWords,
    postingSettings: { mediaUrl: 'https://social.example/', verifiedProperties: ['media.example'] },
    sendToSubmit: async (message) => void toSubmit.push(message),
    mediaStore: openMissingBucket(),
    mediaRules: tiktokMediaRules,
    mediaRetentionDays: 30,
    site: { publicUrl, crmOrigins: [crmOrigin] },
    redirectUri,
    clock,
    log,
    credentials: { read: credentials, readAgain: credentials },
    send: async (message) => void sent.push(message),
    due: createDueAccountStore(database.worker),
    sendToLifeboat: async (message) => void lifeboat.push(message),
    isLifeboatEmpty: async () => lifeboat.length === 0,
    count: () => {},
    chance: () => 0.5,
    leaseMs: 60_000,
    maxAgeSeconds: 73 * 3600,
    redrive: async () => ({ moved: 0, remaining: 0 }),
    signingSecret,
    version: '1.2.3',
    verification: { signingSecret, oidc: undefined, clock },
  };
  const { replace } = options;
  const product = { ...ordinary, ...(typeof replace === 'function' ? replace(ordinary) : replace) };
  const handlers = createHandlers(product);
  return {
    database,
    simulator,
    keyService,
    log,
    product,
    sent,
    toSubmit,
    lifeboat,
    now: clock,
    advance: async (ms) => {
      now = new Date(now.getTime() + ms);
      await simulator.control.changeClock({ now: now.getTime() });
    },
    request: async (method, target, wish = {}) => {
      const requestId = randomUUID();
      const { route, result } = await callGateway(handlers, { method, target, requestId, now, ...wish });
      const answer = readAnswer(result);
      checkAnswer(route, answer, requestId, decodeURIComponent(target.split('?')[0] ?? ''));
      return answer;
    },
    token: (wish) => mintToken(now, wish),
    close: async () => {
      await Promise.all([database.drop(), simulator.close()]);
    },
  };
};
