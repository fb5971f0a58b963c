import { type IncomingHttpHeaders, type IncomingMessage, request as openRequest } from 'node:http';
import type { WebAnswer } from './http-answer.ts';
import type { ApiRequest } from './http-event.ts';

/** Of a viewer's request CloudFront hands on no header but this, when the policy of the origin names none. */
const handedOn = 'range';

/** What S3 says of an object; the rest belongs to its connection. */
const answered = [
  'content-type',
  'content-length',
  'content-range',
  'accept-ranges',
  'etag',
  'last-modified',
] as const;

export type ForwardObject = (bucket: string, request: ApiRequest) => Promise<WebAnswer>;

/**
 * Asks the stand-in of S3 for an object in place of the viewer, as CloudFront does for an origin that it does not sign
 * for: path and query unchanged, under the host that the signature in the query was made for. A bucket has a host of its
 * own in the cloud; here its name begins the path. Bytes are streamed. An origin out of reach is CloudFront's 502.
 */
export const createForwardObject = (awsUrl: string): ForwardObject => {
  const { hostname, port } = new URL(awsUrl);
  return (bucket, { method, target, headers }) =>
    new Promise((resolve) => {
      const range = headers[handedOn];
      const asking = openRequest({
        hostname,
        port,
        // As text: an address would be tidied up, and is not what was signed then.
        path: `/${bucket}${target}`,
        method,
        headers: range === undefined ? {} : { [handedOn]: range },
      });
      asking.once('response', (response) => resolve(readAnswer(response)));
      // More than one when the viewer goes away first; only the first answer counts.
      asking.on('error', () => resolve(originOutOfReach));
      asking.end();
    });
};

const readAnswer = (response: IncomingMessage): WebAnswer => ({
  status: response.statusCode ?? 502,
  headers: pickHeaders(response.headers),
  body: response,
});

const pickHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    answered.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

const originOutOfReach: WebAnswer = {
  status: 502,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from('The origin does not answer.\n'),
};
