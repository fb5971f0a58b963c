import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTransferProcess, type TransferProcess } from '../support/transfer-process.ts';
import { startTransferWorld, type TransferWorld } from '../support/transfer-world.ts';
import { waitFor } from '../support/wait-for.ts';

/* Large files whose workers are killed while bytes flow, again and again. */
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

/** A gibibyte goes its way in test/end-to-end/publish.test.ts. */
const sizeBytes = 200 * 1024 ** 2;
const [chunkCount, kills] = [20, 4];

/** Numbers from 0 to below 1, the same in every run (a linear congruential generator, by Park and Miller). */
const createRandom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

/** Chunk numbers in rising order, at which a worker is killed in the middle of the chunk. */
const chooseChunks = (seed: number, count: number, chunkCount: number): number[] => {
  const random = createRandom(seed);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(1 + Math.floor(random() * chunkCount));
  return [...chosen].toSorted((a, b) => a - b);
};

const killAgainAndAgain = async (seed: number) => {
  const begun = await world.begin(sizeBytes);
  await world.enqueue(begun.message);
  for (const nth of chooseChunks(seed, kills, chunkCount)) {
    await waitFor('the message to be there again', async () => {
      const worker = startTransferProcess(world, { stopAt: 'middle of the body', nth });
      workers.push(worker);
      const said = await worker.said;
      await worker.kill();
      return said !== undefined && JSON.stringify(said).includes('stoppedAt');
    });
  }
  await world.finish();
  return begun;
};

test.each([1, 20, 300])(
  'a file of 200 MiB is whole although its workers are killed at random chunks (seed %d)',
  async (seed) => {
    const begun = await killAgainAndAgain(seed);

    const { sha256, maxParallel, receivedBytes } = world.upload(begun);
    expect(sha256).toBe(begun.file.sha256());
    expect(maxParallel).toBe(1);
    expect(receivedBytes).toBe(sizeBytes);
    expect(world.storedRanges(begun)).toHaveLength(chunkCount);
    expect((await world.told()).ends).toEqual(['transfer_ended']);
  },
  90_000,
);
