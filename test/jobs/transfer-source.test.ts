import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../shared/core/failure.ts';
import { createMediaReader } from '../../shared/media/media-store.ts';
import { createMediaClient } from '../../shared/media/s3.ts';
import { createSender, type QueueMessage } from '../../shared/queue/sqs.ts';
import { connectClients } from '../infra/local-aws/aws-under-test.ts';
import { bucket, startTransferWorld, type TransferWorld } from '../support/transfer-world.ts';

/* The transfer function against a store that fails, or whose object is not the one it was. */
let world: TransferWorld;
beforeAll(async () => {
  world = await startTransferWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clear());

const severalBytes = 64_000_001;
const chunkBytes = 10_485_760;

/** A clock by which a slice is over after so many of its readings. */
const clockOver = (readings: number) => {
  let read = 0;
  return () => {
    read += 1;
    return new Date(Date.now() + (read > readings ? 60_000 : 0));
  };
};

/** Sends the first chunks of a file, and leaves the rest to a successor. */
const beginPartly = async () => {
  const begun = await world.begin(severalBytes);
  await world.enqueue(begun.message);
  await world.poll(world.handler({ clock: clockOver(8) }));
  const [successor] = await world.waiting();
  if (successor === undefined || successor.confirmedBytes === 0) throw new Error('It did not get on.');
  return { begun, successor };
};

describe('an object that is another one since the last attempt', () => {
  test('is refused by name, and none of its bytes are sent', async () => {
    const { begun, successor } = await beginPartly();
    world.stage(severalBytes, begun.file.key);

    await world.poll();

    const { sha256, receivedBytes } = world.upload(begun);
    expect((await world.told()).failure?.code).toBe('media_changed');
    expect(receivedBytes).toBe(successor.confirmedBytes);
    expect(sha256).toBe(begun.file.sha256(successor.confirmedBytes));
    expect(await world.waiting()).toEqual([]);
  });

  test('is refused in the middle of a slice as well', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    const s3 = createMediaClient({
      endpoint: world.aws.url,
      region: world.aws.region,
      credentials: world.aws.rootCredentials,
    });
    const media = createMediaReader(s3, bucket);
    const readRange: typeof media.readRange = (key, etag, first, last, signal) => {
      if (first === 3 * chunkBytes) world.stage(severalBytes, begun.file.key);
      return media.readRange(key, etag, first, last, signal);
    };

    await world.poll(world.handler({ media: { readRange } }));

    expect((await world.told()).failure?.code).toBe('media_changed');
    expect(world.upload(begun).sha256).toBe(begun.file.sha256(3 * chunkBytes));
    s3.destroy();
  });

  test('and so is one that is gone', async () => {
    const { begun } = await beginPartly();
    const { s3 } = connectClients(world.aws);
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: begun.file.key }));

    await world.poll();

    expect((await world.told()).failure?.code).toBe('media_changed');
    s3.destroy();
  });
});

test('a store that ignores the range is noticed before a byte is sent', async () => {
  const begun = await world.begin(severalBytes);
  await world.enqueue(begun.message);
  world.aws.setFault({ service: 's3', error: 'rangeIgnored' });

  await world.poll();

  expect((await world.told()).failure?.code).toBe('media_range_ignored');
  expect(world.upload(begun).chunks.filter(({ status }) => status !== null)).toEqual([]);
});

describe('a store that is away', () => {
  test.each(['unavailable', 'cutShort', 'InternalFailure', 'ThrottlingException'] as const)(
    'for a moment (%s) costs nothing but a little time',
    async (error) => {
      const begun = await world.begin(severalBytes);
      await world.enqueue(begun.message);
      world.aws.setFault({ service: 's3', error, times: 2 });

      await world.poll();

      expect(world.upload(begun).sha256).toBe(begun.file.sha256());
      expect((await world.told()).ends).toEqual(['transfer_ended']);
    },
  );

  test('for longer puts the transfer off, longer each time, and uses up none of its receives', async () => {
    const begun = await world.begin(1_000);
    const { sendToTransfer, sent } = catchSuccessors();
    await world.enqueue(begun.message);
    const handler = world.handler({
      sendToTransfer,
      media: { readRange: () => Promise.reject(unavailable()) },
    });

    for (let slice = 0; slice < 3; slice += 1) await world.poll(handler);

    expect(sent.map(({ delaySeconds, attributes }) => [delaySeconds, attributes])).toEqual([
      [15, { fruitless: '1' }],
      [30, { fruitless: '2' }],
      [60, { fruitless: '3' }],
    ]);
    await world.finish();
    expect(world.upload(begun).sha256).toBe(begun.file.sha256());
    expect(await world.bodies('transfer-media-dlq')).toEqual([]);
  });
});

/** What no test wants to wait for is sent without its delay. */
const catchSuccessors = () => {
  const sent: QueueMessage[] = [];
  const send = createSender(world.sqs, world.queueUrls['transfer-media']);
  const sendToTransfer = async (message: QueueMessage) => {
    sent.push(message);
    await send({ body: message.body, attributes: message.attributes });
  };
  return { sendToTransfer, sent };
};

const unavailable = () => new Failure('media_unavailable', { detail: 'The store is away.' });
