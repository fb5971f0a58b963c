import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsUnderTest, catchError, startAwsUnderTest } from './aws-under-test.ts';
import { createQueueCalls, type QueueCalls } from './queue-calls.ts';

let under: AwsUnderTest;
let calls: QueueCalls;

beforeAll(async () => {
  under = await startAwsUnderTest();
  calls = createQueueCalls(under);
});

afterAll(() => under.stop());

describe('a queue', () => {
  test('is known by the gateway’s address', async () => {
    const queue = under.aws.createQueue('addressed');

    const { QueueUrl } = await under.sqs.send(new GetQueueUrlCommand({ QueueName: 'addressed' }));

    expect(queue.url).toBe(`${under.aws.url}/000000000000/addressed`);
    expect(QueueUrl).toBe(queue.url);
    expect(queue.arn).toBe('arn:aws:sqs:eu-central-1:000000000000:addressed');
  });

  test('created again has the new attributes only, and its messages', async () => {
    const dead = calls.createQueue();
    const RedrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 };
    const { url } = under.aws.createQueue('again', { VisibilityTimeout: 60, DelaySeconds: 0, RedrivePolicy });
    await calls.send(url, 'kept');

    under.aws.createQueue('again', { VisibilityTimeout: 90, MessageRetentionPeriod: '1209600' });

    const { Attributes } = await under.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ VisibilityTimeout: '90', MessageRetentionPeriod: '1209600' });
    expect(Attributes).not.toHaveProperty('RedrivePolicy');
    expect((await calls.receiveOne(url)).Body).toBe('kept');
  });

  test('with an attribute that is not known is not created', () => {
    expect(() => under.aws.createQueue('odd', { KmsMasterKeyId: 'alias/mine' })).toThrow('KmsMasterKeyId');
    expect(() => under.aws.createQueue('odd.fifo', {})).toThrow('odd.fifo');
  });

  test('that does not exist is said not to', async () => {
    const nowhere = `${under.aws.url}/000000000000/nowhere`;

    expect(await catchError(calls.send(nowhere, 'x'))).toBeInstanceOf(QueueDoesNotExist);
    expect(await catchError(calls.receive(nowhere, 1))).toBeInstanceOf(QueueDoesNotExist);
    expect((await catchError(calls.send(`${under.aws.url}/111111111111/nowhere`, 'x'))).name).toBe(
      'InvalidAddress',
    );
  });

  test('is emptied by a purge', async () => {
    const { url } = calls.createQueue();
    await calls.send(url, 'one');
    await calls.send(url, 'two', { DelaySeconds: 100 });

    await under.sqs.send(new PurgeQueueCommand({ QueueUrl: url }));

    expect(await calls.countMessages(url)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });
});

describe('a message', () => {
  test('goes in with its attributes, comes out with them and its counts, and is gone when deleted', async () => {
    const { url } = calls.createQueue();
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'ping' } };
    await under.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'hello', MessageAttributes }));

    const message = await calls.receiveOne(url);
    const whileTaken = await calls.receive(url);
    await under.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }));

    expect(message).toMatchObject({
      Body: 'hello',
      MessageAttributes,
      Attributes: { ApproximateReceiveCount: '1' },
    });
    expect(Number(message.Attributes?.SentTimestamp)).toBeGreaterThan(Date.now() - 60_000);
    expect(whileTaken).toEqual([]);
    expect(await calls.countMessages(url)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });

  test.each([
    ['an emoji', 'done 🎉 \u{10FFFF}'],
    ['line ends and tabs', 'a\r\n\tb'],
  ])('may hold %s', async (_what, body) => {
    const { url } = calls.createQueue();

    await calls.send(url, body);

    expect((await calls.receiveOne(url)).Body).toBe(body);
  });

  test.each([
    ['a control character', 'a\u0000b'],
    ['a non-character', '\uFFFE'],
  ])('may not hold %s', async (_what, body) => {
    const { url } = calls.createQueue();

    expect((await catchError(calls.send(url, body))).name).toBe('InvalidMessageContents');
  });

  test('may have 1 MiB, as AWS allows now, or less where the queue says so', async () => {
    const large = calls.createQueue();
    const small = calls.createQueue({ MaximumMessageSize: 262_144 });

    await calls.send(large.url, 'x'.repeat(1_048_576));
    await calls.send(small.url, 'x'.repeat(262_144));

    expect((await catchError(calls.send(large.url, 'x'.repeat(1_048_577)))).name).toBe(
      'InvalidParameterValue',
    );
    expect((await catchError(calls.send(small.url, 'x'.repeat(262_145)))).name).toBe('InvalidParameterValue');
  });

  test('sent with a delay waits for it', async () => {
    const { url } = calls.createQueue();
    await calls.send(url, 'later', { DelaySeconds: 1 });

    const atOnce = await calls.receive(url);
    const counted = await calls.countMessages(url);
    const late = await calls.receiveOne(url, 5);

    expect(atOnce).toEqual([]);
    expect(counted).toEqual({ ready: 0, inFlight: 0, delayed: 1 });
    expect(late.Body).toBe('later');
  });

  test('given back at once is received again, counted once more', async () => {
    const { url } = calls.createQueue();
    await calls.send(url, 'again');
    const { ReceiptHandle } = await calls.receiveOne(url);

    await under.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
    );

    expect((await calls.receiveOne(url)).Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('not deleted within its visibility timeout comes back by itself', async () => {
    const { url } = calls.createQueue({ VisibilityTimeout: 1 });
    await calls.send(url, 'again');
    await calls.receiveOne(url);

    const second = await calls.receiveOne(url, 5);

    expect(second.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('put off stays away although its queue’s timeout is over', async () => {
    const { url } = calls.createQueue({ VisibilityTimeout: 1 });
    await calls.send(url, 'put off');
    const { ReceiptHandle } = await calls.receiveOne(url);

    const putOff = { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 600 };
    await under.sqs.send(new ChangeMessageVisibilityCommand(putOff));

    expect(await calls.receive(url, 2)).toEqual([]);
    expect(await calls.countMessages(url)).toMatchObject({ inFlight: 1 });
  });
});

describe('a batch', () => {
  test('of ten is sent, put back and deleted in one call each', async () => {
    const { url } = calls.createQueue();
    const ids = Array.from({ length: 10 }, (_, index) => `id-${index}`);
    const entries = ids.map((Id) => ({ Id, MessageBody: `body of ${Id}` }));
    under.aws.counters.reset();

    await under.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const first = await calls.receive(url);
    const putBack = first.map(({ ReceiptHandle }, index) => ({
      Id: `${index}`,
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await under.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: putBack }));
    const second = await calls.receive(url);
    const done = second.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const deleted = await under.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: done }));

    expect(second.map(({ Body }) => Body).sort()).toEqual(entries.map(({ MessageBody }) => MessageBody));
    expect(deleted.Successful).toHaveLength(10);
    expect(await calls.countMessages(url)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
    expect(under.aws.counters.readAll()).toMatchObject({
      'sqs:SendMessageBatch': 1,
      'sqs:ChangeMessageVisibilityBatch': 1,
      'sqs:DeleteMessageBatch': 1,
    });
  });

  test('of eleven is refused', async () => {
    const { url } = calls.createQueue();
    const Entries = Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x' }));

    const refused = await catchError(under.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries })));

    expect(refused.name).toContain('TooManyEntriesInBatchRequest');
  });
});
