import { Failure } from '../core/failure.ts';

const RETRY_AFTER_SECONDS = 5;

/** What is known of an error of the SDK, of the network or of a deadline. Node's errors are of no class of ours. */
interface Facts {
  readonly name: string;
  readonly code: string;
  readonly status: number | undefined;
  /** How often the SDK sent the request; it says so once it has begun to. */
  readonly attempts: number | undefined;
}

const factsOf = (error: unknown): Facts => {
  const read = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined;
  const [status, attempts] = ['httpStatusCode', 'attempts'].map((key) => read(read(error, '$metadata'), key));
  return {
    name: String(read(error, 'name') ?? ''),
    code: String(read(error, 'code') ?? ''),
    status: typeof status === 'number' ? status : undefined,
    attempts: typeof attempts === 'number' ? attempts : undefined,
  };
};

/** Whether S3 answered with one of these errors. */
export const isRefusal = (error: unknown, ...names: readonly string[]): boolean =>
  names.includes(factsOf(error).name);

export const isStatus = (error: unknown, status: number): boolean => factsOf(error).status === status;

/** S3 was busy or at fault, its answer was cut, or none came in time: the same call may succeed later. */
const isPassing = (error: unknown): boolean => {
  const { name, code, status, attempts } = factsOf(error);
  if (name === 'CredentialsProviderError') return false;
  return (
    (status !== undefined && (status >= 500 || status === 429)) ||
    (status === undefined && attempts !== undefined) ||
    /^(SlowDown|Throttl\w*|RequestTimeout|TimeoutError|AbortError)$/.test(name) ||
    // Set by Node on failures of the network, such as ECONNREFUSED; an SDK error has no such code.
    /^E[A-Z_]{3,}$/.test(code)
  );
};

export const mediaUnavailable = (cause: unknown): Failure =>
  new Failure('media_unavailable', {
    detail: 'The media store did not answer as it should. Try again shortly.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });

export const mediaChanged = (cause?: unknown): Failure =>
  new Failure('media_changed', {
    detail: 'The stored file is no longer the one that was checked. Upload it again.',
    cause,
  });

/** What an error of S3 means; a refusal that nothing is known of (permissions, a missing bucket) stays what it is. */
export const classifyMediaError = (error: unknown): unknown =>
  isPassing(error) ? mediaUnavailable(error) : error;
