import { setTimeout as pause } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { systemClock } from '../../shared/core/clock.ts';
import { prepareYoungCollection } from '../../shared/core/collect-young.ts';
import { createLog, describeError } from '../../shared/core/log.ts';
import { type Count, createCount } from '../../shared/core/metrics.ts';
import type { ChunkUpload } from '../../shared/platforms/posting.ts';
import { createChunkUpload } from '../../shared/platforms/tiktok/upload.ts';
import { readSubmitMessage, readTransferMessage, type TransferMessage } from '../../shared/posts/messages.ts';
import { ordinarySlice } from '../../shared/posts/transfer/slice.ts';
import { transferFailure } from '../../shared/posts/transfer/transfer-failure.ts';
import {
  fruitlessAttribute,
  type TransferDependencies,
  tellFailure,
  transferMedia,
} from '../../shared/posts/transfer/transfer-media.ts';
import {
  type PutOffSettings,
  readDeadLetterUrl,
  readPutOffSettings,
  readQueueUrl,
} from '../../shared/queue/env.ts';
import { putOffSeconds } from '../../shared/queue/put-off.ts';
import {
  createPutOff,
  createSender,
  createSqsClient,
  type PutOff,
  type Send,
} from '../../shared/queue/sqs.ts';
import { openMediaReader } from '../from-environment.ts';
import { start } from '../start.ts';

export interface TransferMediaFunctionDependencies extends Omit<TransferDependencies, 'upload'> {
  /** Opened for each message: a connection does not outlive the sleep between two. */
  readonly openUpload: () => ChunkUpload;
  readonly putOff: PutOff;
  readonly putOffSettings: PutOffSettings;
  readonly sendToDeadLetters: Send;
  readonly count: Count;
}

/** As often as the queue hands a message out; the last time it is known to be the last. */
const triesMax = 5;

type Outcome = 'done' | 'again';

/** Tells the post, where the message still names one, before the message rests in the dead letters. */
const bury = async (
  dependencies: TransferMediaFunctionDependencies,
  { body, messageId }: SQSRecord,
  error: string,
): Promise<Outcome> => {
  const { log, count, sendToDeadLetters } = dependencies;
  log.error('A transfer goes to the dead letters', { messageId, error });
  const post = readSubmitMessage(body);
  if (post !== undefined) await tellFailure(dependencies, post, transferFailure('transfer_broken'));
  await sendToDeadLetters({ body, attributes: { error } });
  count({ TransfersFailed: 1 });
  return 'done';
};

const transfer = async (
  dependencies: TransferMediaFunctionDependencies,
  record: SQSRecord,
  message: TransferMessage,
): Promise<Outcome> => {
  const upload = dependencies.openUpload();
  try {
    const fruitless = Number(record.messageAttributes[fruitlessAttribute]?.stringValue ?? 0);
    const next = await transferMedia({ ...dependencies, upload }, message, fruitless);
    dependencies.count({ TransfersFailed: next === 'failed' ? 1 : 0 });
    return 'done';
  } finally {
    upload.close();
  }
};

const take = async (dependencies: TransferMediaFunctionDependencies, record: SQSRecord): Promise<Outcome> => {
  const { log, putOff, putOffSettings } = dependencies;
  const receives = Number(record.attributes.ApproximateReceiveCount);
  try {
    const message = readTransferMessage(record.body);
    if (message === undefined) return await bury(dependencies, record, 'The message is not readable.');
    return await transfer(dependencies, record, message);
  } catch (error) {
    log.error('A slice of a transfer failed', { error: describeError(error) });
    if (receives >= triesMax)
      return bury(dependencies, record, 'The transfer failed again and again.').catch(() => 'again');
    const seconds = putOffSeconds(receives, putOffSettings);
    // Should this fail, the queue's own visibility brings it back.
    await putOff([{ receiptHandle: record.receiptHandle, seconds }]).catch(() =>
      log.warn('A message could not be put off'),
    );
    return 'again';
  }
};

/** One message at a time, and so one transfer; more of them are more functions. */
export const create =
  (dependencies: TransferMediaFunctionDependencies) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of event.Records) {
      const outcome = await take(dependencies, record);
      if (outcome === 'again') batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };

export const handler = start(() => {
  const client = createSqsClient();
  return create({
    media: openMediaReader(process.env),
    openUpload: () => createChunkUpload(),
    sendToTransfer: createSender(client, readQueueUrl(process.env, 'transfer-media')),
    sendToProgress: createSender(client, readQueueUrl(process.env, 'post-progress')),
    sendToDeadLetters: createSender(client, readDeadLetterUrl(process.env, 'transfer-media')),
    putOff: createPutOff(client, readQueueUrl(process.env, 'transfer-media')),
    putOffSettings: readPutOffSettings(process.env),
    settings: ordinarySlice,
    clock: systemClock,
    pause: async (ms) => void (await pause(ms)),
    tidy: prepareYoungCollection(),
    count: createCount(process.env),
    log: createLog(),
  });
});
