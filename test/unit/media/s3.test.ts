import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { isFailure } from '../../../shared/core/failure.ts';
import { createMediaStore } from '../../../shared/media/media-store.ts';
import { callWithin, createMediaClient } from '../../../shared/media/s3.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A store that answers as the listener does, and gives up on an attempt after 50 ms. */
const storeBehind = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const credentials = { accessKeyId: 'k', secretAccessKey: 's' };
  const client = createMediaClient(
    { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1', credentials },
    50,
  );
  return createMediaStore(client, 'bucket');
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (isFailure(error) ? error.code : error),
  );

describe('a call', () => {
  test('that is never answered ends after three attempts', async () => {
    let attempts = 0;
    const store = await storeBehind(() => {
      attempts += 1;
    });

    expect(await codeOf(store.head('k'))).toBe('media_unavailable');
    expect(attempts).toBe(3);
  });

  test('that is answered with a page of a proxy is one that may pass', async () => {
    const store = await storeBehind((_request, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>Bad gateway');
    });

    expect(await codeOf(store.startUpload('k', 'video/mp4'))).toBe('media_unavailable');
  });

  test('that does not end ends with its deadline', async () => {
    const forever = (signal: AbortSignal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });

    expect(await codeOf(callWithin(forever, { timeoutMs: 20 }))).toBe('media_unavailable');
  });
});

describe('a signed address', () => {
  test('asks for the bytes, in their number, and nothing else: no checksum, no further header', async () => {
    const store = await storeBehind(() => {
      throw new Error('Nobody is asked to sign.');
    });

    const [signed] = await store.signParts('media/x/y', 'upload', [{ partNumber: 3, sizeBytes: 7 }], 900);
    const query = new URL(signed?.url ?? '').searchParams;

    expect(signed?.partNumber).toBe(3);
    expect(new URL(signed?.url ?? '').pathname).toBe('/bucket/media/x/y');
    expect(query.get('X-Amz-SignedHeaders')).toBe('content-length;host');
    expect(query.get('X-Amz-Expires')).toBe('900');
    expect([query.get('partNumber'), query.get('uploadId')]).toEqual(['3', 'upload']);
    expect([...query.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  });
});
