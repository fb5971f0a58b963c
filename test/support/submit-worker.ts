// A submission as a process of its own, made of the product's real parts. It submits one post and tells its parent what it
// sends to the queues; at the point that it was told it stops, and is killed there.
import * as z from 'zod';
import { Secret } from '../../shared/core/secret.ts';
import { connect } from '../../shared/database/client.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { createTiktok } from '../../shared/platforms/tiktok/tiktok.ts';
import { submitPost } from '../../shared/posts/submit-post.ts';
import type { Send } from '../../shared/queue/sqs.ts';
import { createVault } from '../../shared/vault/vault.ts';
import { composePublishJob } from './publish-jobs.ts';
import { openMemoryMedia } from './publish-media.ts';
import type { PublishQueue } from './publish-queues.ts';
import { type StopPoint, stopPoints } from './submit-stops.ts';
import { createFakeKeyService } from './vault-fakes.ts';

const orderShape = z.strictObject({
  post: z.strictObject({ tenant: z.string(), postId: z.string() }),
  database: z.strictObject({
    username: z.string(),
    password: z.string(),
    host: z.string(),
    port: z.number(),
    dbname: z.string(),
  }),
  tiktok: z.strictObject({ url: z.string(), clientKey: z.string(), clientSecret: z.string() }),
  masterKey: z.base64(),
  /** The virtual time; it stands still in here. */
  now: z.string(),
  stopAt: z.enum(stopPoints).optional(),
});
export type SubmitOrder = z.infer<typeof orderShape>;

const order = orderShape.parse(JSON.parse(process.argv[2] ?? ''));

/** Says that it is there, and goes on only when there is nothing to stop for. */
const pass = async (point: StopPoint): Promise<void> => {
  if (order.stopAt !== point) return;
  process.send?.({ stoppedAt: point });
  // A pending promise alone keeps no process.
  setInterval(() => {}, 1_000);
  await new Promise(() => {});
};

const senderTo =
  (queue: PublishQueue): Send =>
  async (message) => {
    await new Promise((resolve) => process.send?.({ queue, message }, resolve));
    await pass('when it is handed over');
  };

const now = new Date(order.now);
const clock = () => now;
const sql = connect(order.database, { tls: 'off', maxConnections: 2 });
const { url, clientKey, clientSecret } = order.tiktok;
const platform = createTiktok({
  settings: { authorizeUrl: url, apiUrl: url, pkce: 'off' },
  credentials: async () => ({
    clientKey,
    clientSecret: new Secret(clientSecret),
    previousClientSecret: undefined,
  }),
  fetch,
});
const job = composePublishJob(sql, {
  tokens: createTokenRefreshStore(sql),
  vault: createVault({
    keyService: createFakeKeyService(Buffer.from(order.masterKey, 'base64')),
    dataKeyStore: createDataKeyStore(sql),
    clock,
    settings: { dataKeyMaxAgeMs: 30 * 86_400_000, heldKeyMaxAgeMs: 300_000, heldKeysMax: 1_000 },
  }),
  platform: {
    ...platform,
    submit: async (accessToken, wanted) => {
      const accepted = await platform.submit(accessToken, wanted);
      await pass('when the answer is heard');
      return accepted;
    },
  },
  media: openMemoryMedia(),
  sendToLifeboat: async () => {},
  sendToSubmit: senderTo('submit-posts'),
  sendTransfer: senderTo('transfer-media'),
  sendToProgress: senderTo('post-progress'),
  clock,
  log: { info: () => {}, warn: () => {}, error: () => {} },
  count: () => {},
  chance: () => 0.5,
  leaseMs: 60_000,
});

await submitPost(
  {
    ...job,
    posts: {
      ...job.posts,
      save: async (post, changes, at, announcement) => {
        const saved = await job.posts.save(post, changes, at, announcement);
        if (changes.publishId !== undefined) await pass('when the answer is stored');
        return saved;
      },
    },
    submissions: {
      ...job.submissions,
      begin: async (...given) => {
        await pass('before the post is taken');
        const start = await job.submissions.begin(...given);
        await pass('when the post is taken');
        return start;
      },
    },
  },
  order.post,
);
await pass('before the message is let go');
await sql.end({ timeout: 1 });
process.disconnect?.();
