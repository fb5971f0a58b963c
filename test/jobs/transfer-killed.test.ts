import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chunkOf, planUpload } from '../../shared/posts/upload-plan.ts';
import {
  startTransferProcess,
  type TransferProcess,
  type TransferWish,
} from '../support/transfer-process.ts';
import { type BegunTransfer, startTransferWorld, type TransferWorld } from '../support/transfer-world.ts';
import { waitFor } from '../support/wait-for.ts';

/*
 * The transfer function killed by SIGKILL at each of its steps, as a process of its own. Its message is handed out again
 * after a second, and whatever the step was: TikTok gets every byte once and in order, and the end is told.
 */
let world: TransferWorld;
let workers: TransferProcess[] = [];
beforeAll(async () => {
  world = await startTransferWorld({ visibilitySeconds: 1 });
});
afterAll(() => world.close());
beforeEach(() => world.clear());
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  workers = [];
});

/** Six chunks. */
const sizeBytes = 64_000_001;
const plan = planUpload(sizeBytes);
const allChunks = Array.from({ length: plan.chunkCount }, (_, index) => chunkOf(plan, index));

const start = (wish: TransferWish): TransferProcess => {
  const worker = startTransferProcess(world, wish);
  workers.push(worker);
  return worker;
};

/** Begins a transfer, and kills its worker where the wish says. */
const killAt = async (wish: TransferWish): Promise<BegunTransfer> => {
  const begun = await world.begin(sizeBytes);
  await world.enqueue(begun.message);
  const worker = start(wish);
  expect(await worker.said).toEqual({ stoppedAt: wish.stopAt });
  await worker.kill();
  return begun;
};

const expectOnce = async (begun: BegunTransfer) => {
  const { sha256, maxParallel } = world.upload(begun);
  expect(sha256).toBe(begun.file.sha256());
  expect(maxParallel).toBe(1);
  expect(world.storedRanges(begun)).toEqual(
    allChunks.map(({ firstByte, lastByte }) => [firstByte, lastByte]),
  );
  const { ends, failure } = await world.told();
  expect(failure).toBeUndefined();
  expect(ends).toContain('transfer_ended');
  expect(await world.bodies('transfer-media-dlq')).toEqual([]);
};

describe('killed', () => {
  test.each<[string, TransferWish]>([
    ['before anything', { stopAt: 'message received' }],
    ['before it reads', { stopAt: 'range asked for' }],
    ['before the first chunk is sent', { stopAt: 'chunk about to be sent' }],
    ['before a later chunk is sent', { stopAt: 'chunk about to be sent', nth: 4 }],
    ['in the middle of the first chunk', { stopAt: 'middle of the body', nth: 1 }],
    ['in the middle of a later chunk', { stopAt: 'middle of the body', nth: 3 }],
    ['in the middle of the last chunk', { stopAt: 'middle of the body', nth: 6 }],
    ['after the first answer', { stopAt: 'answer heard' }],
    ['after the answer to the last chunk', { stopAt: 'answer heard', nth: 6 }],
    ['before it tells how far it is', { stopAt: 'progress about to be told', chunksInSlice: 2 }],
    ['after it told how far it is', { stopAt: 'progress told', chunksInSlice: 2 }],
    ['before it sends its successor', { stopAt: 'successor about to be sent', chunksInSlice: 2 }],
    ['after it sent its successor', { stopAt: 'successor sent', chunksInSlice: 2 }],
    ['before its message is deleted', { stopAt: 'message about to be deleted', chunksInSlice: 2 }],
    ['before it tells the end', { stopAt: 'progress about to be told' }],
    ['after it told the end', { stopAt: 'progress told' }],
    ['after the end, before its message is deleted', { stopAt: 'message about to be deleted' }],
  ])('%s, the next one goes on where TikTok is', async (_step, wish) => {
    const begun = await killAt(wish);

    await world.finish();

    await expectOnce(begun);
  });

  test.each([1, 3, 6])('after chunk %d took effect, before its answer, the next one goes on', async (nth) => {
    const begun = await world.begin(sizeBytes);
    await world.enqueue(begun.message);
    world.control.addFault({ match: { path: '/video/', nth }, action: { kind: 'hang', takesEffect: true } });
    const worker = start({});
    await waitFor('the chunk', async () => world.storedRanges(begun).length === nth);
    await worker.kill();

    await world.finish();

    await expectOnce(begun);
  });
});

test('a message whose successor went on alone ends without harm, and so does the end told twice', async () => {
  const begun = await killAt({ stopAt: 'successor sent', chunksInSlice: 2 });

  await world.finish();
  await waitFor('all messages to be taken', async () => {
    await world.poll();
    return (await world.bodies('transfer-media')).length === 0;
  });

  await expectOnce(begun);
  expect((await world.told()).ends.filter((kind) => kind === 'transfer_ended').length).toBeGreaterThanOrEqual(
    1,
  );
});
