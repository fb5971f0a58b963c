import { createHash } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError } from '../aws-error.ts';

/** Bytes that arrived, in a file of their own. */
export type Received = { readonly path: string; readonly md5: string; readonly sizeBytes: number };

/** S3 takes at most 5 GiB in one request. */
const maximumSizeBytes = 5 * 1024 ** 3;

/**
 * Streams a request's body into a new file, in constant memory. Throws AWS's own error, and leaves no file, when the length is not
 * said or too large, the bytes are not those that were signed or summed, or the client goes away.
 */
export async function receiveBody(
  request: IncomingMessage,
  payloadHash: string,
  path: string,
): Promise<Received> {
  requireLength(request.headers['content-length']);
  const md5 = createHash('md5');
  const sha256 = payloadHash === 'UNSIGNED-PAYLOAD' ? undefined : createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      md5.update(chunk);
      sha256?.update(chunk);
      sizeBytes += chunk.length;
      done(undefined, chunk);
    },
  });
  try {
    // What gathers meanwhile is written at once.
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: 1024 ** 2 });
    await pipeline(request, measure, file);
    requireSigned(sha256?.digest('hex') ?? payloadHash, payloadHash);
    const sum = md5.digest();
    requireSum(sum.toString('base64'), request.headers['content-md5']);
    return { path, md5: sum.toString('hex'), sizeBytes };
  } catch (error) {
    rmSync(path, { force: true });
    if (error instanceof AwsError) throw error;
    if (!request.complete)
      throw new AwsError('RequestTimeout', 'The client went away.', 400, { cause: error });
    throw error;
  }
}

function requireLength(header: string | undefined): void {
  if (header === undefined) {
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  if (Number(header) > maximumSizeBytes) {
    throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
}

function requireSigned(hash: string, payloadHash: string): void {
  if (hash === payloadHash) return;
  throw new AwsError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}

function requireSum(sum: string, header: string | string[] | undefined): void {
  if (header === undefined || header === sum) return;
  throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}
