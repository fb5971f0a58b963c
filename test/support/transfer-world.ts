import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { create, type TransferMediaFunctionDependencies } from '../../functions/queue/transfer-media.ts';
import { type LocalAws, startAws } from '../../infra/local/aws/start-aws.ts';
import type { TaskView } from '../../infra/local/tiktok-simulator/posting/task-views.ts';
import { type Simulator, startSimulator } from '../../infra/local/tiktok-simulator/simulator.ts';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import { createMediaReader } from '../../shared/media/media-store.ts';
import { createMediaClient } from '../../shared/media/s3.ts';
import { createChunkUpload } from '../../shared/platforms/tiktok/upload.ts';
import {
  type ProgressMessage,
  readProgressMessage,
  readTransferMessage,
  type TransferMessage,
  writeTransferMessage,
} from '../../shared/posts/messages.ts';
import { planUpload } from '../../shared/posts/upload-plan.ts';
import { createPutOff, createSender } from '../../shared/queue/sqs.ts';
import {
  directBody,
  directPath,
  idOf,
  openWorld,
  type PostingWorld,
  uploadUrlOf,
} from '../infra/tiktok-simulator/posting/posting-harness.ts';
import { type CollectedLog, collectLog } from './collected-log.ts';
import { pollOnce, pollUntil, type QueueHandler } from './queue-poller.ts';
import { type StagedFile, stageFile } from './transfer-source.ts';

export const bucket = 'media-bucket';
const queueNames = ['transfer-media', 'transfer-media-dlq', 'post-progress'] as const;
export type TransferQueue = (typeof queueNames)[number];

/** A file on its way: staged, and announced to TikTok. */
export interface BegunTransfer {
  readonly file: StagedFile;
  readonly publishId: string;
  readonly message: TransferMessage;
}

export interface Told {
  /** How it ended; how often it was told on the way how far it was, depends on how long it took. */
  readonly ends: string[];
  readonly bytes: number[];
  readonly failure: { code: string; detail: string } | undefined;
}

