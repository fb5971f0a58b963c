import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Simulator, startSimulator } from '../../../../infra/local/tiktok-simulator/simulator.ts';
import { waitFor } from '../../../support/wait-for.ts';
import {
  callApi,
  directBody,
  directPath,
  fileSource,
  idOf,
  openWorld,
  postVideo,
  pullSource,
  putChunk,
  sha256,
  someBytes,
  startOfTime,
  uploadUrlOf,
  withOrigin,
} from './posting-harness.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiktok-simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const stateFile = () => join(folder, 'state.json');

const chunkBytes = 5 * 2 ** 20;
const file = someBytes(2 * chunkBytes + 123);

/** Runs one simulator after the other on the same file; a port is kept, so that addresses stay good. */
async function run<T>(
  body: (simulator: Simulator) => Promise<T>,
  { port = 0, keepsState = true }: { port?: number; keepsState?: boolean } = {},
): Promise<T> {
  const simulator = await startSimulator({
    port,
    ...(keepsState ? { stateFile: stateFile() } : {}),
    clock: { now: startOfTime, frozen: true },
  });
  try {
    return await body(simulator);
  } finally {
    await simulator.close();
  }
}

describe('a simulator that is started anew', () => {
  test('goes on with an upload at the next byte, and knows the whole file in the end', async () => {
    const begun = await run(async (simulator) => {
      const world = openWorld(simulator);
      const init = await world.call(directPath, directBody(fileSource(file.length, chunkBytes)));
      await putChunk(uploadUrlOf(init), file, 0, chunkBytes - 1);
      return { publishId: idOf(init), url: uploadUrlOf(init), port: simulator.port };
    });

    const ended = await run(
      async ({ control }) => {
        const repeated = await putChunk(begun.url, file, 0, chunkBytes - 1);
        const last = await putChunk(begun.url, file, chunkBytes, file.length - 1);
        return { statuses: [repeated.status, last.status], task: control.readTask(begun.publishId) };
      },
      { port: begun.port },
    );

    expect(ended.statuses).toEqual([416, 201]);
    expect(ended.task.upload).toMatchObject({ sha256: sha256(file), receivedBytes: file.length });
  });

  test('leaves out a chunk that was on disk when it was killed and that nobody was told of', async () => {
    const begun = await run(async (simulator) => {
      const world = openWorld(simulator);
      const init = await world.call(directPath, directBody(fileSource(file.length, chunkBytes)));
      await putChunk(uploadUrlOf(init), file, 0, chunkBytes - 1);
      return { publishId: idOf(init), url: uploadUrlOf(init), port: simulator.port };
    });
    writeFileSync(join(`${stateFile()}.media`, begun.publishId, '0', String(chunkBytes)), 'never confirmed');

    const ended = await run(
      async ({ control }) => {
        const last = await putChunk(begun.url, file, chunkBytes, file.length - 1);
        return { status: last.status, sha256: control.readTask(begun.publishId).upload?.sha256 };
      },
      { port: begun.port },
    );

    expect(ended).toEqual({ status: 201, sha256: sha256(file) });
  });

  test('lets what was under way happen at its time', async () => {
    const publishId = await run(async (simulator) => postVideo(openWorld(simulator)));

    const states = await run(async ({ control }) => {
      const before = control.readTask(publishId).phase;
      await control.changeClock({ advanceMs: 2_000 });
      const between = control.readTask(publishId).posts[0]?.isPublic;
      return { before, between };
    });
    const later = await run(async ({ control }) => {
      await control.changeClock({ advanceMs: 20_000 });
      return control.readTask(publishId);
    });

    expect(states).toEqual({ before: 'processing', between: false });
    expect(later).toMatchObject({ status: 'PUBLISH_COMPLETE', posts: [{ isPublic: true }] });
  });

  test('pulls again what it had not wholly when it was ended', () => {
    let isWilling = false;
    const serve: Parameters<typeof withOrigin>[0] = (_request, response) => {
      response.writeHead(200);
      if (isWilling) response.end(file);
      else response.write(file.subarray(0, 1_000));
    };
    return withOrigin(serve, async (origin) => {
      const publishId = await run(async (simulator) => {
        const property = { property: 'media.example', servedFrom: origin.url };
        simulator.control.patchApp({ verifiedProperties: [property] });
        const world = openWorld(simulator);
        const init = await world.call(directPath, directBody(pullSource('https://media.example/a.mp4')));
        const task = () => world.control.readTask(idOf(init));
        await waitFor('the first bytes', async () => task().pull?.downloadedBytes === 1_000);
        return idOf(init);
      });
      isWilling = true;

      const task = await run(async ({ control }) => {
        await control.settleTasks();
        return control.readTask(publishId);
      });

      expect(task).toMatchObject({ status: 'PROCESSING_DOWNLOAD', failReason: null });
      expect(task.pull).toMatchObject({ isWhole: true, downloadedBytes: file.length, failure: null });
      expect(task.pull?.files[0]?.sha256).toBe(sha256(file));
    });
  });

  test('reads a state file from before there was posting', async () => {
    await run(async ({ control }) => control.connectCreator('simcreator'));
    const { tasks: _tasks, posts: _posts, ...saved } = JSON.parse(readFileSync(stateFile(), 'utf8'));
    for (const creator of saved.creators) delete creator.dailyPostCap;
    delete saved.app.verifiedProperties;
    delete saved.switches.initsPerMinute;
    writeFileSync(stateFile(), JSON.stringify(saved));

    const status = await run(async (simulator) => {
      const world = openWorld(simulator);
      return (await world.call(directPath, directBody(fileSource(10)))).code;
    });

    expect(status).toBe('ok');
  });
});

