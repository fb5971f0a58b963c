import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { withSimulator } from '../harness.ts';
import {
  beginUpload as begin,
  chunkBytes,
  directBody,
  directPath,
  twoChunkFile as file,
  fileSource,
  inboxPath,
  openWorld,
  putChunk,
  putWhole,
  someBytes,
  uploadUrlOf,
  withPosting,
} from './posting-harness.ts';

const lastByte = file.length - 1;

describe('an upload', () => {
  test('goes on when its access token has ended, or meets 403', async () => {
    const small = someBytes(10);
    const uploadAfterExpiry = async (uploadAfterTokenEnds: 'goes-on' | 'refused') => {
      const statuses: number[] = [];
      await withSimulator(
        async (simulator) => {
          const world = openWorld(simulator);
          const url = uploadUrlOf(await world.call(directPath, directBody(fileSource(10))));
          await world.advance(60);
          statuses.push((await putWhole(url, small)).status);
        },
        { switches: { accessTokenSeconds: 60, uploadAfterTokenEnds } },
      );
      return statuses;
    };

    const statuses = [await uploadAfterExpiry('goes-on'), await uploadAfterExpiry('refused')];

    expect(statuses).toEqual([[201], [403]]);
  });

  test('that is not finished in time stays as it is, or fails', async () => {
    const abandon = async (abandonedUpload: 'stays' | 'fails') => {
      const seen: unknown[] = [];
      await withPosting(
        async (world) => {
          const { publishId } = await begin(world);
          await world.advance(3_601);
          const { status, failReason } = world.control.readTask(publishId);
          seen.push(status, failReason);
        },
        { switches: { abandonedUpload } },
      );
      return seen;
    };

    const outcomes = [await abandon('stays'), await abandon('fails')];

    expect(outcomes).toEqual([
      ['PROCESSING_UPLOAD', null],
      ['FAILED', 'internal'],
    ]);
  });

  test('is told by its SHA-256, or by its size alone where speed counts', () =>
    withPosting(
      async (world) => {
        const { url, publishId } = await begin(world);
        await putChunk(url, file, 0, chunkBytes - 1);
        world.control.patchSwitches({ uploadDigest: 'sha256' });
        const last = await putChunk(url, file, chunkBytes, lastByte);

        expect(last.status).toBe(201);
        expect(world.control.readTask(publishId).upload).toMatchObject({
          sha256: null,
          receivedBytes: file.length,
        });
      },
      { switches: { uploadDigest: 'none' } },
    ));

  test('tells browsers of other origins nothing, or lets them in', async () => {
    const ask = async (uploadCors: 'absent' | 'present') => {
      const seen: unknown[] = [];
      await withPosting(
        async (world) => {
          const { url } = await begin(world);
          const preflight = await fetch(url, { method: 'OPTIONS' });
          const put = await putChunk(url, file, 0, chunkBytes - 1);
          seen.push(preflight.status, put.status, put.headers['access-control-allow-origin']);
        },
        { switches: { uploadCors } },
      );
      return seen;
    };

    const answers = [await ask('absent'), await ask('present')];

    expect(answers).toEqual([
      [405, 206, undefined],
      [204, 206, '*'],
    ]);
  });

  test('of half a gigabyte takes a small part of that in memory', async () => {
    const chunk = Buffer.alloc(64_000_000, 7);
    const totalBytes = 8 * chunk.length;
    const other = await startElsewhere();
    const url = await other.ask('init', totalBytes);
    const before = Number(await other.ask('memory', 0));

    const statuses: number[] = [];
    for (let first = 0; first < totalBytes; first += chunk.length) {
      const range = `bytes ${first}-${first + chunk.length - 1}/${totalBytes}`;
      const answer = await putChunk(url, chunk, 0, chunk.length - 1, { 'content-range': range });
      statuses.push(answer.status);
    }
    const growthBytes = Number(await other.ask('memory', 0)) - before;
    await other.end();

    expect(statuses).toEqual([...Array(7).fill(206), 201]);
    expect(growthBytes).toBeLessThan(totalBytes / 2);
  });
});

/** A program with a simulator that begins uploads and tells its memory when it is asked to. */
const uploadProgram = (simulatorFile: string) => `
  import { startSimulator } from ${JSON.stringify(simulatorFile)};
  const simulator = await startSimulator();
  const { access_token } = simulator.control.connectCreator('simcreator');
  const init = async (video_size) => {
    const source_info = { source: 'FILE_UPLOAD', video_size, chunk_size: 64_000_000, total_chunk_count: video_size / 64_000_000 };
    const headers = { authorization: 'Bearer ' + access_token, 'content-type': 'application/json' };
    const call = { method: 'POST', headers, body: JSON.stringify({ source_info }) };
    const answer = await fetch(simulator.url + '${inboxPath}', call);
    return (await answer.json()).data.upload_url;
  };
  process.on('message', async ([what, size]) =>
    process.send(what === 'init' ? await init(size) : process.memoryUsage().rss));
  process.on('disconnect', () => process.exit(0));
  process.send('ready');
`;

async function startElsewhere() {
  const simulatorFile = new URL('../../../../infra/local/tiktok-simulator/simulator.ts', import.meta.url)
    .href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', uploadProgram(simulatorFile)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const hear = async () => String((await once(child, 'message'))[0]);
  await hear();
  return {
    ask: (what: 'init' | 'memory', size: number) => {
      child.send([what, size]);
      return hear();
    },
    end: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
