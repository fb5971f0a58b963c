import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../aws-error.ts';
import { describeFault, type Faults } from '../faults.ts';
import { type Principal, type Principals, requireAccess } from '../principals.ts';
import { readAuthorization } from '../sigv4.ts';
import type { Bucket, Buckets } from './buckets.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import { cutShort } from './cut-short.ts';
import { findOperation } from './find-operation.ts';
import type { S3Answer, S3Operation } from './s3-call.ts';
import { s3Errors, writeErrorXml } from './s3-errors.ts';
import { readS3Signature, requireGoodSignature, type S3Signature } from './signature.ts';
import { readTarget, type Target } from './target.ts';

export type S3Options = {
  readonly buckets: Buckets;
  readonly principals: Principals;
  readonly faults: Faults;
  readonly count: (name: string) => void;
  readonly log: (line: string) => void;
  readonly region: string;
  readonly accountId: string;
  /** Where the stand-ins listen. Known once they do. */
  readonly readUrl: () => string;
  /** Aborted when the stand-ins close. */
  readonly closing: AbortSignal;
};

/** Whether a request is meant for S3, which has no `X-Amz-Target`: signed for it, presigned, a preflight or anonymous. */
export function isForS3(request: IncomingMessage): boolean {
  const authorization = readAuthorization(request.headers.authorization);
  return authorization ? authorization.service === 's3' : request.headers['x-amz-target'] === undefined;
}

/**
 * Answers one request as S3 would, its bytes streamed both ways: checks who signed and whether their role allows the call, then runs
 * it. Never rejects; what it does not know it refuses.
 */
export async function handleS3Request(
  request: IncomingMessage,
  response: ServerResponse,
  options: S3Options,
): Promise<void> {
  const requestId = randomUUID();
  try {
    const answer = await answerOrRefuse(request, requestId, options);
    if (answer === 'cut') return void request.socket.destroy();
    // What a refused call still sends is read and dropped, so that its sender gets to hear why.
    request.resume();
    if (response.destroyed) return;
    const close = options.closing.aborted ? { connection: 'close' } : {};
    response.writeHead(answer.status, { ...answer.headers, ...close, 'x-amz-request-id': requestId });
    const { body } = answer;
    if (typeof body === 'function') await body((bytes) => writeBytes(response, bytes));
    response.end(typeof body === 'string' ? body : undefined);
  } catch (error) {
    if (!response.destroyed)
      options.log(`aws ${requestId} ${request.method} ${request.url}: ${String(error)}`);
    request.socket.destroy();
  }
}

/** Rejects when the client goes away, of which a write under way is not always told. */
function writeBytes(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new Error('The client went away.'));
    response.once('close', leave);
    response.write(bytes, (error) => {
      response.off('close', leave);
      if (error) reject(error);
      else resolve();
    });
  });
}

async function answerOrRefuse(
  request: IncomingMessage,
  requestId: string,
  options: S3Options,
): Promise<S3Answer | 'cut'> {
  let bucket: Bucket | undefined;
  try {
    const target = readTarget(request);
    bucket = options.buckets.find(target.bucket);
    if (request.method === 'OPTIONS') {
      return { status: 200, headers: answerPreflight(bucket?.cors ?? [], request.headers) };
    }
    const answer = await answerCall(request, target, bucket, options);
    return answer === 'cut' ? 'cut' : withCors(request, bucket, answer);
  } catch (error) {
    const refusal = toAwsError(error, options);
    const body = writeErrorXml(refusal, request.url?.split('?', 1)[0] ?? '/', requestId);
    const headers = { 'content-type': 'application/xml' };
    // The answer to HEAD has no body, whatever it says.
    const said = request.method === 'HEAD' ? {} : { body };
    return withCors(request, bucket, { status: refusal.status, headers, ...said });
  }
}

async function answerCall(
  request: IncomingMessage,
  target: Target,
  bucket: Bucket | undefined,
  options: S3Options,
): Promise<S3Answer | 'cut'> {
  const signature = readS3Signature(request, target);
  if (signature === undefined) throw new AwsError('AccessDenied', 'Access Denied', 403);
  const principal = authenticate(request, signature, options);
  const operation = findOperation(request, target);
  options.count(`s3:${operation.name}`);
  const fault = options.faults.take('s3', operation.name);
  if (fault?.error === 'unavailable') return 'cut';
  const failure = fault && describeFault(fault, s3Errors);
  if (failure) throw failure;
  if (bucket === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  requirePermission(principal, operation, bucket, target.key, options);
  const answer = await operation.run({
    request,
    bucket,
    key: target.key,
    query: target.query,
    payloadHash: signature.payloadHash,
    mayList: mayList(principal, bucket, options),
    ignoresRange: fault?.error === 'rangeIgnored',
    url: options.readUrl(),
  });
  if (fault?.error === 'answerLost') return 'cut';
  return fault?.error === 'cutShort' ? cutShort(answer) : answer;
}

function authenticate(
  request: IncomingMessage,
  signature: S3Signature,
  { principals, region }: S3Options,
): Principal {
  if (signature.region !== region || signature.service !== 's3') {
    throw new AwsError(
      'AuthorizationHeaderMalformed',
      `The authorization is malformed; '${signature.region}/${signature.service}' is wrong; expecting '${region}/s3'`,
    );
  }
  const principal = principals.find(signature.accessKeyId);
  if (principal === undefined) {
    throw new AwsError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
    );
  }
  requireGoodSignature(request, signature, principal.secretAccessKey, Date.now());
  return principal;
}

const overTls = new Map([['aws:securetransport', ['true']]]);

function requirePermission(
  principal: Principal,
  { permission }: S3Operation,
  { arn }: Bucket,
  key: string,
  { accountId, log }: S3Options,
): void {
  try {
    const need = { permission, resource: `${arn}/${key}`, context: overTls };
    requireAccess(principal, need, { accountId, errors: s3Errors, lowersActions: false });
  } catch (error) {
    log(`aws denied: ${String(error)}`);
    throw error;
  }
}

function mayList(principal: Principal, { arn }: Bucket, { accountId }: S3Options): boolean {
  try {
    const need = { permission: 's3:ListBucket', resource: arn, context: overTls };
    requireAccess(principal, need, { accountId, errors: s3Errors, lowersActions: false });
    return true;
  } catch {
    return false;
  }
}

function withCors(request: IncomingMessage, bucket: Bucket | undefined, answer: S3Answer): S3Answer {
  const added = corsHeaders(bucket?.cors ?? [], request.method ?? '', request.headers);
  return { ...answer, headers: { ...answer.headers, ...added } };
}

function toAwsError(error: unknown, { log }: S3Options): AwsError {
  if (error instanceof AwsError) return error;
  log(`aws failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new AwsError('InternalError', 'The local stand-in of s3 failed; its log says why.', 500);
}
