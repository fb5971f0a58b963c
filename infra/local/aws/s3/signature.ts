import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../aws-error.ts';
import {
  type Authorization,
  headerValue,
  parseAmzDate,
  readAuthorization,
  signCanonicalRequest,
} from '../sigv4.ts';
import { notImplemented } from './s3-errors.ts';
import { splitQuery, type Target } from './target.ts';

/** What of a request is signed. */
export type Signed = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** A signature of S3's, from the header or from a presigned address. */
export type S3Signature = Authorization & {
  readonly signedAt: string;
  /** How long a presigned address holds; a signed header has no such time. */
  readonly expiresSeconds: number | undefined;
  /** SHA-256 of the body in hexadecimal, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
};

const presignedNames = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'] as const;

/** Names of the query that belong to a presigned address. */
export const signatureParameters: readonly string[] = [...presignedNames, 'Content-Sha256'].map(
  (name) => `X-Amz-${name}`,
);

/** Who signed, when and what; undefined for an anonymous request. Throws AWS's own error for a form it refuses. */
export function readS3Signature(request: Signed, { query }: Target): S3Signature | undefined {
  if (query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature')) return readPresigned(query);
  const authorization = readAuthorization(request.headers.authorization);
  if (!authorization) return undefined;
  const payloadHash = headerValue(request.headers, 'x-amz-content-sha256');
  if (payloadHash === '') {
    throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  requireKnownPayload(payloadHash);
  return {
    ...authorization,
    signedAt: headerValue(request.headers, 'x-amz-date'),
    expiresSeconds: undefined,
    payloadHash,
  };
}

function readPresigned(query: Target['query']): S3Signature {
  const [algorithm, credential, signedAt, expires, signedHeaders, signature] = presignedNames.map((name) =>
    query.get(`X-Amz-${name}`),
  );
  const [accessKeyId, date, region, service, ending] = credential?.split('/') ?? [];
  const isComplete = algorithm === 'AWS4-HMAC-SHA256' && ending === 'aws4_request' && signedAt && expires;
  if (!isComplete || !accessKeyId || !date || !region || !service || !signedHeaders || !signature) {
    throw refuseQuery(
      `Query-string authentication version 4 requires the ${signatureParameters.slice(0, -1).join(', ')} parameters.`,
    );
  }
  const payloadHash = query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  requireKnownPayload(payloadHash);
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(';'),
    signature,
    signedAt,
    expiresSeconds: readExpiry(expires),
    payloadHash,
  };
}

/** A presigned address holds for a week at most. */
function readExpiry(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= 1 && seconds <= 604_800) return seconds;
  throw refuseQuery('X-Amz-Expires must be a number from 1 to 604800 seconds, which is a week.');
}

function refuseQuery(message: string): AwsError {
  return new AwsError('AuthorizationQueryParametersError', message);
}

function requireKnownPayload(hash: string): void {
  if (hash !== 'UNSIGNED-PAYLOAD' && !/^[0-9a-f]{64}$/.test(hash)) {
    throw notImplemented(
      `x-amz-content-sha256: ${hash}; a client with requestChecksumCalculation: 'WHEN_REQUIRED' does not send it`,
    );
  }
}

/** S3 allows clocks to differ by a quarter of an hour. */
const maximumSkewMs = 15 * 60_000;

/** Returns when the request was signed with this secret and the signature still holds; throws AWS's own error when not. */
export function requireGoodSignature(
  request: Signed,
  signature: S3Signature,
  secretAccessKey: string,
  nowMs: number,
): void {
  requireTime(signature, nowMs);
  if (!signature.signedHeaders.includes('host')) throw mismatch();
  const unsigned = Object.keys(request.headers).find(
    (name) => name.startsWith('x-amz-') && !signature.signedHeaders.includes(name),
  );
  if (unsigned !== undefined) {
    throw new AwsError(
      'AccessDenied',
      `There were headers present in the request which were not signed: ${unsigned}`,
      403,
    );
  }
  const canonical = writeCanonicalRequest(request, signature);
  const expected = Buffer.from(signCanonicalRequest(canonical, signature, secretAccessKey));
  const given = Buffer.from(signature.signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) throw mismatch();
}

function requireTime({ signedAt, date, expiresSeconds }: S3Signature, nowMs: number): void {
  const signedAtMs = parseAmzDate(signedAt);
  if (signedAtMs === undefined || !signedAt.startsWith(date)) {
    throw new AwsError('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header', 403);
  }
  if (expiresSeconds === undefined) {
    if (Math.abs(nowMs - signedAtMs) <= maximumSkewMs) return;
    throw new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    );
  }
  if (nowMs > signedAtMs + expiresSeconds * 1000)
    throw new AwsError('AccessDenied', 'Request has expired', 403);
  if (nowMs < signedAtMs - maximumSkewMs) {
    throw new AwsError('AccessDenied', 'Request is not yet valid', 403);
  }
}

function mismatch(): AwsError {
  return new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  );
}

/** Unlike the other services S3 signs the path as it was sent, and names the hash of the body rather than reading it. */
function writeCanonicalRequest(request: Signed, { signedHeaders, payloadHash }: S3Signature): string {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const pairs = splitQuery(query).filter(([name]) => name !== 'X-Amz-Signature');
  return [
    request.method,
    path
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/'),
    pairs
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    signedHeaders.map((name) => `${name}:${headerValue(request.headers, name)}\n`).join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
