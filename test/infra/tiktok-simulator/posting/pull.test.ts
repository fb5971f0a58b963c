import { describe, expect, test } from '@jest/globals';
import { waitFor } from '../../../support/wait-for.ts';
import { pull, type Serve, serveVideo, video, withMedia } from './media-origin.ts';
import {
  eventsOf,
  idOf,
  inboxPath,
  type PostingWorld,
  pullSource,
  readStatus,
  sha256,
} from './posting-harness.ts';

const isPulled = (world: PostingWorld) =>
  waitFor('the pull to end', async () => world.control.listTasks()[0]?.pull?.isWhole === true);

describe('a pull', () => {
  test('fetches the whole file from where the property is served, and publishes it', () =>
    withMedia(serveVideo, async (world, origin) => {
      const init = await pull(world, 'https://static.media.example/tt/a.mp4?sig=1&x=%20');
      await world.control.settleTasks();
      const waiting = await readStatus(world, idOf(init));
      await world.advance(10);
      const complete = await readStatus(world, idOf(init));
      const task = world.control.readTask(idOf(init));

      expect(Object.keys(init.data)).toEqual(['publish_id']);
      expect(idOf(init)).toMatch(/^v_pub_url~v2\.\d{19}$/);
      expect(origin.requests).toEqual([
        { method: 'GET', url: '/tt/a.mp4?sig=1&x=%20', host: 'static.media.example', range: undefined },
      ]);
      expect(waiting.data).toEqual({ status: 'PROCESSING_DOWNLOAD', downloaded_bytes: 300_000 });
      expect(complete.data).toMatchObject({ status: 'PUBLISH_COMPLETE', downloaded_bytes: 300_000 });
      expect(task.pull?.files).toEqual([
        {
          url: 'https://static.media.example/tt/a.mp4?sig=1&x=%20',
          sizeBytes: 300_000,
          sha256: sha256(video),
          contentType: 'video/mp4',
        },
      ]);
    }));

  test('of a prefix is served from below its stand-in', () =>
    withMedia(serveVideo, async (world, origin) => {
      await pull(world, 'https://cdn.example/tt/deep/a.mp4');
      await world.control.settleTasks();

      expect(origin.requests.map(({ url, host }) => [url, host])).toEqual([
        ['/prefix/deep/a.mp4', 'cdn.example'],
      ]);
    }));

  test('for a draft has its own kind of id', () =>
    withMedia(serveVideo, async (world) => {
      const init = await world.call(inboxPath, { source_info: pullSource('https://media.example/a.mp4') });
      await world.advance(10);

      expect(idOf(init)).toMatch(/^v_inbox_url~v2\.\d{19}$/);
      expect(world.control.readTask(idOf(init)).status).toBe('SEND_TO_USER_INBOX');
    }));

  test('takes as long as it is said to, in simulated time', () =>
    withMedia(
      serveVideo,
      async (world) => {
        const init = await pull(world);
        await world.advance(599);
        const during = world.control.readTask(idOf(init)).phase;
        await world.advance(1);
        const after = world.control.readTask(idOf(init)).phase;

        expect([during, after]).toEqual(['transfer', 'processing']);
      },
      { switches: { pullSeconds: 600 } },
    ));

  test('is asked for with GET, with HEAD before it, or by range', async () => {
    const methodsWith = async (pullRequest: 'get' | 'head-then-get' | 'ranged') => {
      const seen: unknown[] = [];
      const serve: Serve = (request, response) =>
        void response.writeHead(request.headers.range === undefined ? 200 : 206).end(video);
      await withMedia(
        serve,
        async (world, origin) => {
          await pull(world);
          await isPulled(world);
          seen.push(...origin.requests.map(({ method, range }) => [method, range]));
        },
        { switches: { pullRequest } },
      );
      return seen;
    };

    const seen = [await methodsWith('get'), await methodsWith('head-then-get'), await methodsWith('ranged')];

    expect(seen).toEqual([
      [['GET', undefined]],
      [
        ['HEAD', undefined],
        ['GET', undefined],
      ],
      [['GET', 'bytes=0-']],
    ]);
  });
});

describe('a pull fails', () => {
  const failing: [string, Serve][] = [
    ['at a redirect', (_request, response) => void response.writeHead(302, { location: '/b.mp4' }).end()],
    ['at a missing file', (_request, response) => void response.writeHead(404).end()],
    ['at a connection that is cut at once', (_request, response) => void response.destroy()],
    [
      'at a connection that is cut half-way',
      (_request, response) => {
        response.writeHead(200, { 'content-length': video.length });
        response.write(video.subarray(0, 1_000), () => response.destroy());
      },
    ],
  ];
  test.each(failing)('%s, with an event that says so', (_what, serve) =>
    withMedia(serve, async (world, origin) => {
      const init = await pull(world);
      await world.control.settleTasks();
      const { data } = await readStatus(world, idOf(init));

      expect(data).toMatchObject({ status: 'FAILED', fail_reason: 'video_pull_failed' });
      expect(origin.requests).toHaveLength(1);
      expect(world.control.readTask(idOf(init)).pull?.failure).not.toBeNull();
      expect(eventsOf(world)[0]).toMatchObject({
        event: 'post.publish.failed',
        content: `{"publish_id":"${idOf(init)}","reason":"video_pull_failed","publish_type":"DIRECT_PUBLISH"}`,
      });
    }),
  );

  test('where nothing serves the property, and nothing is called', () =>
    withMedia(serveVideo, async (world, origin) => {
      const init = await pull(world, 'https://dark.example/a.mp4');
      await world.control.settleTasks();

      expect(world.control.readTask(idOf(init)).failReason).toBe('video_pull_failed');
      expect(origin.requests).toEqual([]);
    }));

  test('after one hour, however slowly the bytes still come', () => {
    const serveForEver: Serve = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    };
    return withMedia(serveForEver, async (world, origin) => {
      const init = await pull(world);
      await waitFor('the first byte', async () => (origin.requests.length === 1 ? true : undefined));
      await world.advance(3_599);
      const before = world.control.readTask(idOf(init)).status;
      await world.advance(1);
      const after = world.control.readTask(idOf(init));
      await world.control.settleTasks();

      expect([before, after.status, after.failReason]).toEqual([
        'PROCESSING_DOWNLOAD',
        'FAILED',
        'video_pull_failed',
      ]);
    });
  });

  test('when it is declared to take more than an hour', () =>
    withMedia(serveVideo, async (world) => {
      world.control.declare({ match: { fileName: 'a.mp4' }, pullSeconds: 3_601 });
      const init = await pull(world);
      await world.advance(3_600);

      expect(world.control.readTask(idOf(init)).failReason).toBe('video_pull_failed');
    }));
});
