import { createServer, type RequestListener } from 'node:http';

export type LoopbackServer = {
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** How long an answer under way may take once the server closes. */
const graceMs = 300;

/** Longer than clients keep an idle connection, so that none is closed under a request that is just being sent. */
const keepAliveTimeoutMs = 75_000;

/** Listens on 127.0.0.1; throws an error that names the port when it cannot. */
export async function openLoopbackServer(port: number, listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`The local AWS stand-ins cannot listen on port ${port}: ${cause.message}`, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cutOff);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
