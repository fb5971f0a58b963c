import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';

/** Twice the largest SQS batch, since JSON escapes may double it. */
const maximumBodySizeBytes = 4 * 1_048_576;

/** The whole body; AWS's own error when it is larger than any call of these services. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= maximumBodySizeBytes) chunks.push(chunk);
    });
    request.once('error', (cause) =>
      reject(new AwsError('RequestAborted', 'The client went away.', 400, { cause })),
    );
    request.once('end', () => {
      if (sizeBytes <= maximumBodySizeBytes) return resolve(Buffer.concat(chunks));
      reject(new AwsError('RequestEntityTooLarge', 'Request body too large.', 413));
    });
  });
}

/** The JSON object of a call's body; AWS's own error when it is something else. */
export function parseBody(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Falls through: what is not JSON and what is not an object is one and the same mistake.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}
