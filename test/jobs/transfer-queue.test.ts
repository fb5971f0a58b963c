import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../shared/core/failure.ts';
import { createChunkUpload } from '../../shared/platforms/tiktok/upload.ts';
import { createSender } from '../../shared/queue/sqs.ts';
import { shortSlice, startTransferWorld, type TransferWorld } from '../support/transfer-world.ts';
import { waitFor } from '../support/wait-for.ts';

/* The transfer function and its queues: slices, copies of a message, and messages that nobody can act on. */
let world: TransferWorld;
beforeAll(async () => {
  world = await startTransferWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clear());

const severalBytes = 64_000_001;
const chunkBytes = 10_485_760;
const hour = 3600_000;

/** An upload that moves a clock on with each chunk that it has sent. */
const slowUpload = (msEach: number) => {
  let sent = 0;
  const openUpload = () => {
    const upload = createChunkUpload();
    return {
      close: upload.close,
      send: async (...given: Parameters<typeof upload.send>) => {
        const answer = await upload.send(...given);
        sent += 1;
        return answer;
      },
    };
  };
  return { openUpload, clock: () => new Date(Date.now() + sent * msEach) };
};

describe('a slice', () => {
  test('ends with the chunk at which its time is over, tells how far it came and hands over', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);

    await world.poll(world.handler(slowUpload(20_000)));

    expect((await world.told()).bytes).toEqual([1, 2, 3].map((chunks) => chunks * chunkBytes));
    expect(await world.waiting()).toEqual([{ ...begun.message, confirmedBytes: 3 * chunkBytes }]);
    expect(world.upload(begun).receivedBytes).toBe(3 * chunkBytes);
  });

  test('tells how far it is soon at first, then every ten seconds at most, and the rest at its end', async () => {
    const begun = await world.begin(9 * chunkBytes);
    await world.enqueue(begun.message);

    await world.poll(world.handler(slowUpload(8_000)));

    expect((await world.told()).bytes).toEqual([1, 2, 3, 4, 6, 7].map((chunks) => chunks * chunkBytes));
    expect((await world.waiting())[0]?.confirmedBytes).toBe(7 * chunkBytes);
  });

  test('is followed by others until the file is whole, and none sends a byte again', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);

    await world.finish(world.handler(slowUpload(30_000)));

    const { sha256, chunks } = world.upload(begun);
    expect(sha256).toBe(begun.file.sha256());
    expect(chunks.map(({ status }) => status)).toEqual([206, 206, 206, 206, 206, 201]);
    expect((await world.told()).ends.at(-1)).toBe('transfer_ended');
  });

  test('whose only chunk is too slow for it is given another one, and then the transfer fails by name', async () => {
    const begun = await world.begin(1_000);
    await world.enqueue(begun.message);
    world.control.addFault({ match: { path: '/video/' }, times: 2, action: { kind: 'hang' } });
    const handler = world.handler({ settings: { ...shortSlice, deadlineMs: 300 } });

    await world.finish(handler);

    expect(await world.told()).toMatchObject({
      ends: ['transfer_failed'],
      failure: { code: 'transfer_timeout' },
    });
    expect(await world.waiting()).toEqual([]);
  });

  test('that cannot tell how far it is goes on all the same', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    const send = createSender(world.sqs, world.queueUrls['post-progress']);

    await world.poll(
      world.handler({
        ...slowUpload(11_000),
        sendToProgress: async (message) => {
          if (message.body.includes('"bytes"')) throw new Failure('queue_unavailable', { detail: 'Away.' });
          await send(message);
        },
      }),
    );
    await world.finish();

    expect(world.upload(begun).sha256).toBe(begun.file.sha256());
    expect((await world.told()).ends).toEqual(['transfer_ended']);
  });
});

describe('the hour of the upload address', () => {
  test('that is over before the transfer begins ends it by name, and nothing is sent', async () => {
    const begun = await world.begin(1_000, { uploadExpiresAt: new Date(Date.now() - 1).toISOString() });
    await world.enqueue(begun.message);

    await world.poll();

    expect((await world.told()).failure?.code).toBe('upload_expired');
    expect(world.upload(begun).chunks).toEqual([]);
  });

  test('that ends in the middle of it ends it there, and says how far it came', async () => {
    const begun = await world.begin(severalBytes, {
      uploadExpiresAt: new Date(Date.now() + hour / 2).toISOString(),
    });
    await world.enqueue(begun.message);

    await world.finish(world.handler(slowUpload(hour / 5)));

    const { failure } = await world.told();
    expect(failure?.code).toBe('upload_expired');
    expect(failure?.detail).toContain(`${3 * chunkBytes} of ${severalBytes} bytes`);
  });
});

