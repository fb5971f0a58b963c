// A worker as a process of its own, made of the product's real parts. It does the task of its first argument, tells its
// parent what came of it, and ends; unless it is killed.
import * as z from 'zod';
import { create as createRescue } from '../../functions/queue/rescue-tokens.ts';
import type { Log } from '../../shared/core/log.ts';
import { Secret } from '../../shared/core/secret.ts';
import { connect } from '../../shared/database/client.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { createTiktok } from '../../shared/platforms/tiktok/tiktok.ts';
import { countMessages, createPutOff, createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { sweepTokens } from '../../shared/tokens/sweep.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { createKmsClient, createKmsKeyService } from '../../shared/vault/kms.ts';
import { createVault } from '../../shared/vault/vault.ts';
import { pollOnce } from './queue-poller.ts';

const orderShape = z.strictObject({
  task: z.enum(['sweep', 'use', 'rescue']),
  /** For `use`: whose token, and how long it is to live on. */
  account: z.strictObject({ tenant: z.string(), accountId: z.string() }).optional(),
  lifeNeededMs: z.number().optional(),
  database: z.strictObject({
    username: z.string(),
    password: z.string(),
    host: z.string(),
    port: z.number(),
    dbname: z.string(),
  }),
  tiktok: z.strictObject({ url: z.string(), clientKey: z.string(), clientSecret: z.string() }),
  keyArn: z.string(),
  lifeboatUrl: z.string(),
  deadLetterUrl: z.string(),
  /** The virtual time; it stands still in here. */
  now: z.string(),
  leaseMs: z.number(),
});

export type WorkerOrder = z.infer<typeof orderShape>;

const order = orderShape.parse(JSON.parse(process.argv[2] ?? ''));
const now = new Date(order.now);
const clock = () => now;
const sql = connect(order.database, { tls: 'off', maxConnections: 4 });
const sqs = createSqsClient();
const tokens = createTokenRefreshStore(sql);
/** What it says of its faults is of no interest; they are made. */
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
const worker = {
  tokens,
  due: createDueAccountStore(sql),
  vault: createVault({
    keyService: createKmsKeyService({ client: createKmsClient(), keyArn: order.keyArn }),
    dataKeyStore: createDataKeyStore(sql),
    clock,
    settings: { dataKeyMaxAgeMs: 30 * 86_400_000, heldKeyMaxAgeMs: 300_000, heldKeysMax: 1_000 },
  }),
  platform: createTiktok({
    settings: {
      authorizeUrl: `${order.tiktok.url}/v2/auth/authorize/`,
      apiUrl: order.tiktok.url,
      pkce: 'off',
    },
    credentials: async () => ({
      clientKey: order.tiktok.clientKey,
      clientSecret: new Secret(order.tiktok.clientSecret),
      previousClientSecret: undefined,
    }),
    fetch,
  }),
  sendToLifeboat: createSender(sqs, order.lifeboatUrl),
  isLifeboatEmpty: async () => (await countMessages(sqs, order.lifeboatUrl)) === 0,
  clock,
  log,
  count: () => {},
  chance: () => 0.5,
  leaseMs: order.leaseMs,
};

const rescue = createRescue({
  tokens,
  clock,
  log,
  putOff: createPutOff(sqs, order.lifeboatUrl),
  sendToDeadLetters: createSender(sqs, order.deadLetterUrl),
  putOffSettings: { firstSeconds: 1, longestSeconds: 1 },
  count: () => {},
});

const tasks: Readonly<Record<WorkerOrder['task'], () => Promise<unknown>>> = {
  sweep: () => sweepTokens(worker, new Date(now.getTime() + 60_000)),
  use: () => {
    if (order.account === undefined) throw new Error('The account to use is missing.');
    const { lifeNeededMs = 60_000 } = order;
    return withAccessToken(worker, order.account, async (token) => token.reveal(), { lifeNeededMs });
  },
  rescue: () => pollOnce({ client: sqs, queueUrl: order.lifeboatUrl }, rescue),
};

const result = await tasks[order.task]().catch((error: unknown) => ({ error: String(error) }));
process.send?.(result);
sqs.destroy();
await sql.end({ timeout: 1 });
process.disconnect?.();
