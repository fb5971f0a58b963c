import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../shared/core/secret.ts';
import type { ChunkToSend, ChunkUpload } from '../../shared/platforms/posting.ts';
import { createChunkUpload } from '../../shared/platforms/tiktok/upload.ts';
import { readChunkAnswer, readUploadAddress } from '../../shared/platforms/tiktok/upload-answer.ts';
import { waitFor } from '../support/wait-for.ts';

/* Sending one chunk, against servers that behave as no simulator does. */
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const listen = async (server: Server): Promise<string> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/video/?upload_token=secret`;
};

const serve = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  listen(createServer(answer));

const open = (limits: Partial<Parameters<typeof createChunkUpload>[0]> = {}): ChunkUpload => {
  const upload = createChunkUpload({ stallMs: 200, answerMs: 200, restMs: 50, ...limits });
  closers.push(() => upload.close());
  return upload;
};

const large = 20_000_000;

const chunk = (url: string, sizeBytes = 10, body = Readable.from(pieces(sizeBytes))): ChunkToSend => ({
  uploadUrl: new Secret(url),
  contentType: 'video/mp4',
  contentRange: `bytes 0-${sizeBytes - 1}/${sizeBytes}`,
  sizeBytes,
  body,
});

function* pieces(sizeBytes: number): Generator<Buffer> {
  const piece = Buffer.alloc(65_536, 7);
  for (let left = sizeBytes; left > 0; left -= piece.length) yield piece.subarray(0, left);
}

const never = new AbortController().signal;

const noAnswer = (message: string) => ({
  errorClass: 'retry',
  code: 'no_answer',
  message: expect.stringContaining(message),
});

describe('a chunk', () => {
  test('goes out with its exact length, type and place, and no other credential than its address', async () => {
    const seen: Record<string, unknown>[] = [];
    const url = await serve((request, response) => {
      const { 'content-length': length, 'content-type': type, 'content-range': range } = request.headers;
      const { 'transfer-encoding': encoding, authorization, cookie } = request.headers;
      seen.push({
        length,
        type,
        range,
        encoding,
        authorization,
        cookie,
        method: request.method,
        url: request.url,
      });
      request.resume().on('end', () => response.writeHead(206, { 'content-range': 'bytes 0-10/10' }).end());
    });

    const answer = await open().send(chunk(url.replace('http://', 'http://user:word@')), never);

    expect(answer).toEqual({ word: 'stored', status: 206, uploadedRange: 'bytes 0-10/10' });
    expect(seen).toEqual([
      {
        method: 'PUT',
        url: '/video/?upload_token=secret',
        length: '10',
        type: 'video/mp4',
        range: 'bytes 0-9/10',
      },
    ]);
  });

  test('after another one goes over the same connection', async () => {
    const ports: (number | undefined)[] = [];
    const url = await serve((request, response) => {
      ports.push(request.socket.remotePort);
      request.resume().on('end', () => response.writeHead(206).end('with a few words'));
    });
    const upload = open();

    await upload.send(chunk(url), never);
    await upload.send(chunk(url), never);

    expect(ports[0]).toBe(ports[1]);
  });

  test('that is answered before all of it is sent is answered, and the rest is not sent', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(403).end('expired');
    });
    const sent = chunk(url, large);

    const answer = await open({ stallMs: 5_000 }).send(sent, never);

    expect(answer.word).toBe('expired');
    expect(sent.body.destroyed).toBe(true);
    expect(sent.body.readableEnded).toBe(false);
  });

  test('that the other side does not read ends in time', async () => {
    const url = await listen(createTcpServer((socket) => socket.pause()));
    const sent = chunk(url, large);

    const sending = open().send(sent, never);

    await expect(sending).rejects.toMatchObject(noAnswer('did not go on in time'));
    expect(sent.body.destroyed).toBe(true);
  });

  test('whose answer trickles in its head ends in time', async () => {
    const url = await listen(
      createTcpServer((socket) => {
        socket.resume();
        socket.on('error', () => {});
        const timer = setInterval(() => socket.write('x'), 20);
        socket.write('HTTP/1.1 206 OK\r\nx-slow: ');
        socket.on('close', () => clearInterval(timer));
      }),
    );

    await expect(open().send(chunk(url), never)).rejects.toMatchObject(noAnswer('did not go on in time'));
  });

  test('that moves but slowly is not ended for it, until its deadline', async () => {
    const url = await serve((request, response) =>
      request.resume().on('end', () => response.writeHead(201).end()),
    );
    const slow = async function* () {
      for (let piece = 0; piece < 5; piece += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        yield Buffer.alloc(2);
      }
    };
    const deadline = new AbortController();

    const inTime = await open().send(chunk(url, 10, Readable.from(slow())), never);
    setTimeout(() => deadline.abort(), 50);
    const late = open().send(chunk(url, 10, Readable.from(slow())), deadline.signal);

    expect(inTime.word).toBe('complete');
    await expect(late).rejects.toMatchObject(noAnswer('took longer than it may'));
  });

  test('whose source fails fails like it, and the other side never takes it for whole', async () => {
    let isWhole: boolean | undefined;
    const heard = Promise.withResolvers<void>();
    const url = await serve((request) => {
      request.on('data', () => heard.resolve()).on('error', () => {});
      request.on('close', () => {
        isWhole = request.complete;
      });
    });
    const failing = async function* () {
      yield Buffer.alloc(5);
      await heard.promise;
      throw new Error('the source broke');
    };

    const sending = open().send(chunk(url, 10, Readable.from(failing())), never);

    await expect(sending).rejects.toThrow('the source broke');
    await waitFor('the end of the request', async () => isWhole !== undefined);
    expect(isWhole).toBe(false);
  });

  test('whose source was ended already is not sent', async () => {
    const url = await serve(() => {});
    const body = Readable.from(pieces(10)).destroy();

    await expect(open().send(chunk(url, 10, body), never)).rejects.toMatchObject(noAnswer('lost its source'));
  });

  test('to nobody fails without a word of the address', async () => {
    const url = await serve(() => {});
    closers.pop()?.();

    const failed = await open()
      .send(chunk(url), never)
      .catch((error: unknown) => error);

    expect(failed).toMatchObject(noAnswer('was cut off'));
    expect(JSON.stringify(failed) + String(failed)).not.toContain('secret');
  });
});

test.each([
  [201, 'complete'],
  [206, 'stored'],
  [403, 'expired'],
  [404, 'gone'],
  [416, 'elsewhere'],
  [400, 'refused'],
  [401, 'refused'],
  [413, 'refused'],
  [301, 'refused'],
  [308, 'refused'],
  [408, 'busy'],
  [425, 'busy'],
  [429, 'busy'],
  [500, 'busy'],
  [502, 'busy'],
  [200, 'busy'],
  [204, 'busy'],
])('the answer %d means %s', (status, word) => {
  expect(readChunkAnswer(status, undefined)).toEqual({ word, status, uploadedRange: undefined });
});

test.each([
  ['https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=2', true],
  ['http://127.0.0.1:4010/video/', true],
  ['http://localhost:4010/video/', true],
  ['http://[::1]:4010/video/', true],
  ['http://open-upload.tiktokapis.com/video/', false],
  ['http://127.0.0.1.example/video/', false],
  ['http://localhost.example/', false],
  ['ftp://127.0.0.1/', false],
  ['file:///etc/hosts', false],
  ['//host/path', false],
  ['', false],
])('%p as an address: %p', (text, isAllowed) => {
  expect(readUploadAddress(text) !== undefined).toBe(isAllowed);
});
