import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { type ApiAnswer, gatewayAnswer, type WebAnswer } from './http-answer.ts';
import { maxBodyBytes } from './http-api.ts';
import type { ApiRequest } from './http-event.ts';

export interface WebServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Listens on `localhost`, which is 127.0.0.1 and, where the machine has it, ::1. Rejects with `listen`'s own error
 * when the port is taken.
 */
export const openWebServer = async (
  port: number,
  handle: (request: ApiRequest) => Promise<WebAnswer>,
): Promise<WebServer> => {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void serve(request, response, handle);
  };
  const first = await listen(listener, port, '127.0.0.1');
  const address = first.address();
  const chosen = typeof address === 'object' && address !== null ? address.port : port;
  const second = await listen(listener, chosen, '::1').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') return undefined;
    await closeServer(first);
    throw error;
  });
  return {
    port: chosen,
    close: async () => {
      await Promise.all(
        [first, second].map((server) => (server === undefined ? undefined : closeServer(server))),
      );
    },
  };
};

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const listen = (listener: Listener, port: number, host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer({ keepAliveTimeout: 65_000 }, listener);
    server.once('error', reject);
    server.listen({ port, host, ipv6Only: true }, () => resolve(server));
  });

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: ApiRequest) => Promise<WebAnswer>,
): Promise<void> => {
  try {
    const body = await readBody(request);
    // A larger body is not read to its end; the answer says why and the connection ends.
    if (body === undefined)
      return write(request, response, gatewayAnswer(413, 'Request Entity Too Large'), true);
    const answer = await handle({
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      rawHeaders: request.rawHeaders,
      headers: request.headers,
      body,
      sourceIp: (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    });
    const { body: bytes } = answer;
    if (Buffer.isBuffer(bytes)) write(request, response, { ...answer, body: bytes }, false);
    else await stream(response, answer, bytes);
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    console.error(error);
    if (response.headersSent) response.destroy();
    else write(request, response, gatewayAnswer(500, 'Internal Server Error'), true);
  }
};

/** The body, or nothing as soon as it is larger than API Gateway takes. */
const readBody = (request: IncomingMessage): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      chunks.push(chunk);
      if (sizeBytes <= maxBodyBytes) return;
      request.pause();
      resolve(undefined);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });

const compressible = /^(text\/|application\/(json|javascript|manifest\+json)|image\/svg)/;

const write = (
  request: IncomingMessage,
  response: ServerResponse,
  answer: ApiAnswer,
  endsConnection: boolean,
): void => {
  const type = String(answer.headers['content-type'] ?? '');
  const isZipped =
    answer.body.length > 1000 &&
    compressible.test(type) &&
    !('content-encoding' in answer.headers) &&
    String(request.headers['accept-encoding'] ?? '').includes('gzip') &&
    // The pages only: the distribution passes the API's answers on as they are.
    !('apigw-requestid' in answer.headers);
  const body = isZipped ? gzipSync(answer.body) : answer.body;
  const hasBody = answer.status !== 204 && answer.status !== 304;
  response.writeHead(answer.status, {
    ...mutable(answer.headers),
    ...(isZipped ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : {}),
    ...(hasBody ? { 'content-length': body.length } : {}),
    ...(endsConnection ? { connection: 'close' } : {}),
  });
  response.end(request.method === 'HEAD' || !hasBody ? undefined : body);
};

/** Ends the connection when either side goes away: half a file must not look like a whole one. */
const stream = async (
  response: ServerResponse,
  { status, headers }: Pick<WebAnswer, 'status' | 'headers'>,
  body: Readable,
): Promise<void> => {
  response.writeHead(status, mutable(headers));
  await pipeline(body, response).catch(() => response.destroy());
};

const mutable = (headers: ApiAnswer['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
