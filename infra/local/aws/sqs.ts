import * as z from 'zod';
import type { SqsQueue } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { type Answer, AwsError, answerJson } from './aws-error.ts';
import { waitForArrival } from './long-poll.ts';
import type { Queues } from './queues.ts';
import { type Call, type Operation, queryErrors, type Service } from './service.ts';

const protocol = {
  contentType: 'application/x-amz-json-1.0',
  queryCompatibleNamespace: 'com.amazonaws.sqs',
} as const;

/** Operations on one queue, and the permission each needs: SQS has none of their own for batches. */
const permissions = {
  SendMessage: 'sqs:SendMessage',
  SendMessageBatch: 'sqs:SendMessage',
  ReceiveMessage: 'sqs:ReceiveMessage',
  DeleteMessage: 'sqs:DeleteMessage',
  DeleteMessageBatch: 'sqs:DeleteMessage',
  ChangeMessageVisibility: 'sqs:ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'sqs:ChangeMessageVisibility',
  GetQueueAttributes: 'sqs:GetQueueAttributes',
  SetQueueAttributes: 'sqs:SetQueueAttributes',
  PurgeQueue: 'sqs:PurgeQueue',
  GetQueueUrl: 'sqs:GetQueueUrl',
} as const;

export type SqsOptions = {
  readonly queues: Queues;
  readonly region: string;
  readonly accountId: string;
  /** Where the gateway listens; the queues' addresses begin with it. Known once it does. */
  readonly readGatewayUrl: () => string;
};

/** SQS on fauxqs: queue by queue, with the gateway's addresses and waiting of our own. Queues are made by the stack, not by calls. */
export function createSqsService({ queues, region, accountId, readGatewayUrl }: SqsOptions): Service {
  const runs: Partial<Record<string, (name: string, call: Call) => Promise<Answer>>> = {
    ReceiveMessage: (name, call) => receiveMessages(queues, name, call),
    SendMessage: async (_name, { input }) => {
      requireDelay(input['DelaySeconds']);
      return queues.call('SendMessage', input);
    },
    SendMessageBatch: async (_name, { input }) => {
      // SQS would refuse the one entry and take the others; so large a delay is a fault of ours in either case.
      for (const { DelaySeconds } of delayedEntries.parse(input['Entries'])) requireDelay(DelaySeconds);
      return queues.call('SendMessageBatch', input);
    },
    GetQueueUrl: async (name) => {
      if (!queues.find(name)) return queues.call('GetQueueUrl', { QueueName: name });
      return answerJson(protocol, {
        QueueUrl: writeQueueUrl(readGatewayUrl(), accountId, name),
      });
    },
  };
  const operations = Object.entries(permissions).map(([action, permission]): [string, Operation] => [
    action,
    (call) => {
      const name = action === 'GetQueueUrl' ? readText(call, 'QueueName') : readQueueName(call, accountId);
      const run = runs[action] ?? (() => queues.call(action, call.input));
      return {
        need: {
          permission,
          resource: `arn:aws:sqs:${region}:${accountId}:${name}`,
          context: new Map([['aws:securetransport', ['true']]]),
        },
        run: () => run(name, call),
      };
    },
  ]);
  return {
    name: 'sqs',
    targetPrefix: 'AmazonSQS.',
    protocol,
    operations: Object.fromEntries(operations),
    answer: readAnswer,
    errors: queryErrors,
  };
}

const delayedEntries = z.array(z.looseObject({ DelaySeconds: z.unknown() })).catch([]);

/** A quarter of an hour at most (API reference, SendMessage); fauxqs 2.4.1 takes any number. */
function requireDelay(given: unknown): void {
  if (given === undefined) return;
  const isUsual = typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 900;
  if (isUsual) return;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${String(given)} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
  );
}

/** The address that clients know a queue by. */
export function writeQueueUrl(gatewayUrl: string, accountId: string, name: string): string {
  return `${gatewayUrl}/${accountId}/${name}`;
}

/** Takes messages, waiting as long as was asked; ends early, taking nothing, when the client is gone. */
async function receiveMessages(queues: Queues, name: string, { input, watch }: Call): Promise<Answer> {
  const queue = queues.find(name);
  const waitSeconds = input['WaitTimeSeconds'] ?? Number(queue?.attributes['ReceiveMessageWaitTimeSeconds']);
  const isUsual = typeof waitSeconds === 'number' && waitSeconds >= 0 && waitSeconds <= 20;
  // What is out of range is fauxqs's to refuse.
  if (!queue || !isUsual) return queues.call('ReceiveMessage', input);
  const signal = watch();
  const deadlineMs = Date.now() + waitSeconds * 1000;
  for (;;) {
    const answer = await queues.call('ReceiveMessage', { ...input, WaitTimeSeconds: 0 });
    if (signal.aborted) giveBack(queue, answer);
    const leftMs = deadlineMs - Date.now();
    if (answer.status !== 200 || answer.body !== '{}' || leftMs <= 0 || signal.aborted) return answer;
    await waitForArrival(queue, leftMs, signal);
    if (signal.aborted) return answer;
  }
}

const receivedMessages = z.object({ Messages: z.array(z.object({ ReceiptHandle: z.string() })).default([]) });

/** Undoes a receipt that nobody will see, its count included: the client went away while the messages were being taken. */
function giveBack(queue: SqsQueue, answer: Answer): void {
  const { data } = receivedMessages.safeParse(JSON.parse(answer.body));
  for (const { ReceiptHandle } of data?.Messages ?? []) {
    const entry = queue.inflightMessages.get(ReceiptHandle);
    if (entry) entry.message.approximateReceiveCount -= 1;
    queue.changeVisibility(ReceiptHandle, 0);
  }
}

function readQueueName(call: Call, accountId: string): string {
  const url = readText(call, 'QueueUrl');
  const [, account, name] = /^(?:https?:\/\/[^/]+)?\/?([^/]+)\/([^/]+)$/.exec(url) ?? [];
  if (account === accountId && name) return name;
  throw new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, 404);
}

function readText({ input }: Call, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

function readAnswer(result: unknown): Answer {
  if (isAnswer(result)) return result;
  throw new Error('An SQS operation gave no answer.');
}

function isAnswer(value: unknown): value is Answer {
  return (
    typeof value === 'object' && value !== null && 'status' in value && 'headers' in value && 'body' in value
  );
}