describe('the bytes of a post', () => {
  test('can be watched as they came, whole or in ranges, while there is a folder for them', () =>
    run(async (simulator) => {
      const world = openWorld(simulator);
      const init = await world.call(directPath, directBody(fileSource(file.length, chunkBytes)));
      await putChunk(uploadUrlOf(init), file, 0, chunkBytes - 1);
      const half = world.control.readTask(idOf(init)).watchUrls;
      await putChunk(uploadUrlOf(init), file, chunkBytes, file.length - 1);
      const [url = ''] = world.control.readTask(idOf(init)).watchUrls;
      const whole = await fetch(simulator.url + url);
      const range = `bytes=${chunkBytes - 10}-${chunkBytes + 9}`;
      const part = await fetch(simulator.url + url, { headers: { range } });

      expect(half).toEqual([]);
      expect(whole.headers.get('content-type')).toBe('video/mp4');
      expect(sha256(Buffer.from(await whole.arrayBuffer()))).toBe(sha256(file));
      expect([part.status, part.headers.get('content-range')]).toEqual([
        206,
        `bytes ${chunkBytes - 10}-${chunkBytes + 9}/${file.length}`,
      ]);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(file.subarray(chunkBytes - 10, chunkBytes + 10));
    }));

  test('are not for pages that have the name of another host', () =>
    run(async (simulator) => {
      const publishId = await postVideo(openWorld(simulator));
      const [path = ''] = simulator.control.readTask(publishId).watchUrls;
      const statusFor = (host: string) =>
        new Promise<number | undefined>((resolve, reject) => {
          const call = request(simulator.url + path, { headers: { host } }, (response) => {
            response.resume();
            resolve(response.statusCode);
          });
          call.on('error', reject).end();
        });

      expect([await statusFor('rebound.example'), await statusFor('127.0.0.1')]).toEqual([404, 200]);
    }));

  test('are gone with a post that failed, and after a reset', () =>
    run(async (simulator) => {
      const world = openWorld(simulator);
      const [failed, kept] = [await postVideo(world), await postVideo(world)];
      const urls = [failed, kept].map((id) => world.control.readTask(id).watchUrls[0] ?? '');
      world.control.failTask(failed, 'internal');
      const [afterFailure, other] = await Promise.all(urls.map((url) => fetch(simulator.url + url)));
      world.control.reset();
      const afterReset = await fetch(simulator.url + urls[1]);

      expect([afterFailure?.status, other?.status, afterReset.status]).toEqual([404, 200, 404]);
    }));

  test('are nowhere when nothing is saved', () =>
    run(
      async (simulator) => {
        const publishId = await postVideo(openWorld(simulator));

        expect(simulator.control.readTask(publishId).watchUrls).toEqual([]);
      },
      { keepsState: false },
    ));
});

test('a reset in the middle of a pull ends it without a word', () =>
  withOrigin(
    (_request, response) => void response.writeHead(200).write('x'),
    (origin) =>
      run(async (simulator) => {
        const property = { property: 'media.example', servedFrom: origin.url };
        simulator.control.patchApp({ verifiedProperties: [property] });
        const world = openWorld(simulator);
        await world.call(directPath, directBody(pullSource('https://media.example/a.mp4')));
        await waitFor('the pull to begin', async () => origin.requests.length === 1);
        world.control.reset();
        await world.control.settleTasks();

        expect([world.control.listTasks(), world.control.listWebhooks()]).toEqual([[], []]);
      }),
  ));

test('a reset forgets tasks, posts and declarations, and stops what was under way', () =>
  run(async (simulator) => {
    const world = openWorld(simulator);
    world.control.declare({ match: {}, failReason: 'internal' });
    await postVideo(world);
    world.control.addPost({ username: 'simcreator' });
    world.control.reset();
    await world.advance(100);
    const gone = await callApi(simulator, world.token, directPath, {});

    expect([world.control.listTasks(), world.control.listPosts(), world.control.listDeclarations()]).toEqual([
      [],
      [],
      [],
    ]);
    expect([world.control.listWebhooks(), gone.code]).toEqual([[], 'access_token_invalid']);
  }));
