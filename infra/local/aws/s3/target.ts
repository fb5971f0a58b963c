import type { IncomingMessage } from 'node:http';
import { AwsError } from '../aws-error.ts';

/** What a request names: path-style, as an endpoint on 127.0.0.1 is addressed. */
export type Target = {
  readonly bucket: string;
  /** Empty when the bucket itself is meant. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
};

/** Bucket, key and query of a request; AWS's own error when its address is not well-formed. */
export function readTarget(request: Pick<IncomingMessage, 'url'>): Target {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const [, bucket = '', ...rest] = path.split('/').map(decode);
  return { bucket, key: rest.join('/'), query: new Map(splitQuery(query)) };
}

/** Names and values of a query, decoded. */
export function splitQuery(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s, 2);
      return [decode(name), decode(value)];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
