import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type AwsUnderTest, catchError, startAwsUnderTest, waitFor } from './aws-under-test.ts';

let under: AwsUnderTest;
let made = 0;

beforeAll(async () => {
  under = await startAwsUnderTest();
});

afterAll(() => under.stop());

/** A queue of its own for each test. */
function createQueue(attributes: Record<string, unknown> = {}) {
  made += 1;
  return under.aws.createQueue(`queue-${made}`, attributes);
}

async function send(QueueUrl: string, MessageBody: string, extra: { DelaySeconds?: number } = {}) {
  await under.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...extra }));
}

async function receive(QueueUrl: string, WaitTimeSeconds = 0): Promise<Message[]> {
  const call = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds, MessageSystemAttributeNames: ['All' as const] };
  const { Messages } = await under.sqs.send(new ReceiveMessageCommand({ ...call, MessageAttributeNames: ['All'] }));
  return Messages ?? [];
}

/** The one message that is expected. */
async function receiveOne(url: string, waitSeconds = 0): Promise<Message> {
  const [message, ...others] = await receive(url, waitSeconds);
  if (!message || others.length > 0) throw new Error(`Expected one message, not ${others.length}.`);
  return message;
}

async function countMessages(QueueUrl: string): Promise<Record<string, number>> {
  const { Attributes = {} } = await under.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return {
    ready: Number(Attributes['ApproximateNumberOfMessages']),
    inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
    delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed']),
  };
}

describe('a queue', () => {
  test('is known by the gateway’s address', async () => {
    const queue = under.aws.createQueue('addressed');

    const { QueueUrl } = await under.sqs.send(new GetQueueUrlCommand({ QueueName: 'addressed' }));

    expect(queue.url).toBe(`${under.aws.url}/000000000000/addressed`);
    expect(QueueUrl).toBe(queue.url);
    expect(queue.arn).toBe('arn:aws:sqs:eu-central-1:000000000000:addressed');
  });

  test('created again has the new attributes only, and its messages', async () => {
    const dead = createQueue();
    const RedrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 };
    const { url } = under.aws.createQueue('again', { VisibilityTimeout: 60, DelaySeconds: 0, RedrivePolicy });
    await send(url, 'kept');

    under.aws.createQueue('again', { VisibilityTimeout: 90, MessageRetentionPeriod: '1209600' });

    const { Attributes } = await under.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ VisibilityTimeout: '90', MessageRetentionPeriod: '1209600' });
    expect(Attributes).not.toHaveProperty('RedrivePolicy');
    expect((await receiveOne(url)).Body).toBe('kept');
  });

  test('with an attribute that is not known is not created', () => {
    expect(() => under.aws.createQueue('odd', { KmsMasterKeyId: 'alias/mine' })).toThrow('KmsMasterKeyId');
    expect(() => under.aws.createQueue('odd.fifo', {})).toThrow('odd.fifo');
  });

  test('that does not exist is said not to', async () => {
    const nowhere = `${under.aws.url}/000000000000/nowhere`;

    expect(await catchError(send(nowhere, 'x'))).toBeInstanceOf(QueueDoesNotExist);
    expect(await catchError(receive(nowhere, 1))).toBeInstanceOf(QueueDoesNotExist);
    expect((await catchError(send(`${under.aws.url}/111111111111/nowhere`, 'x'))).name).toBe('InvalidAddress');
  });

  test('is emptied by a purge', async () => {
    const { url } = createQueue();
    await send(url, 'one');
    await send(url, 'two', { DelaySeconds: 100 });

    await under.sqs.send(new PurgeQueueCommand({ QueueUrl: url }));

    expect(await countMessages(url)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });
});

