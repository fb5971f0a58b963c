import { type IncomingHttpHeaders, type IncomingMessage, request as openRequest } from 'node:http';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createMediaClient } from '../../../shared/media/s3.ts';
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

export interface ObjectOrigin {
  /** Of the stand-in of S3. */
  readonly url: string;
  readonly region: string;
  /** With which CloudFront itself signs, by its origin access control. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Long enough for one request. */
const signedSeconds = 60;

/**
 * Asks the stand-in of S3 for an object in place of the viewer, as CloudFront does for an origin that it signs for: with
 * its own signature for the viewer's method, without the viewer's query. Bytes are streamed. An origin out of reach is
 * CloudFront's 502.
 */
export const createForwardObject = ({ url, region, credentials }: ObjectOrigin): ForwardObject => {
  const client = createMediaClient({ endpoint: url, region, credentials });
  return async (bucket, { method, target, headers }) => {
    const object = { Bucket: bucket, Key: keyOf(target) };
    const command = method === 'HEAD' ? new HeadObjectCommand(object) : new GetObjectCommand(object);
    const address = new URL(await getSignedUrl(client, command, { expiresIn: signedSeconds }));
    const range = headers[handedOn];
    return ask(address, method, range === undefined ? {} : { [handedOn]: range });
  };
};

/** The name of the object that a path means. Throws when it is escaped in no way that S3 knows. */
export const keyOf = (target: string): string => decodeURIComponent((target.split('?')[0] ?? '').slice(1));

const ask = (address: URL, method: string, headers: IncomingHttpHeaders): Promise<WebAnswer> =>
  new Promise((resolve) => {
    const asking = openRequest(address, { method, headers });
    asking.once('response', (response) => resolve(readAnswer(response)));
    // More than one when the viewer goes away first; only the first answer counts.
    asking.on('error', () => resolve(originOutOfReach));
    asking.end();
  });

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
