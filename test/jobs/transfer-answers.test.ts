import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../infra/local/tiktok-simulator/fault-book.ts';
import type { ChunkUpload } from '../../shared/platforms/posting.ts';
import { createChunkUpload } from '../../shared/platforms/tiktok/upload.ts';
import { type BegunTransfer, startTransferWorld, type TransferWorld } from '../support/transfer-world.ts';

/* The transfer function against TikTok's answers, over real HTTP. */
let world: TransferWorld;
beforeAll(async () => {
  world = await startTransferWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clear());

const megabyte = 1_000_000;
/** Six chunks, the last with a remainder. */
const severalBytes = 64 * megabyte + 1;
const chunkBytes = 10_485_760;

/** An upload whose patience is short enough for a test. */
const impatient = () => createChunkUpload({ stallMs: 300, answerMs: 300, restMs: 50 });

/** One that a busy machine does not make give up on a good answer, of whose rest it waits for little. */
const patient = () => createChunkUpload({ stallMs: 20_000, answerMs: 20_000, restMs: 50 });

const strike = (action: FaultAction, nth = 1, times = 1) =>
  world.control.addFault({ match: { path: '/video/', nth }, times, action });

const statuses = (begun: BegunTransfer) => world.upload(begun).chunks.map(({ status }) => status);

const expectWhole = async (begun: BegunTransfer) => {
  const { sha256, chunks } = world.upload(begun);
  expect(sha256).toBe(begun.file.sha256());
  // Of a PUT that a fault broke off the simulator may not have seen the end when the next one comes; each is stored once.
  const stored = chunks.filter(({ status }) => status === 206 || status === 201);
  expect(new Set(stored.map(({ firstByte }) => firstByte)).size).toBe(stored.length);
  expect((await world.told()).ends).toEqual(['transfer_ended']);
  expect(await world.waiting()).toEqual([]);
};

describe('a file', () => {
  test.each([1, 5 * megabyte, 64 * megabyte])('of %d bytes goes up in one chunk', async (sizeBytes) => {
    const begun = await world.begin(sizeBytes);
    await world.enqueue(begun.message);

    await world.poll();

    await expectWhole(begun);
    expect(statuses(begun)).toEqual([201]);
  });

  test('of several chunks arrives whole, in order and one chunk at a time', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);

    await world.poll();

    await expectWhole(begun);
    expect(statuses(begun)).toEqual([206, 206, 206, 206, 206, 201]);
  });

  test.each(['strictest', 'decimal', 'binary'] as const)(
    'goes up whatever a megabyte is (%s), and however TikTok tells its place',
    async (megabyteMeans) => {
      for (const uploadedRange of ['count', 'last-index'] as const) {
        await world.clear();
        world.control.patchSwitches({ megabyte: megabyteMeans, uploadedRange });
        const begun = await world.begin(severalBytes);
        await world.enqueue(begun.message);
        strike({ kind: 'cut-after' }, 3);

        await world.poll();

        await expectWhole(begun);
        expect(statuses(begun)).toEqual([206, 206, 206, 416, 206, 206, 201]);
      }
      world.control.patchSwitches({ megabyte: 'strictest', uploadedRange: 'count' });
    },
  );
});

describe('the same chunk is sent again', () => {
  test.each<[string, FaultAction]>([
    ['a 500', { kind: 'answer', status: 500 }],
    ['a 502 after it was stored', { kind: 'answer', status: 502, takesEffect: true }],
    ['a 503', { kind: 'answer', status: 503, retryAfterSeconds: 1 }],
    ['a 429', { kind: 'rate-limit' }],
    ['a gateway’s page', { kind: 'html', status: 502 }],
    ['a gateway’s page with 200', { kind: 'html', status: 200 }],
    ['a connection that is cut at once', { kind: 'cut-before' }],
    [
      'a connection that is cut in the middle of its body',
      { kind: 'cut-in-request', afterBytes: 3 * megabyte },
    ],
    ['a connection that is cut after it was stored', { kind: 'cut-after' }],
    ['an answer that never comes', { kind: 'hang' }],
    ['an answer that never comes though it was stored', { kind: 'hang', takesEffect: true }],
  ])('after %s, and the file arrives once and whole', async (_what, action) => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    strike(action, 2);
    strike(action, 7);

    await world.poll(world.handler({ openUpload: impatient }));

    await expectWhole(begun);
  });
});

