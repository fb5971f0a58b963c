import { setTimeout as pause } from 'node:timers/promises';
import { create as createProgress } from '../../functions/queue/post-progress.ts';
import { create as createSubmit } from '../../functions/queue/submit-posts.ts';
import { create as createTransfer } from '../../functions/queue/transfer-media.ts';
import type { TaskView } from '../../infra/local/tiktok-simulator/posting/task-views.ts';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import { Secret } from '../../shared/core/secret.ts';
import type { Sql } from '../../shared/database/client.ts';
import { createPostStore, type PostRow } from '../../shared/database/posts.ts';
import type { MediaReader } from '../../shared/media/media-store.ts';
import { announce } from '../../shared/outbox/crm-event.ts';
import { createTiktok } from '../../shared/platforms/tiktok/tiktok.ts';
import { createChunkUpload } from '../../shared/platforms/tiktok/upload.ts';
import { promoteScheduled } from '../../shared/posts/promote-scheduled.ts';
import { reconcilePosts } from '../../shared/posts/reconcile-posts.ts';
import { submitPost } from '../../shared/posts/submit-post.ts';
import { ordinarySlice } from '../../shared/posts/transfer/slice.ts';
import type { KeyService } from '../../shared/vault/data-keys.ts';
import { ownDatabaseTime } from './database-time.ts';
import { createApplyEvents, writeBatch } from './event-jobs.ts';
import { composePublishJob, type PublishJob } from './publish-jobs.ts';
import { type Origin, openMemoryMedia, startOrigin } from './publish-media.ts';
import { newPost, type PostKind, type PostWish } from './publish-posts.ts';
import { openPublishQueues, type PublishQueue, type PublishQueues } from './publish-queues.ts';
import type { QueueHandler } from './queue-poller.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from './token-world.ts';

const minuteMs = 60_000;

/**
 * Publishing without its queues' servers: real Postgres, the simulated TikTok over HTTP, staged media and queues in memory,
 * and one time for all of them, which begins at the present and stands still but for `advance`. (The database's runs on.)
 */
export interface PublishWorld extends TokenWorld {
  readonly account: ConnectedAccount;
  /** One more account of the same tenant. */
  newAccount(wish?: { scopes?: string[] }): Promise<ConnectedAccount>;
  readonly origin: Origin;
  readonly queues: PublishQueues;
  /** The sums of what was counted. */
  readonly counted: Record<string, number>;
  /** Stores a post as upload does, and puts it in the line unless it is scheduled or `isSilent`. */
  insertPost(
    kind: PostKind,
    wish?: PostWish,
    more?: { account?: ConnectedAccount; isSilent?: boolean },
  ): Promise<PostRow>;
  findPost(post: Pick<PostRow, 'id' | 'tenantId'>): Promise<PostRow>;
  /** What the jobs depend on: over its own connections and keys, or over those of `sql`. */
  job(changes?: Partial<PublishJob> & { readonly media?: MediaReader }, sql?: Sql): PublishJob;
  submit(post: PostRow, job?: PublishJob): Promise<void>;
  /**
   * Hands waiting messages to their functions one after the other, until none is due within `forMs`; time passes to the
   * moment of each. 5 minutes unless given. `skip` names queues whose messages stay.
   */
  pump(options?: { forMs?: number; skip?: readonly PublishQueue[]; job?: PublishJob }): Promise<void>;
  /** One run of each of the two schedules. */
  reconcile(job?: PublishJob): ReturnType<typeof reconcilePosts>;
  promote(job?: PublishJob): ReturnType<typeof promoteScheduled>;
  /** Applies the webhooks that TikTok has sent and that were not applied by it before. */
  hearWebhooks(): Promise<void>;
  /** What TikTok has of an account, the first unless given. */
  tasks(account?: ConnectedAccount): TaskView[];
  /** Init calls of an account that arrived, and what TikTok decided. */
  inits(
    account?: ConnectedAccount,
  ): ReturnType<TokenWorld['simulator']['control']['countPostingCalls']>['inits'];
}

export interface PublishWorldOptions {
  readonly switches?: Partial<Switches>;
  /** Scopes of the first account. */
  readonly scopes?: string[];
  readonly keyService?: KeyService;
}

