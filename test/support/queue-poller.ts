import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** A received message in the form in which Lambda's event source mapping hands it to a function. */
export const readRecord = (message: Message): SQSRecord => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: {
    ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? '',
    SentTimestamp: message.Attributes?.SentTimestamp ?? '',
    SenderId: message.Attributes?.SenderId ?? '',
    ApproximateFirstReceiveTimestamp: message.Attributes?.ApproximateFirstReceiveTimestamp ?? '',
  },
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue: stringValue = '' }]) => [
      name,
      { stringValue, dataType: 'String' },
    ]),
  ),
  md5OfBody: message.MD5OfBody ?? '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: '',
});

const receive = async (client: SQSClient, queueUrl: string, batchSize: number): Promise<SQSRecord[]> => {
  const records: SQSRecord[] = [];
  while (records.length < batchSize) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(10, batchSize - records.length),
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    records.push(...Messages.map(readRecord));
  }
  return records;
};

const deleteAll = async (client: SQSClient, queueUrl: string, records: readonly SQSRecord[]) => {
  for (let start = 0; start < records.length; start += 10) {
    const Entries = records
      .slice(start, start + 10)
      .map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
};

/**
 * One batch as Lambda's event source mapping takes it: received, handed over, and deleted but for what the function
 * reports as failed; a function that throws loses nothing. Answers what was received, and how often before.
 */
export const pollOnce = async (
  { client, queueUrl }: { client: SQSClient; queueUrl: string },
  handler: QueueHandler,
  batchSize = 100,
): Promise<{ received: number; failed: number; mostReceives: number }> => {
  const records = await receive(client, queueUrl, batchSize);
  if (records.length === 0) return { received: 0, failed: 0, mostReceives: 0 };
  const mostReceives = Math.max(...records.map((one) => Number(one.attributes.ApproximateReceiveCount)));
  const answer = await handler({ Records: records }).catch(() => undefined);
  if (answer === undefined) return { received: records.length, failed: records.length, mostReceives };
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  await deleteAll(
    client,
    queueUrl,
    records.filter(({ messageId }) => !failed.has(messageId)),
  );
  return { received: records.length, failed: failed.size, mostReceives };
};

/** Polls until `done`. Throws when that does not come to be within `limitMs`. */
export const pollUntil = async (
  queue: { client: SQSClient; queueUrl: string },
  handler: QueueHandler,
  done: () => Promise<boolean> | boolean,
  limitMs = 25_000,
): Promise<void> => {
  const until = Date.now() + limitMs;
  while (!(await done())) {
    if (Date.now() > until) throw new Error('What was polled for did not happen.');
    const { received } = await pollOnce(queue, handler);
    if (received === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
