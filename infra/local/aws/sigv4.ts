import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of an `Authorization: AWS4-HMAC-SHA256` header. */
export type Authorization = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

export type SignedRequest = {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

const pattern =
  /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/(\d{8})\/([^/\s]+)\/([^/\s]+)\/aws4_request, ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

/** Reads who signed, and for which service; undefined when the header is missing or is not Signature Version 4. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  const [, accessKeyId, date, region, service, signedHeaders, signature] = pattern.exec(header ?? '') ?? [];
  if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) return undefined;
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
}

/** AWS refuses a request that was signed more than five minutes before or after its own time. */
const maximumSkewMs = 5 * 60_000;

/** Whether the request was signed with this secret, now. Says why not, or undefined when all is well. */
export function findSignatureFault(
  request: SignedRequest,
  authorization: Authorization,
  secretAccessKey: string,
  nowMs: number,
): string | undefined {
  const signedAt = headerValue(request.headers, 'x-amz-date');
  const signedAtMs = parseAmzDate(signedAt);
  if (signedAtMs === undefined || !signedAt.startsWith(authorization.date)) {
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${authorization.date}' != '${signedAt}'.`;
  }
  if (Math.abs(nowMs - signedAtMs) > maximumSkewMs) {
    return `Signature expired: ${signedAt} is more than 5 min. away from ${formatAmzDate(nowMs)}`;
  }
  if (!authorization.signedHeaders.includes('host') || !authorization.signedHeaders.includes('x-amz-date')) {
    return "'Host' and 'X-Amz-Date' must be in the SignedHeaders of the Authorization header.";
  }
  const expected = computeSignature(request, authorization, signedAt, secretAccessKey);
  return timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(authorization.signature, 'hex'))
    ? undefined
    : 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
}

function computeSignature(
  request: SignedRequest,
  { date, region, service, signedHeaders }: Authorization,
  signedAt: string,
  secretAccessKey: string,
): string {
  const canonical = writeCanonicalRequest(request, signedHeaders);
  return signCanonicalRequest(canonical, { date, region, service, signedAt }, secretAccessKey);
}

/** For which day, region and service something is signed, and when exactly. */
export type SigningScope = Pick<Authorization, 'date' | 'region' | 'service'> & { readonly signedAt: string };

/** The signature, in hexadecimal, of a canonical request. */
export function signCanonicalRequest(
  canonicalRequest: string,
  { date, region, service, signedAt }: SigningScope,
  secretAccessKey: string,
): string {
  const scope = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = `AWS4-HMAC-SHA256\n${signedAt}\n${scope}\n${sha256(canonicalRequest)}`;
  return hmac(findSigningKey(secretAccessKey, date, region, service), stringToSign).toString('hex');
}

function writeCanonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path = '/', query = ''] = request.target.split('?', 2);
  const headers = signedHeaders.map((name) => `${name}:${headerValue(request.headers, name)}\n`).join('');
  return [
    request.method,
    encodePath(path),
    query.split('&').sort().join('&'),
    headers,
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

/** Every service but S3 signs the path encoded once more than it was sent. */
function encodePath(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, encodeCharacter))
    .join('/');
}

function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A header as it is signed: trimmed, its inner spaces single. */
export function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/[ \t]+/g, ' ');
}

const signingKeys = new Map<string, Buffer>();

/** A signing key holds for a day, a region and a service, so deriving it is worth remembering. */
function findSigningKey(secretAccessKey: string, date: string, region: string, service: string): Buffer {
  const name = [secretAccessKey, date, region, service].join('/');
  const known = signingKeys.get(name);
  if (known) return known;
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(
    hmac,
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  if (signingKeys.size >= 1_000) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The time of `X-Amz-Date`; undefined when it is not one. */
export function parseAmzDate(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (second === undefined) return undefined;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function formatAmzDate(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
}