describe('a message', () => {
  test('goes in with its attributes, comes out with them and its counts, and is gone when deleted', async () => {
    const { url } = createQueue();
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'ping' } };
    await under.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'hello', MessageAttributes }));

    const message = await receiveOne(url);
    const whileTaken = await receive(url);
    await under.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }));

    expect(message).toMatchObject({ Body: 'hello', MessageAttributes, Attributes: { ApproximateReceiveCount: '1' } });
    expect(Number(message.Attributes?.SentTimestamp)).toBeGreaterThan(Date.now() - 60_000);
    expect(whileTaken).toEqual([]);
    expect(await countMessages(url)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });

  test.each([
    ['an emoji', 'done 🎉 \u{10FFFF}'],
    ['line ends and tabs', 'a\r\n\tb'],
  ])('may hold %s', async (_what, body) => {
    const { url } = createQueue();

    await send(url, body);

    expect((await receiveOne(url)).Body).toBe(body);
  });

  test.each([
    ['a control character', 'a\u0000b'],
    ['a non-character', '\uFFFE'],
  ])('may not hold %s', async (_what, body) => {
    const { url } = createQueue();

    expect((await catchError(send(url, body))).name).toBe('InvalidMessageContents');
  });

  test('may have 1 MiB, as AWS allows now, or less where the queue says so', async () => {
    const large = createQueue();
    const small = createQueue({ MaximumMessageSize: 262_144 });

    await send(large.url, 'x'.repeat(1_048_576));
    await send(small.url, 'x'.repeat(262_144));

    expect((await catchError(send(large.url, 'x'.repeat(1_048_577)))).name).toBe('InvalidParameterValue');
    expect((await catchError(send(small.url, 'x'.repeat(262_145)))).name).toBe('InvalidParameterValue');
  });

  test('sent with a delay waits for it', async () => {
    const { url } = createQueue();
    await send(url, 'later', { DelaySeconds: 1 });

    const atOnce = await receive(url);
    const counted = await countMessages(url);
    const late = await receiveOne(url, 5);

    expect(atOnce).toEqual([]);
    expect(counted).toEqual({ ready: 0, inFlight: 0, delayed: 1 });
    expect(late.Body).toBe('later');
  });

  test('given back at once is received again, counted once more', async () => {
    const { url } = createQueue();
    await send(url, 'again');
    const { ReceiptHandle } = await receiveOne(url);

    await under.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
    );

    expect((await receiveOne(url)).Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('not deleted within its visibility timeout comes back by itself', async () => {
    const { url } = createQueue({ VisibilityTimeout: 1 });
    await send(url, 'again');
    await receiveOne(url);

    const second = await receiveOne(url, 5);

    expect(second.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('put off stays away although its queue’s timeout is over', async () => {
    const { url } = createQueue({ VisibilityTimeout: 1 });
    await send(url, 'put off');
    const { ReceiptHandle } = await receiveOne(url);

    const putOff = { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 600 };
    await under.sqs.send(new ChangeMessageVisibilityCommand(putOff));

    expect(await receive(url, 2)).toEqual([]);
    expect(await countMessages(url)).toMatchObject({ inFlight: 1 });
  });
});

describe('a batch', () => {
  test('of ten is sent, put back and deleted in one call each', async () => {
    const { url } = createQueue();
    const ids = Array.from({ length: 10 }, (_, index) => `id-${index}`);
    const entries = ids.map((Id) => ({ Id, MessageBody: `body of ${Id}` }));
    under.aws.counters.reset();

    await under.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const first = await receive(url);
    const putBack = first.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle, VisibilityTimeout: 0 }));
    await under.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: putBack }));
    const second = await receive(url);
    const done = second.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const deleted = await under.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: done }));

    expect(second.map(({ Body }) => Body).sort()).toEqual(entries.map(({ MessageBody }) => MessageBody));
    expect(deleted.Successful).toHaveLength(10);
    expect(await countMessages(url)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
    expect(under.aws.counters.readAll()).toMatchObject({
      'sqs:SendMessageBatch': 1,
      'sqs:ChangeMessageVisibilityBatch': 1,
      'sqs:DeleteMessageBatch': 1,
    });
  });

  test('of eleven is refused', async () => {
    const { url } = createQueue();
    const Entries = Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x' }));

    const refused = await catchError(under.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries })));

    expect(refused.name).toContain('TooManyEntriesInBatchRequest');
  });
});

describe('a dead-letter queue', () => {
  test('gets what was received too often, and gives it back by receive, send and delete', async () => {
    const dead = createQueue({ MessageRetentionPeriod: 1_209_600 });
    const RedrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 2 };
    const { url } = createQueue({ VisibilityTimeout: 0, RedrivePolicy });
    await send(url, 'poison');

    const counts = [await receiveOne(url), await receiveOne(url)].map((m) => m.Attributes?.ApproximateReceiveCount);
    const third = await receive(url);
    const letter = await receiveOne(dead.url);
    await send(url, letter.Body ?? '');
    await under.sqs.send(new DeleteMessageCommand({ QueueUrl: dead.url, ReceiptHandle: letter.ReceiptHandle }));

    expect(counts).toEqual(['1', '2']);
    expect(third).toEqual([]);
    expect(letter.Body).toBe('poison');
    expect((await receiveOne(url)).Attributes?.ApproximateReceiveCount).toBe('1');
    expect(await countMessages(dead.url)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });
});

describe('a long poll', () => {
  test('gets a message that is sent while it waits, and holds no other call up', async () => {
    const { url } = createQueue();
    const poll = receiveOne(url, 20);

    await send(createQueue().url, 'elsewhere');
    await send(url, 'awaited');

    expect((await poll).Body).toBe('awaited');
  });

  test('of two waits on when the other took the message', async () => {
    const { url } = createQueue();
    const polls = [receiveOne(url, 20), receiveOne(url, 20)];

    await send(url, 'first');
    const winner = await Promise.race(polls);
    await send(url, 'second');
    const bodies = (await Promise.all(polls)).map(({ Body }) => Body);

    expect(winner.Body).toBe('first');
    expect(bodies.sort()).toEqual(['first', 'second']);
  });

  test('whose client went away takes nothing', async () => {
    const { url } = createQueue({ VisibilityTimeout: 600 });
    const client = new AbortController();
    under.aws.counters.reset();
    const poll = under.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), {
      abortSignal: client.signal,
    });
    await waitFor(() => under.aws.counters.read('sqs:ReceiveMessage') === 1);

    client.abort();
    await catchError(poll);
    await send(url, 'for the living');

    expect((await receiveOne(url, 5)).Attributes?.ApproximateReceiveCount).toBe('1');
  });

  test('asked to wait longer than SQS allows is refused', async () => {
    expect((await catchError(receive(createQueue().url, 21))).name).toBe('InvalidParameterValue');
  });
});

test('a dump shows every message, whatever its state, and changes none', async () => {
  const { url, arn } = createQueue();
  await send(url, 'taken');
  await receiveOne(url);
  await send(url, 'ready');
  await send(url, 'delayed', { DelaySeconds: 600 });
  const before = await countMessages(url);

  const dump = await under.aws.dumpQueues();

  const found = dump.find(({ queue }) => arn.endsWith(`:${queue}`));
  expect(found?.bodies.sort()).toEqual(['delayed', 'ready', 'taken']);
  expect(await countMessages(url)).toEqual(before);
  expect(before).toEqual({ ready: 1, inFlight: 1, delayed: 1 });
});
