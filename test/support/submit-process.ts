import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { PostRow } from '../../shared/database/posts.ts';
import { loginTo, readTestServer } from './database.ts';
import { type PublishQueue, publishQueues } from './publish-queues.ts';
import { type PublishWorld, startPublishWorld } from './publish-world.ts';
import type { StopPoint } from './submit-stops.ts';
import type { SubmitOrder } from './submit-worker.ts';
import { createFakeKeyService } from './vault-fakes.ts';

export interface SubmitProcess {
  /** Resolves when it has stopped where it was to stop; fails when it ended without. */
  readonly stopped: Promise<void>;
  /** SIGKILL: nothing of it runs on. The message that it had is back in the line. */
  kill(): Promise<void>;
}

/** A world whose submissions may be processes of their own. */
export interface KillingWorld extends PublishWorld {
  startSubmit(post: PostRow, stopAt?: StopPoint): SubmitProcess;
  /** All that happens by itself from here on, for a quarter of an hour. */
  settleAll(): Promise<void>;
}

const program = fileURLToPath(new URL('./submit-worker.ts', import.meta.url));

const wordShape = z.union([
  z.object({ stoppedAt: z.string() }),
  z.object({
    queue: z.enum(publishQueues),
    message: z.object({
      body: z.string(),
      attributes: z.record(z.string(), z.string()),
      delaySeconds: z.number().default(0),
    }),
  }),
]);

export const startKillingWorld = async (): Promise<KillingWorld> => {
  const masterKey = Buffer.alloc(32, 7);
  const world = await startPublishWorld({ keyService: createFakeKeyService(masterKey) });
  const running = new Set<SubmitProcess>();

  const writeOrder = (post: PostRow, stopAt: StopPoint | undefined): SubmitOrder => {
    const { clientKey, clientSecret } = world.simulator.control.readApp();
    return {
      post: { tenant: post.tenantId, postId: post.id },
      database: loginTo('worker', world.database.name, readTestServer()),
      tiktok: { url: world.simulator.url, clientKey, clientSecret },
      masterKey: masterKey.toString('base64'),
      now: world.now().toISOString(),
      ...(stopAt === undefined ? {} : { stopAt }),
    };
  };

  const startSubmit: KillingWorld['startSubmit'] = (post, stopAt) => {
    const child = fork(program, [JSON.stringify(writeOrder(post, stopAt))], {
      env: { PATH: process.env['PATH'] },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit');
    const stopped = new Promise<void>((resolve, reject) => {
      child.on('message', (word) => {
        const said = wordShape.parse(word);
        if ('stoppedAt' in said) return resolve();
        const queue: PublishQueue = said.queue;
        void world.queues.sender(queue)(said.message);
      });
      void ended.then(() => reject(new Error('The submission ended before it was to stop.')));
    });
    stopped.catch(() => {});
    const started: SubmitProcess = {
      stopped,
      kill: async () => {
        running.delete(started);
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        await ended;
        const body = JSON.stringify({ version: 1, tenant: post.tenantId, postId: post.id });
        await world.queues.sender('submit-posts')({ body, attributes: {} });
      },
    };
    running.add(started);
    return started;
  };

  return {
    ...world,
    startSubmit,
    settleAll: async () => {
      for (let rounds = 0; rounds < 5; rounds += 1) {
        await world.pump({ forMs: 180_000 });
        await world.advance(180_000);
        await world.reconcile();
      }
      await world.pump({ forMs: 60_000 });
    },
    close: async () => {
      await Promise.all([...running].map((one) => one.kill()));
      await world.close();
    },
  };
};