describe('an answer that has said what it has to say', () => {
  test.each<[string, FaultAction]>([
    ['trickles on', { kind: 'trickle', pieceBytes: 1, intervalMs: 1_000 }],
    ['is five megabytes long', { kind: 'huge-body', sizeBytes: 5 * megabyte }],
    ['breaks off', { kind: 'cut-mid-body' }],
  ])('counts although it %s', async (_what, action) => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    strike(action, 1, 6);

    await world.poll(world.handler({ openUpload: patient }));

    await expectWhole(begun);
    expect(statuses(begun)).toEqual([206, 206, 206, 206, 206, 201]);
  });
});

describe('a transfer fails by name', () => {
  test('when TikTok refuses a chunk, which is not sent again', async () => {
    const begun = await world.begin(severalBytes, { contentType: 'video/x-unknown' });
    await world.enqueue(begun.message);

    await world.poll();

    expect(await world.told()).toMatchObject({
      ends: ['transfer_failed'],
      failure: { code: 'upload_refused', detail: expect.stringContaining('400') },
    });
    expect(statuses(begun)).toEqual([400]);
    expect(await world.waiting()).toEqual([]);
  });

  test('when TikTok sends it elsewhere, where nothing is sent', async () => {
    const elsewhere = await world.begin(severalBytes);
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    strike({ kind: 'answer', status: 307, headers: { location: elsewhere.message.uploadUrl } });

    await world.poll();

    expect((await world.told()).failure?.code).toBe('upload_refused');
    expect(world.upload(elsewhere).chunks).toEqual([]);
  });

  test.each([
    ['upload_expired', 403],
    ['upload_gone', 404],
  ])('%s when TikTok answers %d', async (code, status) => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    strike({ kind: 'answer', status }, 3);

    await world.poll();

    expect(await world.told()).toMatchObject({
      ends: ['transfer_failed'],
      failure: { code, detail: expect.stringContaining(`at byte ${2 * chunkBytes}`) },
    });
  });

  test('when TikTok tells its place in no readable form, twice', async () => {
    const begun = await world.begin(severalBytes);
    await world.enqueue(begun.message);
    strike({ kind: 'answer', status: 416, headers: { 'content-range': 'somewhere' } }, 3);
    strike({ kind: 'answer', status: 416 }, 6);

    await world.poll();

    expect((await world.told()).failure?.code).toBe('upload_out_of_step');
  });

  test.each([
    'ftp://127.0.0.1/video/',
    'http://upload.example/video/',
    '/video/',
    'https://',
    'javascript:alert(1)',
  ])('when %s is the address to send to, and nothing is sent', async (uploadUrl) => {
    const begun = await world.begin(1_000, { uploadUrl });
    await world.enqueue(begun.message);

    await world.poll();

    expect((await world.told()).failure?.code).toBe('upload_refused');
    expect(world.upload(begun).chunks).toEqual([]);
  });
});

test('TikTok’s word that it is further back than remembered is followed once', async () => {
  const begun = await world.begin(severalBytes, { confirmedBytes: 3 * chunkBytes });
  await world.enqueue(begun.message);

  await world.poll();

  await expectWhole(begun);
  expect(statuses(begun)).toEqual([416, 206, 206, 206, 206, 206, 201]);
});

test('a creator who takes the access away in the middle ends the upload by name, where TikTok closes it for that', async () => {
  const own = await startTransferWorld({ switches: { uploadAfterTokenEnds: 'refused' } });
  const begun = await own.begin(severalBytes);
  await own.enqueue(begun.message);
  let chunks = 0;
  const openUpload = (): ChunkUpload => {
    const upload = createChunkUpload();
    return {
      close: upload.close,
      send: (...given) => {
        chunks += 1;
        if (chunks === 3) own.control.disconnectCreator('simcreator');
        return upload.send(...given);
      },
    };
  };

  await own.poll(own.handler({ openUpload }));

  expect((await own.told()).failure?.code).toBe('upload_expired');
  expect(own.upload(begun).receivedBytes).toBe(2 * chunkBytes);
  await own.close();
});
