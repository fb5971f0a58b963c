import type { IncomingMessage } from 'node:http';
import type { Bucket } from './buckets.ts';

/** A call whose signature is good and which IAM allows. */
export type S3Call = {
  readonly request: IncomingMessage;
  readonly bucket: Bucket;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  /** SHA-256 of the body in hexadecimal, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
  /** Whether the caller may list the bucket, and so may learn that a key is not there. */
  readonly mayList: boolean;
  /** Set for a store that answers a range with everything. */
  readonly ignoresRange: boolean;
  /** `http://…` of this stand-in, for the addresses in its answers. */
  readonly url: string;
};

export type S3Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | SendBytes;
};

/** Resolves once the bytes are on their way, and their buffer may be used again. */
export type WriteBytes = (bytes: Buffer) => Promise<void>;

/** Gives an answer's bytes, one piece after the other. */
export type SendBytes = (write: WriteBytes) => Promise<void>;

export type S3Operation = {
  readonly name: string;
  /** The IAM action, on the object. */
  readonly permission: string;
  /** What of the query it reads, beside the signature. */
  readonly parameters: readonly string[];
  /** Request headers that S3 acts on and this operation does too. */
  readonly headers: readonly string[];
  readonly run: (call: S3Call) => S3Answer | Promise<S3Answer>;
};

export function answerXml(body: string): S3Answer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
