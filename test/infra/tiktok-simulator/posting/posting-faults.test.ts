import { describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../../../infra/local/tiktok-simulator/fault-book.ts';
import {
  creatorInfoPath,
  directBody,
  directPath,
  fileSource,
  idOf,
  openWorld,
  type PostingWorld,
  postVideo,
  putChunk,
  putWhole,
  readStatus,
  sha256,
  someBytes,
  statusPath,
  uploadUrlOf,
  withPosting,
} from './posting-harness.ts';

const file = someBytes(200_000);
const begin = async ({ call }: PostingWorld) => {
  const init = await call(directPath, directBody(fileSource(file.length)));
  return { publishId: idOf(init), url: uploadUrlOf(init) };
};

describe('a fault on an init', () => {
  const lost: FaultAction[] = [{ kind: 'cut-after' }, { kind: 'answer', status: 500, takesEffect: true }];
  test.each(lost)('of the kind %j leaves a task behind that the caller knows nothing of', (action) =>
    withPosting(async (world) => {
      world.control.addFault({ match: { path: directPath }, action });
      const answer = await begin(world).catch(() => null);

      expect(answer).toBeNull();
      expect(world.control.listTasks()).toHaveLength(1);
      expect(world.control.countPostingCalls().videoInit).toEqual({
        called: 1,
        ok: 1,
        limited: 0,
        refused: 0,
        struck: 1,
      });
    }),
  );

  test.each<FaultAction>([
    { kind: 'cut-before' },
    { kind: 'answer', status: 503 },
    { kind: 'html' },
    { kind: 'cut-in-request', afterBytes: 1 },
  ])('of the kind %j leaves nothing behind', (action) =>
    withPosting(async (world) => {
      world.control.addFault({ match: { path: '/v2/post/publish/*' }, action });
      const answer = await begin(world).catch(() => null);

      expect(answer).toBeNull();
      expect(world.control.listTasks()).toEqual([]);
      expect(world.control.countPostingCalls().videoInit).toMatchObject({ called: 1, ok: 0, struck: 1 });
    }),
  );

  test('aims at one creator', () =>
    withPosting(async (world) => {
      const other = openWorld(world.simulator, 'solo.dancer');
      world.control.addFault({
        match: { path: creatorInfoPath, openId: other.openId },
        action: { kind: 'rate-limit' },
      });

      const answers = [await world.call(creatorInfoPath), await other.call(creatorInfoPath)];

      expect(answers.map(({ code }) => code)).toEqual(['ok', 'rate_limit_exceeded']);
    }));
});

describe('a fault on a chunk', () => {
  test('that cuts off the answer has stored the chunk, so the next try meets 416 with all of it', () =>
    withPosting(async (world) => {
      const { url, publishId } = await begin(world);
      world.control.addFault({
        match: { path: '/video/', openId: world.openId },
        action: { kind: 'cut-after' },
      });
      await expect(putWhole(url, file)).rejects.toThrow('socket hang up');

      const again = await putWhole(url, file);

      expect([again.status, again.contentRange]).toEqual([416, `bytes 0-${file.length}/${file.length}`]);
      expect(world.control.readTask(publishId).upload?.sha256).toBe(sha256(file));
    }));

  test('that cuts it half-way has stored nothing', () =>
    withPosting(async (world) => {
      const { url, publishId } = await begin(world);
      world.control.addFault({
        match: { path: '/video/' },
        action: { kind: 'cut-in-request', afterBytes: 70_000 },
      });
      await expect(putWhole(url, file)).rejects.toThrow();
      const between = world.control.readTask(publishId).upload?.receivedBytes;

      const again = await putWhole(url, file);

      expect([between, again.status]).toEqual([0, 201]);
      expect(world.control.readTask(publishId).upload?.sha256).toBe(sha256(file));
    }));

  test('answers a gateway’s error without storing, or with it', () =>
    withPosting(async (world) => {
      const { url } = await begin(world);
      const gatewayError = { kind: 'answer', status: 502 } as const;
      world.control.addFault({ match: { path: '/video/' }, action: gatewayError });
      const first = await putWhole(url, file);
      const second = await putWhole(url, file);
      const other = await begin(world);
      world.control.addFault({ match: { path: '/video/' }, action: { ...gatewayError, takesEffect: true } });
      const third = await putWhole(other.url, file);
      const fourth = await putWhole(other.url, file);

      expect([first, second, third, fourth].map(({ status }) => status)).toEqual([502, 201, 502, 416]);
    }));

  test('hits the share of the chunks that its seed draws', () =>
    withPosting(async (world) => {
      world.control.addFault({
        match: { path: '/video/' },
        share: 0.5,
        seed: 3,
        action: { kind: 'answer', status: 500 },
      });
      const { url } = await begin(world);
      const statuses: number[] = [];
      for (let count = 0; count < 12; count += 1) statuses.push((await putWhole(url, file)).status);
      const { chunk } = world.control.countPostingCalls(world.openId);

      expect(chunk.called).toBe(12);
      expect(chunk.struck).toBe(statuses.filter((status) => status === 500).length);
      expect([chunk.struck > 0, chunk.struck < 12]).toEqual([true, true]);
    }));
});

describe('the counters of posting calls', () => {
  test('tell what TikTok decided, by endpoint and creator, and the calls whose they were', () =>
    withPosting(
      async (world) => {
        const other = openWorld(world.simulator, 'solo.dancer');
        const publishId = await postVideo(world);
        await world.call(directPath, {});
        await world.call(directPath, {});
        await readStatus(world, publishId);
        await other.call(statusPath, { publish_id: publishId });
        await putChunk(`${world.simulator.url}/video/?upload_id=1&upload_token=2`, file, 0, 1);
        const mine = world.control.countPostingCalls(world.openId);
        const total = world.control.countPostingCalls();
        const chunkCalls = world.control.listCalls().filter(({ path }) => path === '/video/');

        expect(mine.videoInit).toEqual({ called: 3, ok: 1, limited: 1, refused: 1, struck: 0 });
        expect(mine.inits).toEqual(mine.videoInit);
        expect(mine.status).toEqual({ called: 1, ok: 1, limited: 0, refused: 0, struck: 0 });
        expect(total.status).toEqual({ called: 2, ok: 1, limited: 0, refused: 1, struck: 0 });
        expect([mine.chunk.ok, total.chunk.refused]).toEqual([1, 1]);
        expect(chunkCalls.map(({ openId, status }) => [openId, status])).toEqual([
          [world.openId, 201],
          [null, 404],
        ]);
        expect(world.control.listPostingCalls().map(({ openId }) => openId)).toEqual([
          world.openId,
          other.openId,
        ]);
        world.control.clearCalls();
        expect(world.control.countPostingCalls().inits.called).toBe(0);
      },
      { switches: { initsPerMinute: 2 } },
    ));

  test('know the limits of each endpoint', () =>
    withPosting(
      async (world) => {
        for (const path of [
          creatorInfoPath,
          statusPath,
          '/v2/video/list/?fields=id',
          '/v2/video/query/?fields=id',
        ])
          await world.call(path, {});
        const { creatorInfo, status, videoList, videoQuery } = world.control.countPostingCalls();

        expect([creatorInfo, status, videoList, videoQuery].map(({ limited }) => limited)).toEqual([
          1, 1, 1, 1,
        ]);
      },
      { switches: { creatorInfoPerMinute: 0, statusPerMinute: 0, videoCallsPerMinute: 0 } },
    ));
});
