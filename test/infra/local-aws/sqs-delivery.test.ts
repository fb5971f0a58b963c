import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsUnderTest, catchError, startAwsUnderTest, waitFor } from './aws-under-test.ts';
import { createQueueCalls, type QueueCalls } from './queue-calls.ts';

let under: AwsUnderTest;
let calls: QueueCalls;

beforeAll(async () => {
  under = await startAwsUnderTest();
  calls = createQueueCalls(under);
});

afterAll(() => under.stop());

describe('a dead-letter queue', () => {
  test('gets what was received too often, and gives it back by receive, send and delete', async () => {
    const dead = calls.createQueue({ MessageRetentionPeriod: 1_209_600 });
    const RedrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 2 };
    const { url } = calls.createQueue({ VisibilityTimeout: 0, RedrivePolicy });
    await calls.send(url, 'poison');

    const counts = [await calls.receiveOne(url), await calls.receiveOne(url)].map(
      (m) => m.Attributes?.ApproximateReceiveCount,
    );
    const third = await calls.receive(url);
    const letter = await calls.receiveOne(dead.url);
    await calls.send(url, letter.Body ?? '');
    await under.sqs.send(
      new DeleteMessageCommand({ QueueUrl: dead.url, ReceiptHandle: letter.ReceiptHandle }),
    );

    expect(counts).toEqual(['1', '2']);
    expect(third).toEqual([]);
    expect(letter.Body).toBe('poison');
    expect((await calls.receiveOne(url)).Attributes?.ApproximateReceiveCount).toBe('1');
    expect(await calls.countMessages(dead.url)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });
});

describe('a long poll', () => {
  test('gets a message that is sent while it waits, and holds no other call up', async () => {
    const { url } = calls.createQueue();
    const poll = calls.receiveOne(url, 20);

    await calls.send(calls.createQueue().url, 'elsewhere');
    await calls.send(url, 'awaited');

    expect((await poll).Body).toBe('awaited');
  });

  test('of two waits on when the other took the message', async () => {
    const { url } = calls.createQueue();
    const polls = [calls.receiveOne(url, 20), calls.receiveOne(url, 20)];

    await calls.send(url, 'first');
    const winner = await Promise.race(polls);
    await calls.send(url, 'second');
    const bodies = (await Promise.all(polls)).map(({ Body }) => Body);

    expect(winner.Body).toBe('first');
    expect(bodies.sort()).toEqual(['first', 'second']);
  });

  test('whose client went away takes nothing', async () => {
    const { url } = calls.createQueue({ VisibilityTimeout: 600 });
    const client = new AbortController();
    under.aws.counters.reset();
    const poll = under.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), {
      abortSignal: client.signal,
    });
    await waitFor(() => under.aws.counters.read('sqs:ReceiveMessage') === 1);

    client.abort();
    await catchError(poll);
    await calls.send(url, 'for the living');

    expect((await calls.receiveOne(url, 5)).Attributes?.ApproximateReceiveCount).toBe('1');
  });

  test('asked to wait longer than SQS allows is refused', async () => {
    expect((await catchError(calls.receive(calls.createQueue().url, 21))).name).toBe('InvalidParameterValue');
  });
});

test('a dump shows every message, whatever its state, and changes none', async () => {
  const { url, arn } = calls.createQueue();
  await calls.send(url, 'taken');
  await calls.receiveOne(url);
  await calls.send(url, 'ready');
  await calls.send(url, 'delayed', { DelaySeconds: 600 });
  const before = await calls.countMessages(url);

  const dump = await under.aws.dumpQueues();

  const found = dump.find(({ queue }) => arn.endsWith(`:${queue}`));
  expect(found?.bodies.sort()).toEqual(['delayed', 'ready', 'taken']);
  expect(await calls.countMessages(url)).toEqual(before);
  expect(before).toEqual({ ready: 1, inFlight: 1, delayed: 1 });
});

describe('a message that is not there yet', () => {
  test('comes to a poll that waits: sent to wait for a second', async () => {
    const { url } = calls.createQueue();
    const poll = calls.receiveOne(url, 20);

    await calls.send(url, 'later', { DelaySeconds: 1 });
    const early = await calls.receive(url);

    expect(early).toEqual([]);
    expect((await poll).Body).toBe('later');
  });

  test('comes to a poll that waits: put off for a second', async () => {
    const { url } = calls.createQueue({ VisibilityTimeout: 600 });
    await calls.send(url, 'again');
    const { ReceiptHandle } = await calls.receiveOne(url);
    const poll = calls.receiveOne(url, 20);

    await under.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 1 }),
    );

    expect((await poll).Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('waits for 15 minutes at most, as SQS allows', async () => {
    const { url } = calls.createQueue();

    await calls.send(url, 'late', { DelaySeconds: 900 });
    const tooLate = await catchError(calls.send(url, 'too late', { DelaySeconds: 901 }));

    expect(await calls.countMessages(url)).toEqual({ ready: 0, inFlight: 0, delayed: 1 });
    expect(tooLate.name).toBe('InvalidParameterValue');
  });
});
