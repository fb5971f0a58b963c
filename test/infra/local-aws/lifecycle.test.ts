import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { startAws } from '../../../infra/local/aws/start-aws.ts';
import { catchError, startAwsUnderTest, waitFor } from './aws-under-test.ts';

const kept = { folder: true };

describe('a restart', () => {
  test('finds every message in the state it was in, whichever port it gets', async () => {
    const first = await startAwsUnderTest();
    const { url } = first.aws.createQueue('events', { VisibilityTimeout: 600 });
    const send = (MessageBody: string, DelaySeconds = 0) =>
      first.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, DelaySeconds }));
    await send('taken');
    await first.sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    await send('ready');
    await send('delayed', 600);
    await first.stop(kept);

    const second = await startAwsUnderTest({ dataDir: first.dataDir });
    const queue = second.aws.createQueue('events', { VisibilityTimeout: 600 });
    const received = await second.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, MaxNumberOfMessages: 10 }),
    );
    const dump = await second.aws.dumpQueues();
    await second.stop();

    expect(queue.url).toBe(`${second.aws.url}/000000000000/events`);
    expect(received.Messages?.map(({ Body }) => Body)).toEqual(['ready']);
    expect(dump).toEqual([
      { queue: 'events', bodies: expect.arrayContaining(['taken', 'ready', 'delayed']) },
    ]);
  });

  test('after a kill finds what was acknowledged, and the receive counts', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'local-aws-'));
    const child = fork(join(import.meta.dirname, 'killed-aws.ts'), [dataDir], {
      execArgv: [],
      stdio: 'ignore',
    });
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const under = await startAwsUnderTest({ dataDir });
    const { url } = under.aws.createQueue('events', { VisibilityTimeout: 600 });
    const received = await under.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    await under.stop();

    const counts = received.Messages?.map(({ Body, Attributes }) => [
      Body,
      Attributes?.ApproximateReceiveCount,
    ]);
    expect(counts?.sort()).toEqual([
      ['given back', '2'],
      ['never taken', '1'],
    ]);
  });
});

describe('a close', () => {
  test('ends long polls at once, with an empty answer, and leaves nothing listening', async () => {
    const under = await startAwsUnderTest({ fauxqsPort: 0 });
    const { url } = under.aws.createQueue('events');
    const poll = under.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await waitFor(() => under.aws.counters.read('sqs:ReceiveMessage') === 1);

    await under.aws.close();

    expect((await poll).Messages).toBeUndefined();
    for (const address of [under.aws.url, under.aws.fauxqsUrl ?? '']) {
      await expect(fetch(address)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    }
    rmSync(under.dataDir, { recursive: true });
  });
});

describe('a start', () => {
  test('on a taken port fails, names the port and holds nothing', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const dataDir = mkdtempSync(join(tmpdir(), 'local-aws-'));

    const failure = await catchError(startAws({ port, dataDir }));
    const otherFailure = await catchError(startAws({ port: 0, fauxqsPort: port, dataDir }));

    squatter.close();
    const next = await startAwsUnderTest({ dataDir, port });
    await next.stop();
    expect(failure.message).toContain(`port ${port}`);
    expect(otherFailure.message).toContain(`${port}`);
  });

  test('for another account than the emulator’s is refused', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'local-aws-'));

    const failure = await catchError(startAws({ port: 0, dataDir, accountId: '123456789012' }));

    expect(failure.message).toContain('123456789012');
    rmSync(dataDir, { recursive: true });
  });

  test('with a port for fauxqs answers there too, without signatures, for looking by hand', async () => {
    const under = await startAwsUnderTest({ fauxqsPort: 0 });
    under.aws.createQueue('events');
    const direct = new SQSClient({
      endpoint: under.aws.fauxqsUrl ?? '',
      region: under.aws.region,
      credentials: { accessKeyId: 'anybody', secretAccessKey: 'x' },
    });

    const QueueUrl = `${under.aws.fauxqsUrl}/000000000000/events`;
    await direct.send(new SendMessageCommand({ QueueUrl, MessageBody: 'by hand' }));
    const dump = await under.aws.dumpQueues();
    direct.destroy();
    await under.stop();

    expect(dump).toEqual([{ queue: 'events', bodies: ['by hand'] }]);
  });
});
