import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TransferOrder } from './transfer-worker.ts';
import { bucket, type TransferWorld } from './transfer-world.ts';

export interface TransferProcess {
  /** What it says first: where it has stopped, or how its poll ended. Undefined when it was killed before. */
  readonly said: Promise<unknown>;
  /** SIGKILL: nothing of it runs on. */
  kill(): Promise<void>;
}

export type TransferWish = Pick<TransferOrder, 'stopAt' | 'nth' | 'chunksInSlice'>;

const program = fileURLToPath(new URL('./transfer-worker.ts', import.meta.url));

/** Starts the transfer function as a process of its own, which takes one message of the world's queue. */
export const startTransferProcess = (world: TransferWorld, wish: TransferWish = {}): TransferProcess => {
  const { aws, queueUrls } = world;
  const order: TransferOrder = {
    bucket,
    transferUrl: queueUrls['transfer-media'],
    progressUrl: queueUrls['post-progress'],
    deadLetterUrl: queueUrls['transfer-media-dlq'],
    ...wish,
  };
  const child = fork(program, [JSON.stringify(order)], {
    env: {
      PATH: process.env['PATH'],
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: aws.rootCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.rootCredentials.secretAccessKey,
      AWS_ENDPOINT_URL: aws.url,
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const said = new Promise<unknown>((resolve) => child.once('message', resolve));
  return {
    said: Promise.race([said, ended.then(() => undefined)]),
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
};
