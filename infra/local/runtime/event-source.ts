import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { EventSourceModel } from './read-sources.ts';
import { createSqsEvent, selectDone } from './sqs-event.ts';
import type { InvocationResult } from './worker-messages.ts';

export interface EventSourceOptions {
  readonly source: EventSourceModel;
  readonly endpoint: string;
  readonly region: string;
  /** Of the function's role: Lambda receives and deletes in its name. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  readonly log: (line: string) => void;
}

export interface EventSource {
  readonly close: () => Promise<void>;
}

const longPollSeconds = 20;
const maxReceive = 10;

/**
 * Polls a queue and calls the function with batches, as many at once as the mapping allows. What the function did is
 * deleted; all else becomes visible again after the queue's own time. Rejects when the function's role may not read
 * the queue, as Lambda refuses to create such a mapping.
 */
export const openEventSource = async (options: EventSourceOptions): Promise<EventSource> => {
  const { source, endpoint, region, credentials, log } = options;
  const client = new SQSClient({ endpoint, region, credentials, maxAttempts: 1 });
  const closing = new AbortController();
  await checkQueue(client, source);
  const loops = Array.from({ length: source.maxConcurrency }, () =>
    poll(options, client, closing.signal, log),
  );
  return {
    close: async () => {
      closing.abort();
      await Promise.all(loops);
      client.destroy();
    },
  };
};

const checkQueue = async (client: SQSClient, source: EventSourceModel): Promise<void> => {
  const command = new GetQueueAttributesCommand({
    QueueUrl: source.queueUrl,
    AttributeNames: ['VisibilityTimeout'],
  });
  await client.send(command).catch((cause: unknown) => {
    throw new Error(
      `The role of ${source.functionArn} may not read its queue ${source.queueArn}: ${String(cause)}`,
      {
        cause,
      },
    );
  });
};

/** One poller: a batch at a time, until the end. */
const poll = async (
  { source, region, invoke }: EventSourceOptions,
  client: SQSClient,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      const messages = await receiveBatch(client, source, signal);
      if (messages.length === 0) continue;
      const result = await invoke(createSqsEvent(messages, source.queueArn, region));
      // A failed call leaves the whole batch; Lambda then slows its polling down.
      if (!result.ok) await pause(500, undefined, { signal }).catch(() => {});
      else await deleteAll(client, source, selectDone(messages, result.payload, source.reportsItemFailures));
    } catch (error) {
      if (signal.aborted) return;
      log(`event source ${source.queueArn}: ${String(error)}`);
      await pause(1000, undefined, { signal }).catch(() => {});
    }
  }
};

/** Waits for a first message, then gathers more until the batch is full or its window has passed. */
const receiveBatch = async (
  client: SQSClient,
  source: EventSourceModel,
  signal: AbortSignal,
): Promise<readonly Message[]> => {
  const messages = await receive(client, source, source.batchSize, longPollSeconds, signal);
  const fullAt = Date.now() + source.windowMs;
  while (messages.length > 0 && messages.length < source.batchSize && !signal.aborted) {
    const leftSeconds = Math.floor((fullAt - Date.now()) / 1000);
    if (Date.now() >= fullAt) break;
    const more = await receive(
      client,
      source,
      source.batchSize - messages.length,
      Math.max(0, leftSeconds),
      signal,
    );
    messages.push(...more);
    if (more.length === 0) await pause(50, undefined, { signal }).catch(() => {});
  }
  return messages;
};

const receive = async (
  client: SQSClient,
  source: EventSourceModel,
  wanted: number,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl: source.queueUrl,
    MaxNumberOfMessages: Math.min(maxReceive, wanted),
    WaitTimeSeconds: waitSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await client.send(command, { abortSignal: signal });
  return Messages;
};

const deleteAll = async (
  client: SQSClient,
  source: EventSourceModel,
  messages: readonly Message[],
): Promise<void> => {
  for (let start = 0; start < messages.length; start += maxReceive) {
    const batch = messages.slice(start, start + maxReceive);
    const Entries = batch.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await client.send(
      new DeleteMessageBatchCommand({ QueueUrl: source.queueUrl, Entries }),
    );
    if (Failed.length > 0)
      throw new Error(`${Failed.length} messages were not deleted: ${Failed[0]?.Message}`);
  }
};
