import { randomUUID } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import { create } from '../../functions/queue/apply-events.ts';
import type { Count } from '../../shared/core/metrics.ts';
import type { Sql } from '../../shared/database/client.ts';
import { createEventStore } from '../../shared/database/events.ts';
import { readEvent, readStoredEvent } from '../../shared/platforms/tiktok/event.ts';
import type { PutOffSettings } from '../../shared/queue/env.ts';
import { createPutOff, createSender } from '../../shared/queue/sqs.ts';
import { type CollectedLog, collectLog } from './collected-log.ts';
import type { EventQueue } from './event-queue.ts';
import { clientKey } from './tiktok-events.ts';

/** apply-events with the real store and, when there is one, the real queue. */
export const createApplyEvents = (
  worker: Sql,
  queue?: EventQueue,
  putOffSettings: PutOffSettings = { firstSeconds: 0, longestSeconds: 0 },
  log: CollectedLog = collectLog(),
  count: Count = () => {},
) =>
  create({
    platform: 'tiktok',
    readEvent,
    readStoredEvent,
    clock: () => new Date(),
    count,
    events: createEventStore(worker),
    putOff: queue === undefined ? async () => {} : createPutOff(queue.client, queue.queueUrl),
    sendToDeadLetters: queue === undefined ? async () => {} : createSender(queue.client, queue.deadLetterUrl),
    putOffSettings,
    log,
  });

/** A batch as the queue would bring these bodies. */
export const writeBatch = (bodies: readonly Uint8Array[], receives = 1): SQSEvent => ({
  Records: bodies.map((body) => ({
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body: Buffer.from(body).toString('base64') || '=',
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '1793000001000',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '1793000001000',
    },
    messageAttributes: { clientKey: { stringValue: clientKey, dataType: 'String' } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  })),
});
