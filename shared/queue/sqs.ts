import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Failure } from '../core/failure.ts';

export interface QueueMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Nobody gets it earlier; whole seconds, at most 900. */
  readonly delaySeconds?: number;
}

/**
 * A client with deadlines: a second to connect, two and a half for an answer, three tries in all. That is less than the
 * ten seconds of the webhook receiver, which so answers by itself when SQS hangs.
 */
export const createSqsClient = (): SQSClient =>
  new SQSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
  });

const renderAttributes = (attributes: QueueMessage['attributes']) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );

const nameFailure = (cause: unknown): never => {
  throw new Failure('queue_unavailable', {
    detail: 'The queue did not take the request. Nothing was lost; try again shortly.',
    retryAfterSeconds: 5,
    cause,
  });
};

/** Sends a message. Resolves once SQS has it durably; throws `queue_unavailable` otherwise. */
export const createSender =
  (client: SQSClient, queueUrl: string) =>
  async (message: QueueMessage): Promise<void> => {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: message.body,
      MessageAttributes: renderAttributes(message.attributes),
      ...(message.delaySeconds === undefined ? {} : { DelaySeconds: message.delaySeconds }),
    });
    await client.send(command).catch(nameFailure);
  };

export type Send = ReturnType<typeof createSender>;

/** SQS's own limit for one batch call. */
const batchMax = 10;

/** Hides messages for a while longer, each for its own time. What fails keeps the queue's own visibility. */
export const createPutOff =
  (client: SQSClient, queueUrl: string) =>
  async (messages: readonly { receiptHandle: string; seconds: number }[]): Promise<void> => {
    for (let start = 0; start < messages.length; start += batchMax) {
      const Entries = messages.slice(start, start + batchMax).map(({ receiptHandle, seconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  };

export type PutOff = ReturnType<typeof createPutOff>;

const readAttributes = (message: Message): Record<string, string> =>
  Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, value.StringValue ?? '']),
  );

const moveOne = async (client: SQSClient, from: string, to: Send, message: Message): Promise<boolean> => {
  if (message.Body === undefined || message.ReceiptHandle === undefined) return false;
  const { error: _error, ...attributes } = readAttributes(message);
  // Sent before it is deleted: killed in between, the event is there twice and applied once.
  await to({ body: message.Body, attributes });
  await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle: message.ReceiptHandle }));
  return true;
};

/** How many messages a queue holds, in flight or not, as it estimates. Throws what SQS does. */
export const countMessages = async (client: SQSClient, queueUrl: string): Promise<number> => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const answer = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(answer.Attributes?.[name] ?? 0), 0);
};

export interface RedriveDependencies {
  readonly client: SQSClient;
  readonly deadLetterUrl: string;
  readonly queueUrl: string;
  readonly now: () => Date;
}

/**
 * Moves dead letters back to their queue by receive, send and delete, until none is received or `until` is reached.
 * Throws `queue_unavailable`; what was moved by then stays moved.
 */
export const redrive = async (
  { client, deadLetterUrl, queueUrl, now }: RedriveDependencies,
  until: Date,
): Promise<{ moved: number; remaining: number }> => {
  const send = createSender(client, queueUrl);
  let moved = 0;
  try {
    while (now() < until) {
      const { Messages: messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: deadLetterUrl,
          MaxNumberOfMessages: batchMax,
          WaitTimeSeconds: 1,
          VisibilityTimeout: 60,
          MessageAttributeNames: ['All'],
        }),
      );
      if (messages.length === 0) break;
      const results = await Promise.all(
        messages.map((message) => moveOne(client, deadLetterUrl, send, message)),
      );
      moved += results.filter(Boolean).length;
    }
    return { moved, remaining: await countMessages(client, deadLetterUrl) };
  } catch (error) {
    return nameFailure(error);
  }
};
