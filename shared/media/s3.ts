import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { classifyMediaError } from './media-failure.ts';

const ATTEMPTS = 3;
const CONNECT_TIMEOUT_MS = 1_000;
/** Until the headers of an answer are there; how long its bytes take is the reader's to bound (read-range.ts). */
const ATTEMPT_TIMEOUT_MS = 5_000;
/** All attempts and the pauses between them. */
const CALL_TIMEOUT_MS = 12_000;

/**
 * An S3 client whose every attempt has a deadline. Region, credentials and endpoint come from the environment, or
 * `config`. It adds no checksums of its own: a browser could not send them with a presigned address.
 */
export const createMediaClient = (
  config: S3ClientConfig = {},
  attemptTimeoutMs = ATTEMPT_TIMEOUT_MS,
): S3Client =>
  new S3Client({
    maxAttempts: ATTEMPTS,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: attemptTimeoutMs,
      throwOnRequestTimeout: true,
    },
    ...config,
  });

/** The bucket, and who asks. */
export interface MediaPlace {
  readonly client: S3Client;
  readonly bucket: string;
}

/**
 * Runs a call under a deadline for all its attempts, which ends when `call` does. Throws `media_unavailable` when S3 does
 * not answer in time or is at fault, the caller's own reason when `signal` is aborted, and S3's refusal otherwise.
 */
export const callWithin = async <T>(
  call: (abortSignal: AbortSignal) => Promise<T>,
  { timeoutMs = CALL_TIMEOUT_MS, signal }: { timeoutMs?: number; signal?: AbortSignal | undefined } = {},
): Promise<T> => {
  signal?.throwIfAborted();
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const both = signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, signal]);
  try {
    return await call(both);
  } catch (error) {
    signal?.throwIfAborted();
    throw classifyMediaError(error);
  } finally {
    clearTimeout(timer);
  }
};
