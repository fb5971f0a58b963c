import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { loginTo, readTestServer } from './database.ts';
import type { WorkerOrder } from './refresh-worker.ts';
import type { TokenCloud } from './token-cloud.ts';
import type { ConnectedAccount, TokenWorld } from './token-world.ts';
import type { Way } from './way.ts';

export interface WorkerProcess {
  /** What it says at its end; undefined when it ended without a word. */
  readonly result: Promise<unknown>;
  /** SIGKILL: nothing of it runs on. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export interface WorkerWish {
  readonly task: WorkerOrder['task'];
  readonly account?: ConnectedAccount;
  readonly lifeNeededMs?: number;
  /** 1,500 ms unless given. */
  readonly leaseMs?: number;
  /** How far its clock is off. */
  readonly clockOffMs?: number;
  /** Ways in place of the straight ones. */
  readonly postgres?: Way;
  readonly kms?: Way;
  readonly sqs?: Way;
}

const program = fileURLToPath(new URL('./refresh-worker.ts', import.meta.url));

const throughWay = (url: string, way: Way | undefined): string => {
  const through = new URL(url);
  if (way !== undefined) through.port = String(way.port);
  return through.href.replace(/\/$/, '');
};

const writeOrder = (world: TokenWorld, cloud: TokenCloud, wish: WorkerWish): WorkerOrder => {
  const { task, account, lifeNeededMs, leaseMs = 1_500, clockOffMs = 0, postgres, sqs } = wish;
  const { clientKey, clientSecret } = world.simulator.control.readApp();
  const login = loginTo('worker', world.database.name, readTestServer());
  return {
    task,
    ...(account === undefined ? {} : { account: { tenant: account.tenant, accountId: account.id } }),
    ...(lifeNeededMs === undefined ? {} : { lifeNeededMs }),
    database: { ...login, port: postgres?.port ?? login.port },
    tiktok: { url: world.simulator.url, clientKey, clientSecret },
    keyArn: cloud.keyArn,
    lifeboatUrl: throughWay(cloud.lifeboatUrl, sqs),
    deadLetterUrl: throughWay(cloud.deadLetterUrl, sqs),
    now: new Date(world.now().getTime() + clockOffMs).toISOString(),
    leaseMs,
  };
};

const environment = ({ aws }: TokenCloud, { kms, sqs }: WorkerWish): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  AWS_REGION: aws.region,
  AWS_ACCESS_KEY_ID: aws.rootCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: aws.rootCredentials.secretAccessKey,
  AWS_ENDPOINT_URL_KMS: throughWay(aws.url, kms),
  AWS_ENDPOINT_URL_SQS: throughWay(aws.url, sqs),
});

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Starts a worker as a process of its own, over the same database, TikTok, keys and lifeboat as the world's. */
export const startWorkerProcess = (world: TokenWorld, cloud: TokenCloud, wish: WorkerWish): WorkerProcess => {
  const child = fork(program, [JSON.stringify(writeOrder(world, cloud, wish))], {
    env: environment(cloud, wish),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const said = new Promise<unknown>((resolve) => child.once('message', resolve));
  return {
    result: Promise.race([said, ended.then(() => undefined)]),
    kill: async () => {
      if (!hasEnded(child)) child.kill('SIGKILL');
      await ended;
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
  };
};
