import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { NoAnswer, send } from '../../../shared/core/http-client.ts';

const limits = { timeoutMs: 400, maxBytes: 10_000 };

describe('sending a request', () => {
  let server: Server | undefined;
  const asked: string[] = [];

  const serve = async (listener: RequestListener): Promise<URL> => {
    const listening = createServer((request, response) => {
      asked.push(request.url ?? '');
      listener(request, response);
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
  };
  const ask = (url: URL) => send(fetch, url, { method: 'GET' }, limits);

  afterEach(() => {
    asked.length = 0;
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  test('returns the whole answer, whatever its status', async () => {
    const url = await serve((_, response) => response.writeHead(418, { 'x-kind': 'teapot' }).end('short'));

    const answer = await ask(url);

    expect([answer.status, answer.headers.get('x-kind'), answer.text]).toEqual([418, 'teapot', 'short']);
  });

  test('does not follow a redirect, which could carry a credential away', async () => {
    const url = await serve((_, response) => response.writeHead(307, { location: '/elsewhere' }).end());

    const answer = await ask(url);

    expect(answer.status).toBe(307);
    expect(asked).toEqual(['/']);
  });

  test.each<[string, RequestListener]>([
    ['never comes', () => {}],
    [
      'trickles',
      (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 50);
        response.on('close', () => clearInterval(timer));
      },
    ],
    ['is larger than the limit', (_, response) => response.end('x'.repeat(20_000))],
    [
      'ends half-way',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('half', () => response.destroy());
      },
    ],
    ['is a cut connection', (request) => request.socket.destroy()],
  ])('an answer that %s is no answer to a request that was sent', async (_, listener) => {
    const url = await serve(listener);

    const failing = ask(url);

    await expect(failing).rejects.toBeInstanceOf(NoAnswer);
    await expect(failing).rejects.toMatchObject({ sent: true });
  });

  test.each<[string, RequestListener, boolean]>([
    ['never comes', () => {}, true],
    ['stops half-way', (_, response) => response.writeHead(200).write('half'), true],
    ['is cut off', (request) => request.socket.destroy(), false],
    ['is larger than the limit', (_, response) => response.end('x'.repeat(20_000)), false],
  ])('an answer that %s says whether the other side may still be at work', async (_, listener, late) => {
    const url = await serve(listener);

    const failing = ask(url);

    await expect(failing).rejects.toMatchObject({ name: 'NoAnswer', sent: true, late });
  });

  test('a refused connection is known never to have been sent', async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));

    const failing = ask(url);

    await expect(failing).rejects.toMatchObject({ name: 'NoAnswer', sent: false, late: false });
  });
});
