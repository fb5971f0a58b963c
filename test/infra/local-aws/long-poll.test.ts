import { expect, test } from '@jest/globals';
import { waitForArrival } from '../../../infra/local/aws/long-poll.ts';
import { SqsQueue } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';

test('a wait that is given up ends at once and leaves nobody waiting', async () => {
  const queue = new SqsQueue(
    'events',
    'http://127.0.0.1/000000000000/events',
    'arn:aws:sqs:r:000000000000:events',
  );
  const client = new AbortController();
  const left = waitForArrival(queue, 600_000, client.signal);
  const staying = waitForArrival(queue, 600_000, new AbortController().signal);

  client.abort();
  await left;

  expect(queue.pollWaiters).toHaveLength(1);
  queue.cancelWaiters();
  await staying;
});

test('a wait for a client that is already gone never begins', async () => {
  const queue = new SqsQueue(
    'events',
    'http://127.0.0.1/000000000000/events',
    'arn:aws:sqs:r:000000000000:events',
  );

  await waitForArrival(queue, 600_000, AbortSignal.abort());

  expect(queue.pollWaiters).toEqual([]);
});
