import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type EventSource, openEventSource } from '../../../infra/local/runtime/event-source.ts';
import { type AwsUnderTest, startAwsUnderTest, waitFor } from '../local-aws/aws-under-test.ts';
import { fail, succeed } from './api-model.ts';

const sqsEvent = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

describe('a queue that feeds a function', () => {
  let under: AwsUnderTest;
  let open: EventSource | undefined;
  beforeAll(async () => {
    under = await startAwsUnderTest();
  });
  afterEach(() => open?.close());
  afterAll(() => under.stop());

  const feed = async (
    name: string,
    invoke: (bodies: readonly string[]) => Promise<ReturnType<typeof succeed>>,
    given: { batchSize?: number; maxConcurrency?: number } = {},
  ): Promise<string> => {
    const { url, arn } = under.aws.createQueue(name, { VisibilityTimeout: 600 });
    open = await openEventSource({
      source: {
        queueArn: arn,
        queueUrl: url,
        functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:f',
        batchSize: 1,
        windowMs: 0,
        maxConcurrency: 2,
        reportsItemFailures: true,
        ...given,
      },
      endpoint: under.aws.url,
      region: under.aws.region,
      credentials: under.aws.rootCredentials,
      invoke: (event) => invoke(sqsEvent.parse(event).Records.map(({ body }) => body)),
      log: () => {},
    });
    return url;
  };
  const send = (url: string, bodies: readonly string[]) =>
    Promise.all(
      bodies.map((MessageBody) => under.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }))),
    );
  const bodiesIn = async (name: string): Promise<readonly string[]> =>
    (await under.aws.dumpQueues()).find(({ queue }) => queue === name)?.bodies ?? [];

  test('hands over one message at a time where the batch is one, and to as many functions at once as the mapping allows', async () => {
    const batches: (readonly string[])[] = [];
    let [running, most] = [0, 0];
    let release = (): void => {};
    const bothAreThere = new Promise<void>((resolve) => {
      release = resolve;
    });
    const url = await feed('transfers', async (bodies) => {
      batches.push(bodies);
      running += 1;
      most = Math.max(most, running);
      if (running === 2) release();
      await bothAreThere;
      running -= 1;
      return succeed({ batchItemFailures: [] });
    });

    await send(url, ['a', 'b', 'c', 'd', 'e']);
    await waitFor(async () => (await bodiesIn('transfers')).length === 0);

    expect(batches.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1]);
    expect(batches.flat().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(most).toBe(2);
  });

  test('keeps what the function names as failed, and all that a function that fails was given', async () => {
    const seen: string[] = [];
    const url = await feed('progress', async (bodies) => {
      seen.push(...bodies);
      return bodies.includes('crash') ? fail('Error') : succeed(null);
    });

    await send(url, ['good', 'crash']);
    await waitFor(() => seen.length === 2);
    await waitFor(async () => (await bodiesIn('progress')).length === 1);

    expect(await bodiesIn('progress')).toEqual(['crash']);
  });
});
