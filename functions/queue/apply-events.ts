import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { systemClock } from '../../shared/core/clock.ts';
import { isFailure } from '../../shared/core/failure.ts';
import { createLog, describeError } from '../../shared/core/log.ts';
import { type Count, createCount } from '../../shared/core/metrics.ts';
import { createEventStore } from '../../shared/database/events.ts';
import {
  type ApplyEventsDependencies,
  applyEvents,
  type FailedDelivery,
} from '../../shared/events/apply-events.ts';
import type { Delivery } from '../../shared/events/read-delivery.ts';
import { readEvent, readStoredEvent } from '../../shared/platforms/tiktok/event.ts';
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
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

export interface ApplyEventsFunctionDependencies extends ApplyEventsDependencies {
  readonly putOff: PutOff;
  readonly sendToDeadLetters: Send;
  readonly putOffSettings: PutOffSettings;
  readonly count: Count;
}

/** After this many failures for a reason of its own an event rests in the dead-letter queue. */
const triesMax = 5;

const readDelivery = (record: SQSRecord): Delivery => ({
  messageId: record.messageId,
  body: Buffer.from(record.body, 'base64'),
  clientKey: record.messageAttributes['clientKey']?.stringValue ?? '',
  receivedAt: new Date(Number(record.attributes.SentTimestamp)),
});

const failAll = (records: readonly SQSRecord[]): SQSBatchResponse => ({
  batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

/** During an outage nothing has failed but the database: every message waits, longer each time, and none is lost. */
const putOffAll = async (
  { putOff, putOffSettings, count, log }: ApplyEventsFunctionDependencies,
  records: readonly SQSRecord[],
): Promise<SQSBatchResponse> => {
  log.warn('The database is out of reach; a batch of events is put off', { events: records.length });
  count({ EventsPutOff: records.length });
  const waits = records.map((record) => ({
    receiptHandle: record.receiptHandle,
    seconds: putOffSeconds(Number(record.attributes.ApproximateReceiveCount), putOffSettings),
  }));
  // Should this fail too, the queue's own visibility brings them back.
  await putOff(waits).catch(() => log.warn('Messages could not be put off'));
  return failAll(records);
};

/** Sent before the message is let go: killed in between, the event is there twice and applied once. False: not sent. */
const moveToDeadLetters = async (
  { sendToDeadLetters, events, log }: ApplyEventsFunctionDependencies,
  record: SQSRecord,
  failed: FailedDelivery,
): Promise<boolean> => {
  const clientKey = record.messageAttributes['clientKey']?.stringValue ?? 'unknown';
  try {
    await sendToDeadLetters({ body: record.body, attributes: { clientKey, error: failed.error } });
  } catch (error) {
    log.error('A failed event could not be moved to the dead letters', { error: describeError(error) });
    return false;
  }
  await events.forgetFailures(failed.dedupeKey).catch(() => log.warn('Failures could not be forgotten'));
  return true;
};

const settleFailure = async (
  dependencies: ApplyEventsFunctionDependencies,
  record: SQSRecord,
  failed: FailedDelivery,
): Promise<{ itemIdentifier: string }[]> => {
  const attempts = failed.attempts ?? Number(record.attributes.ApproximateReceiveCount);
  const moved = attempts >= triesMax && (await moveToDeadLetters(dependencies, record, failed));
  return moved ? [] : [{ itemIdentifier: record.messageId }];
};

export const create =
  (dependencies: ApplyEventsFunctionDependencies) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    try {
      const failed = await applyEvents(dependencies, event.Records.map(readDelivery));
      const records = new Map(event.Records.map((record) => [record.messageId, record]));
      const settled = await Promise.all(
        failed.map(async (one) => {
          const record = records.get(one.messageId);
          return record === undefined ? [] : settleFailure(dependencies, record, one);
        }),
      );
      const batchItemFailures = settled.flat();
      dependencies.count({
        EventsTaken: event.Records.length - failed.length,
        EventsFailed: failed.length,
        EventsMovedToDeadLetters: failed.length - batchItemFailures.length,
      });
      return { batchItemFailures };
    } catch (error) {
      if (isFailure(error, 'database_unavailable')) return putOffAll(dependencies, event.Records);
      throw error;
    }
  };

export const handler = start(async () => {
  const client = createSqsClient();
  return create({
    platform: 'tiktok',
    readEvent,
    readStoredEvent,
    clock: systemClock,
    events: createEventStore(await openDatabase(process.env)),
    putOff: createPutOff(client, readQueueUrl(process.env, 'webhook-events')),
    sendToDeadLetters: createSender(client, readDeadLetterUrl(process.env, 'webhook-events')),
    putOffSettings: readPutOffSettings(process.env),
    count: createCount(process.env),
    log: createLog(),
  });
});
