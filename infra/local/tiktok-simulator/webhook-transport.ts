import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface Outcome {
  readonly status: number | null;
  readonly failure: string | null;
}

export interface WebhookTransport {
  /** Posts bytes and tells the status, or why there was none; it never throws. Redirects are not followed. */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    timeoutMs: number,
  ): Promise<Outcome>;
  close(): void;
}

/** Connections are kept alive, so that a thousand webhooks do not open a thousand sockets. */
export function createWebhookTransport(): WebhookTransport {
  const agents = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true }),
  };
  return {
    post: (url, headers, body, timeoutMs) => {
      const secure = url.startsWith('https:');
      const send = secure ? httpsRequest : httpRequest;
      const agent = secure ? agents.https : agents.http;
      const options = {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': body.length },
      };
      return exchange((done) => send(url, options satisfies RequestOptions, done), body, timeoutMs);
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function exchange(
  open: (done: (response: import('node:http').IncomingMessage) => void) => import('node:http').ClientRequest,
  body: Buffer,
  timeoutMs: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    try {
      const request = open((response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? null, failure: null }));
        response.on('error', (error) => resolve({ status: null, failure: error.message }));
      });
      const timer = setTimeout(
        () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      request.on('close', () => clearTimeout(timer));
      request.on('error', (error) =>
        resolve({
          status: null,
          failure: error.message || 'connection failed',
        }),
      );
      request.end(body);
    } catch (error) {
      resolve({
        status: null,
        failure: error instanceof Error ? error.message : String(error),
      });
    }
  });
}
