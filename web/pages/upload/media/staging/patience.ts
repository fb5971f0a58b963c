import { ApiError, isPassing, isUnreachable, troubleOf } from '../../../../api/api-error.ts';

export interface PatienceDependencies {
  /** Ends when there is a connection again; at once when there is one. */
  readonly waitOnline: (signal: AbortSignal) => Promise<void>;
  /** Ends when there is a session again; at once when there is one. */
  readonly waitSession: (signal: AbortSignal) => Promise<void>;
  readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Tells that nothing goes on at present. */
  readonly onWaiting: () => void;
}

/** Makes a call that is safe to repeat until it is answered. Throws what the API refuses for good, and when called off. */
export type CallPatiently = <T>(call: () => Promise<T>, signal: AbortSignal) => Promise<T>;

const firstDelayMs = 1_000;
const longestDelayMs = 15_000;
/** An API that answers, and answers this often that it cannot now, is for a person to try again. */
const refusalsMax = 6;

/** Doubling from a second, and what the API itself asks for. */
export const patientDelayMs = (failures: number, error: unknown): number =>
  Math.max(
    Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs),
    (troubleOf(error)?.retryAfterSeconds ?? 0) * 1_000,
  );

const hasEnded = (error: unknown): boolean => error instanceof ApiError && error.failure.kind === 'ended';

/**
 * An upload of gigabytes outlasts a tunnel, a session and a restart of the API: it waits for each to be back, as long as it
 * takes, and only an API that keeps refusing ends it.
 */
export const createPatience = (dependencies: PatienceDependencies): CallPatiently => {
  const { waitOnline, waitSession, wait, onWaiting } = dependencies;
  return async (call, signal) => {
    let refusals = 0;
    for (let failures = 1; ; failures += 1) {
      signal.throwIfAborted();
      try {
        return await call();
      } catch (error) {
        signal.throwIfAborted();
        if (!hasEnded(error) && !isPassing(error)) throw error;
        if (!hasEnded(error) && !isUnreachable(error)) refusals += 1;
        if (refusals === refusalsMax) throw error;
        onWaiting();
        if (hasEnded(error)) await waitSession(signal);
        else await wait(patientDelayMs(failures, error), signal);
        await waitOnline(signal);
      }
    }
  };
};