export const startPublishWorld = async (options: PublishWorldOptions = {}): Promise<PublishWorld> => {
  const [world, origin] = await Promise.all([
    startTokenWorld({
      switches: { processingSeconds: 2, ...options.switches },
      ...(options.keyService === undefined ? {} : { keyService: options.keyService }),
    }),
    startOrigin(),
  ]);
  const { database, simulator, log } = world;
  const { control } = simulator;
  const time = await ownDatabaseTime(database);
  let aheadMs = Math.max(0, world.now().getTime() - Date.now());
  const advance = async (ms: number): Promise<void> => {
    aheadMs += ms;
    await time.setAhead(aheadMs);
    await world.advance(Math.max(0, Date.now() + aheadMs - world.now().getTime()));
  };
  await advance(0);
  control.patchApp({ verifiedProperties: [{ property: 'media.example', servedFrom: origin.url }] });
  const newAccount: PublishWorld['newAccount'] = async (wish = {}) => {
    const [connected] = await world.connect(wish);
    if (connected === undefined) throw new Error('No account.');
    return connected;
  };
  const account = await newAccount(options.scopes === undefined ? {} : { scopes: options.scopes });

  const queues = openPublishQueues(world.now);
  const counted: Record<string, number> = {};
  const platform = createTiktok({
    settings: { authorizeUrl: simulator.url, apiUrl: simulator.url, pkce: 'off' },
    credentials: async () => {
      const { clientKey, clientSecret } = control.readApp();
      return { clientKey, clientSecret: new Secret(clientSecret), previousClientSecret: undefined };
    },
    fetch,
  });
  const job: PublishWorld['job'] = (
    { media = openMemoryMedia(), ...changes } = {},
    sql = database.open('worker'),
  ) => ({
    ...composePublishJob(sql, {
      ...world.worker({}, { sql }),
      platform,
      media,
      count: (counts) => {
        for (const [name, value] of Object.entries(counts)) counted[name] = (counted[name] ?? 0) + value;
      },
      sendToSubmit: queues.sender('submit-posts'),
      sendTransfer: queues.sender('transfer-media'),
      sendToProgress: queues.sender('post-progress'),
    }),
    ...changes,
  });
  const ordinary = job({}, database.worker);
  const posts = createPostStore(database.worker);

  const handlersOf = (given: PublishJob): Readonly<Partial<Record<PublishQueue, QueueHandler>>> => {
    const sendToDeadLetters = queues.sender('dead-letters');
    return {
      'submit-posts': createSubmit({ ...given, sendToDeadLetters }),
      'post-progress': createProgress({ ...given, sendToDeadLetters }),
      'transfer-media': createTransfer({
        media: openMemoryMedia(),
        openUpload: () => createChunkUpload(),
        sendToTransfer: given.sendTransfer,
        sendToProgress: given.sendToProgress,
        sendToDeadLetters,
        putOff: async () => {},
        putOffSettings: { firstSeconds: 1, longestSeconds: 1 },
        settings: { ...ordinarySlice, pausesMs: [1, 2, 3] },
        clock: world.now,
        pause: async (ms) => void (await pause(ms)),
        tidy: () => {},
        count: given.count,
        log,
      }),
    };
  };

  const findPost: PublishWorld['findPost'] = async ({ tenantId, id }) => {
    const found = await posts.find(tenantId, id);
    if (found === undefined) throw new Error(`There is no post ${id}.`);
    return found;
  };
  let heard = 0;

  return {
    ...world,
    account,
    newAccount,
    origin,
    queues,
    counted,
    advance,
    insertPost: async (kind, wish = {}, { account: owner = account, isSilent = false } = {}) => {
      const post = newPost(kind, owner, world.now(), wish);
      const payload = { postId: post.id, accountId: post.accountId, state: post.state };
      await createPostStore(database.app).insert(
        post,
        announce('post.created', 'user:user-a', payload, world.now()),
      );
      const body = JSON.stringify({ version: 1, tenant: post.tenantId, postId: post.id });
      if (post.state === 'queued' && !isSilent) await ordinary.sendToSubmit({ body, attributes: {} });
      return findPost(post);
    },
    findPost,
    job,
    submit: ({ tenantId, id }, given = ordinary) => submitPost(given, { tenant: tenantId, postId: id }),
    pump: async ({ forMs = 5 * minuteMs, skip = [], job: given = ordinary } = {}) => {
      const handlers = handlersOf(given);
      const until = new Date(world.now().getTime() + forMs);
      const left = queues.waiting.filter(({ queue }) => skip.includes(queue));
      for (const one of left) queues.waiting.splice(queues.waiting.indexOf(one), 1);
      for (let taken = queues.take(until); taken !== undefined; taken = queues.take(until)) {
        const handler = skip.includes(taken.queue) ? undefined : handlers[taken.queue];
        if (handler === undefined) {
          left.push(taken);
          continue;
        }
        if (taken.dueAt > world.now()) await advance(taken.dueAt.getTime() - world.now().getTime());
        await queues.deliver(taken, handler);
      }
      queues.waiting.push(...left);
    },
    reconcile: (given = ordinary) => reconcilePosts(given, new Date(world.now().getTime() + minuteMs)),
    promote: (given = ordinary) => promoteScheduled(given, new Date(world.now().getTime() + minuteMs)),
    hearWebhooks: async () => {
      const all = control.listWebhooks();
      const fresh = all.slice(heard);
      heard = all.length;
      if (fresh.length === 0) return;
      const batch = writeBatch(fresh.map(({ bodyBase64 }) => Buffer.from(bodyBase64, 'base64')));
      const { clientKey } = control.readApp();
      for (const record of batch.Records) {
        record.messageAttributes = { clientKey: { stringValue: clientKey, dataType: 'String' } };
      }
      const { batchItemFailures } = await createApplyEvents(
        database.worker,
        undefined,
        undefined,
        log,
      )(batch);
      if (batchItemFailures.length > 0) throw new Error(`Webhooks failed: ${log.text()}`);
    },
    tasks: ({ openId } = account) => control.listTasks({ openId }),
    inits: ({ openId } = account) => control.countPostingCalls(openId).inits,
    close: async () => {
      await world.close();
      await origin.close();
    },
  };
};
