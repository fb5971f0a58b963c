import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { waitFor } from '../../../support/wait-for.ts';
import {
  beginUpload as begin,
  chunkBytes,
  twoChunkFile as file,
  putChunk,
  sha256,
  withPosting,
} from './posting-harness.ts';

const lastByte = file.length - 1;

describe('the upload address', () => {
  test('is short, has a token of its own and belongs to the simulator', () =>
    withPosting(async (world) => {
      const [one, two] = [await begin(world), await begin(world)];

      expect(one.url.length).toBeLessThanOrEqual(256);
      expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/video\/\?upload_id=\d+&upload_token=[\w-]+$/);
      expect(one.url).not.toBe(two.url);
      expect(one.publishId).toMatch(/^v_pub_file~v2-1\.\d{19}$/);
    }));

  test('is unknown with another token, and has expired after one hour', () =>
    withPosting(async (world) => {
      const { url } = await begin(world);
      const unknown = await putChunk(`${url}x`, file, 0, chunkBytes - 1);
      await world.advance(3_599);
      const inTime = await putChunk(url, file, 0, chunkBytes - 1);
      await world.advance(1);
      const late = await putChunk(url, file, chunkBytes, lastByte);

      expect([unknown.status, inTime.status, late.status]).toEqual([404, 206, 403]);
    }));
});

test('an upload address can be made to live shorter', () =>
  withPosting(
    async (world) => {
      const { url } = await begin(world);
      await world.advance(60);

      expect((await putChunk(url, file, 0, chunkBytes - 1)).status).toBe(403);
    },
    { switches: { uploadUrlSeconds: 60 } },
  ));

describe('chunks', () => {
  test('are stored one after the other, 206 and then 201, and every byte counts', () =>
    withPosting(async (world) => {
      const { url, publishId } = await begin(world);
      const first = await putChunk(url, file, 0, chunkBytes - 1);
      const half = world.control.readTask(publishId).upload;
      const second = await putChunk(url, file, chunkBytes, lastByte);
      const { upload, phase } = world.control.readTask(publishId);

      expect([first.status, first.contentRange]).toEqual([206, `bytes 0-${chunkBytes}/${file.length}`]);
      expect(half).toMatchObject({
        receivedBytes: chunkBytes,
        sha256: sha256(file.subarray(0, chunkBytes)),
      });
      expect([second.status, second.contentRange]).toEqual([201, `bytes 0-${file.length}/${file.length}`]);
      expect(upload).toMatchObject({ receivedBytes: file.length, sha256: sha256(file), maxParallel: 1 });
      expect(phase).toBe('processing');
    }));

  test('tell a last index in place of a count when the switch says so', () =>
    withPosting(
      async (world) => {
        const { url } = await begin(world);
        const early = await putChunk(url, file, chunkBytes, lastByte);
        const first = await putChunk(url, file, 0, chunkBytes - 1);

        expect([early.contentRange, first.contentRange]).toEqual([
          `bytes */${file.length}`,
          `bytes 0-${chunkBytes - 1}/${file.length}`,
        ]);
      },
      { switches: { uploadedRange: 'last-index' } },
    ));

  test('out of place meet 416 with what is there, and change nothing', () =>
    withPosting(async (world) => {
      const { url, publishId } = await begin(world);
      const skipped = await putChunk(url, file, chunkBytes, lastByte);
      await putChunk(url, file, 0, chunkBytes - 1);
      const repeated = await putChunk(url, file, 0, chunkBytes - 1);
      await putChunk(url, file, chunkBytes, lastByte);
      const afterEnd = await putChunk(url, file, chunkBytes, lastByte);
      const { upload } = world.control.readTask(publishId);

      expect([skipped, repeated, afterEnd].map(({ status, contentRange }) => [status, contentRange])).toEqual(
        [
          [416, `bytes 0-0/${file.length}`],
          [416, `bytes 0-${chunkBytes}/${file.length}`],
          [416, `bytes 0-${file.length}/${file.length}`],
        ],
      );
      expect(upload?.chunks.map(({ status }) => status)).toEqual([416, 206, 416, 201, 416]);
      expect(upload?.sha256).toBe(sha256(file));
    }));

  test.each<[string, Record<string, string | undefined>]>([
    ['no Content-Range', { 'content-range': undefined }],
    ['a malformed Content-Range', { 'content-range': `0-${chunkBytes - 1}/${file.length}` }],
    ['another total', { 'content-range': `bytes 0-${chunkBytes - 1}/${file.length + 1}` }],
    ['a range that is not its length', { 'content-range': `bytes 0-${chunkBytes}/${file.length}` }],
    ['no Content-Type', { 'content-type': undefined }],
    ['another Content-Type', { 'content-type': 'application/octet-stream' }],
    ['no Content-Length', { 'content-length': undefined, 'transfer-encoding': 'chunked' }],
  ])('with %s meet 400', (_what, changes) =>
    withPosting(async (world) => {
      const { url, publishId } = await begin(world);

      const answer = await putChunk(url, file, 0, chunkBytes - 1, changes);

      expect(answer.status).toBe(400);
      expect(world.control.readTask(publishId).upload?.receivedBytes).toBe(0);
    }),
  );

  test('of another size than planned meet 400, be they too small, too large or all at once', () =>
    withPosting(async (world) => {
      const { url } = await begin(world);

      const answers = [
        await putChunk(url, file, 0, chunkBytes - 2),
        await putChunk(url, file, 0, chunkBytes),
        await putChunk(url, file, 0, lastByte),
      ];

      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    }));

  test.each(['video/mp4', 'video/quicktime', 'video/webm'])('may be %s', (contentType) =>
    withPosting(async (world) => {
      const { url } = await begin(world);

      const answer = await putChunk(url, file, 0, chunkBytes - 1, { 'content-type': contentType });

      expect(answer.status).toBe(206);
    }),
  );

  test('that break off half-way count for nothing and can be sent again', () =>
    withPosting(async (world) => {
      const { url, publishId } = await begin(world);
      await breakOff(url, file.subarray(0, 1_000_000));
      const chunks = () => world.control.readTask(publishId).upload?.chunks ?? [];
      await waitFor('the end of the connection to be noticed', async () => chunks().length === 1);

      const again = await putChunk(url, file, 0, chunkBytes - 1);
      await putChunk(url, file, chunkBytes, lastByte);

      expect(again.status).toBe(206);
      expect(chunks().map(({ status }) => status)).toEqual([null, 206, 201]);
      expect(world.control.readTask(publishId).upload?.sha256).toBe(sha256(file));
    }));

  test('sent twice at the same time count once', () =>
    withPosting(async (world) => {
      const { url, publishId } = await begin(world);
      const answers = await Promise.all([1, 2, 3].map(() => putChunk(url, file, 0, chunkBytes - 1)));
      await putChunk(url, file, chunkBytes, lastByte);

      const { upload } = world.control.readTask(publishId);

      expect(answers.map(({ status }) => status).toSorted()).toEqual([206, 416, 416]);
      expect(upload?.sha256).toBe(sha256(file));
    }));
});

/** Announces a first chunk, sends a part of it and cuts the connection. */
function breakOff(url: string, bytes: Buffer): Promise<void> {
  const { port, pathname, search } = new URL(url);
  const head = [
    `PUT ${pathname}${search} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: video/mp4',
    `content-length: ${chunkBytes}`,
    `content-range: bytes 0-${chunkBytes - 1}/${file.length}`,
  ];
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      socket.write(bytes, () => socket.destroy());
    });
    socket.once('close', () => resolve());
  });
}