describe('two workers with one message', () => {
  test('send every byte once between them, whichever is ahead', async () => {
    const begun = await world.begin(severalBytes);
    await Promise.all([world.enqueue(begun.message), world.enqueue(begun.message)]);

    await Promise.all([world.poll(), world.poll()]);
    await world.finish();

    const { sha256, receivedBytes } = world.upload(begun);
    expect(sha256).toBe(begun.file.sha256());
    expect(receivedBytes).toBe(severalBytes);
    expect(world.storedRanges(begun)).toHaveLength(6);
    const { ends, failure } = await world.told();
    expect(failure).toBeUndefined();
    expect(ends).toContain('transfer_ended');
  });

  test('are soon one: the one that meets the other’s chunks leaves the file to it for two minutes', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    let sent = 0;
    const delays: (number | undefined)[] = [];
    const openUpload = () => {
      const upload = createChunkUpload();
      return {
        close: upload.close,
        send: async (...given: Parameters<typeof upload.send>) => {
          sent += 1;
          // The other one is faster from the third chunk on.
          if (sent === 3) await pollOther(begun.message);
          return upload.send(...given);
        },
      };
    };
    const sendToTransfer = async ({ delaySeconds }: { delaySeconds?: number }) =>
      void delays.push(delaySeconds);

    await world.poll(world.handler({ openUpload, sendToTransfer }));

    expect(delays).toEqual([120]);
    await world.enqueue({ ...begun.message, confirmedBytes: 0 });
    await world.finish();
    expect(world.upload(begun).sha256).toBe(begun.file.sha256());
  });

  /** Another worker that sends two chunks, out of sight of the queue. */
  const pollOther = async (message: Parameters<TransferWorld['enqueue']>[0]) => {
    const handler = world.handler({ ...slowUpload(28_000), sendToTransfer: async () => {} });
    await world.enqueue({ ...message, confirmedBytes: 2 * chunkBytes });
    await waitFor('the other message', async () => (await world.poll(handler)).received === 1);
  };
});

describe('a message', () => {
  test('that is not readable goes to the dead letters, and the post it names is told first', async () => {
    const bodies = ['nonsense', '{"version":1}', '{"version":1,"tenant":"t","postId":"p","key":""}'];
    for (const body of bodies)
      await createSender(world.sqs, world.queueUrls['transfer-media'])({ body, attributes: {} });

    for (const _body of bodies) await world.poll();

    expect((await world.bodies('transfer-media-dlq')).toSorted()).toEqual(bodies.toSorted());
    expect(await world.progress()).toEqual([
      expect.objectContaining({ tenant: 't', postId: 'p', kind: 'transfer_failed', code: 'transfer_broken' }),
    ]);
    expect(await world.bodies('transfer-media')).toEqual([]);
  });

  test('whose handling throws five times goes to the dead letters, and its post is told first', async () => {
    const begun = await world.begin(1_000);
    await world.enqueue(begun.message);
    const surprise = Object.assign(new Error('The role may not read.'), { name: 'AccessDenied' });
    const handler = world.handler({ media: { readRange: () => Promise.reject(surprise) } });

    const receives: number[] = [];
    await waitFor('the dead letter', async () => {
      const { mostReceives } = await world.poll(handler);
      if (mostReceives > 0) receives.push(mostReceives);
      return (await world.bodies('transfer-media-dlq')).length > 0;
    });

    expect(receives).toEqual([1, 2, 3, 4, 5]);
    expect(await world.told()).toMatchObject({
      ends: ['transfer_failed'],
      failure: { code: 'transfer_broken' },
    });
  });

  test('whose end cannot be told is kept, and the end is told by the next attempt', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    const away = () => Promise.reject(new Failure('queue_unavailable', { detail: 'Away.' }));

    const { failed } = await world.poll(world.handler({ sendToProgress: away }));
    await world.finish();

    expect(failed).toBe(1);
    expect(world.upload(begun).chunks.map(({ status }) => status)).toEqual([
      206, 206, 206, 206, 206, 201, 416,
    ]);
    expect((await world.told()).ends).toEqual(['transfer_ended']);
  });

  test('whose successor cannot be sent is kept itself', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    const away = () => Promise.reject(new Failure('queue_unavailable', { detail: 'Away.' }));

    const { failed } = await world.poll(world.handler({ ...slowUpload(60_000), sendToTransfer: away }));
    await world.finish();

    expect(failed).toBe(1);
    expect(world.upload(begun).sha256).toBe(begun.file.sha256());
  });
});

test('the upload address is in no line of the log and in no word of progress', async () => {
  const faults = ['hang', 'cut-before', 'cut-in-request', 'cut-after', 'html'] as const;
  for (const kind of faults) {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    const action = kind === 'cut-in-request' ? { kind, afterBytes: 10 } : { kind };
    world.control.addFault({ match: { path: '/video/', nth: 2 }, times: 10, action });
    const openUpload = () => createChunkUpload({ stallMs: 100, answerMs: 100, restMs: 50 });
    await world.poll(world.handler({ openUpload }));
    world.control.clearFaults();
  }
  const refused = await world.begin(1_000, { contentType: 'nonsense' });
  await world.enqueue(refused.message);
  await world.poll();
  const broken = await world.begin(1_000, { uploadUrl: 'http://secret.example/?upload_token=secret' });
  await world.enqueue(broken.message);
  await world.poll();

  const words = `${world.log.text()}${(await world.bodies('post-progress')).join()}`;

  expect(words.length).toBeGreaterThan(1_000);
  expect(words).not.toMatch(/upload_token|upload_id|secret/);
});
