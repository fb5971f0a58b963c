import type { Trouble } from './call-api.ts';

/** Why a call has no answer to give. `ended`: the session is over, and the page has been told. */
export type CallFailure =
  | { readonly kind: 'refused'; readonly trouble: Trouble }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'ended' };

/** A call that failed, as queries and mutations throw it. */
export class ApiError extends Error {
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.kind === 'refused' ? (failure.trouble.detail ?? 'refused') : failure.kind);
    this.name = 'ApiError';
    this.failure = failure;
  }
}

export const troubleOf = (error: unknown): Trouble | undefined =>
  error instanceof ApiError && error.failure.kind === 'refused' ? error.failure.trouble : undefined;

export const isUnreachable = (error: unknown): boolean =>
  error instanceof ApiError && error.failure.kind === 'unreachable';

/** Whether the same call may well succeed by itself a little later: no answer, a throttle, or a part that was away. */
export const isPassing = (error: unknown): boolean => {
  const trouble = troubleOf(error);
  return isUnreachable(error) || (trouble !== undefined && [0, 429, 502, 503, 504].includes(trouble.status));
};

const retriesMax = 2;
const firstDelayMs = 1_000;
/** A wait that the API names and that is longer is told to the person instead of being waited for. */
const longestWaitSeconds = 5;

/** Whether a call that changes nothing is tried again, after it failed this often (counted from 0). */
export const shouldRetry = (failureCount: number, error: unknown): boolean =>
  failureCount < retriesMax &&
  isPassing(error) &&
  (troubleOf(error)?.retryAfterSeconds ?? 0) <= longestWaitSeconds;

/** After how long: as the API says, else doubling from a second. */
export const retryDelayMs = (failureCount: number, error: unknown): number =>
  Math.max(firstDelayMs * 2 ** failureCount, (troubleOf(error)?.retryAfterSeconds ?? 0) * 1_000);