/** The transfer function between the stand-ins of S3, SQS and TikTok, all of them over HTTP. */
export interface TransferWorld extends PostingWorld {
  readonly aws: LocalAws;
  readonly sqs: SQSClient;
  readonly queueUrls: Readonly<Record<TransferQueue, string>>;
  readonly log: CollectedLog;
  stage(sizeBytes: number, key?: string): StagedFile;
  /** Stages a file, begins its upload, and gives the message of submit-posts. */
  begin(sizeBytes: number, changes?: Partial<TransferMessage>): Promise<BegunTransfer>;
  enqueue(message: TransferMessage): Promise<void>;
  handler(changes?: Partial<TransferMediaFunctionDependencies>): QueueHandler;
  /** Hands out one message of the queue. */
  poll(handler?: QueueHandler): ReturnType<typeof pollOnce>;
  /** Hands out messages until the transfer is told to be over, one way or the other. */
  finish(handler?: QueueHandler): Promise<void>;
  /** All that waits in a queue, visible or not. */
  bodies(queue: TransferQueue): Promise<string[]>;
  progress(): Promise<ProgressMessage[]>;
  told(): Promise<Told>;
  waiting(): Promise<TransferMessage[]>;
  task(begun: BegunTransfer): TaskView;
  upload(begun: BegunTransfer): NonNullable<TaskView['upload']>;
  /** The ranges of the chunks that TikTok stored, in order. */
  storedRanges(begun: BegunTransfer): [number | null, number | null][];
  /** Forgets queues, faults and log. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Ordinary but for pauses, which are as good when they are short. */
export const shortSlice = { sliceMs: 55_000, deadlineMs: 108_000, pausesMs: [1, 2, 3] } as const;

export const startTransferWorld = async (
  options: { switches?: Partial<Switches>; visibilitySeconds?: number } = {},
): Promise<TransferWorld> => {
  const folder = mkdtempSync(join(tmpdir(), 'transfer-world-'));
  const aws = await startAws({ port: 0, dataDir: folder });
  aws.createBucket(bucket);
  const settings = { endpoint: aws.url, region: aws.region, credentials: aws.rootCredentials };
  const sqs = new SQSClient({ ...settings, maxAttempts: 1 });
  const deadLetters = aws.createQueue('transfer-media-dlq');
  const RedrivePolicy = { deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 5 };
  const VisibilityTimeout = options.visibilitySeconds ?? 2;
  const queueUrls = {
    'transfer-media': aws.createQueue('transfer-media', { VisibilityTimeout, RedrivePolicy }).url,
    'transfer-media-dlq': deadLetters.url,
    'post-progress': aws.createQueue('post-progress').url,
  };
  const simulator: Simulator = await startSimulator({
    switches: { initsPerMinute: 100_000, ...options.switches },
  });
  simulator.control.patchCreator('simcreator', { dailyPostCap: 100_000 });
  const posting = openWorld(simulator);
  const s3 = createMediaClient(settings);
  const media = createMediaReader(s3, bucket);
  const queue = { client: sqs, queueUrl: queueUrls['transfer-media'] };
  let log = collectLog();
  let count = 0;

  const stage: TransferWorld['stage'] = (sizeBytes, key) => {
    count += 1;
    return stageFile(folder, bucket, key ?? `media/tenant/${count}`, sizeBytes);
  };
  const handler: TransferWorld['handler'] = (changes = {}) =>
    create({
      media,
      openUpload: () => createChunkUpload(),
      sendToTransfer: createSender(sqs, queueUrls['transfer-media']),
      sendToProgress: createSender(sqs, queueUrls['post-progress']),
      sendToDeadLetters: createSender(sqs, queueUrls['transfer-media-dlq']),
      putOff: createPutOff(sqs, queueUrls['transfer-media']),
      putOffSettings: { firstSeconds: 0, longestSeconds: 0 },
      settings: shortSlice,
      clock: () => new Date(),
      pause: async (ms) => void (await pause(ms)),
      tidy: () => {},
      count: () => {},
      log,
      ...changes,
    });
  const bodies: TransferWorld['bodies'] = async (name) =>
    (await aws.dumpQueues()).find(({ queue: found }) => found === name)?.bodies ?? [];
  const parsed = async <T>(name: TransferQueue, read: (body: string) => T | undefined): Promise<T[]> =>
    (await bodies(name)).flatMap((body) => read(body) ?? []);
  const told = async (): Promise<Told> => {
    const all = await parsed('post-progress', readProgressMessage);
    const failed = all.find((one) => one.kind === 'transfer_failed');
    return {
      ends: all.map(({ kind }) => kind).filter((kind) => kind !== 'bytes'),
      bytes: all.flatMap((one) => (one.kind === 'bytes' ? [one.bytes] : [])),
      failure: failed === undefined ? undefined : { code: failed.code, detail: failed.detail },
    };
  };
  const task = ({ publishId }: BegunTransfer) => simulator.control.readTask(publishId);
  const uploadOf = (begun: BegunTransfer) => {
    const { upload } = task(begun);
    if (upload === null) throw new Error('There is no upload.');
    return upload;
  };

  return {
    ...posting,
    aws,
    sqs,
    queueUrls,
    get log() {
      return log;
    },
    stage,
    begin: async (sizeBytes, changes = {}) => {
      const file = stage(sizeBytes);
      const { chunkSizeBytes, chunkCount } = planUpload(sizeBytes);
      const source = {
        source: 'FILE_UPLOAD',
        video_size: sizeBytes,
        chunk_size: chunkSizeBytes,
        total_chunk_count: chunkCount,
      };
      const init = await posting.call(directPath, directBody(source));
      if (init.status !== 200) throw new Error(`The init was refused: ${init.text}`);
      const publishId = idOf(init);
      const message: TransferMessage = {
        version: 1,
        tenant: 'tenant',
        postId: `post of ${publishId}`,
        key: file.key,
        etag: file.etag,
        sizeBytes,
        contentType: 'video/mp4',
        uploadUrl: uploadUrlOf(init),
        uploadExpiresAt: new Date(Date.now() + 3600_000).toISOString(),
        confirmedBytes: 0,
        ...changes,
      };
      return { file, publishId, message };
    },
    enqueue: (message) =>
      createSender(sqs, queueUrls['transfer-media'])({ body: writeTransferMessage(message), attributes: {} }),
    handler,
    poll: (given = handler()) => pollOnce(queue, given, 1),
    finish: (given = handler()) => pollUntil(queue, given, async () => (await told()).ends.length > 0),
    bodies,
    progress: () => parsed('post-progress', readProgressMessage),
    told,
    waiting: () => parsed('transfer-media', readTransferMessage),
    task,
    upload: uploadOf,
    storedRanges: (begun) =>
      uploadOf(begun)
        .chunks.filter(({ status }) => status === 206 || status === 201)
        .map(({ firstByte, lastByte }) => [firstByte, lastByte]),
    clear: async () => {
      aws.clearFaults();
      simulator.control.clearFaults();
      log = collectLog();
      for (const QueueUrl of Object.values(queueUrls)) await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    },
    close: async () => {
      sqs.destroy();
      s3.destroy();
      await simulator.close();
      await aws.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
