import { Failure } from '../core/failure.ts';
import type { Log } from '../core/log.ts';

export interface OutlastDependencies {
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
}

/** Pauses before each try: twenty seconds in all. */
const triesAfterMs = [0, 250, 1_000, 3_000, 6_000, 9_000];

/**
 * Runs what stores an answer of the platform's until it is stored, through a short outage: what is not stored now nobody
 * will know. Undefined when it could not be. Throws what is no failure of ours.
 */
export const outlast = async <T>(
  { pause, log }: OutlastDependencies,
  postId: string,
  store: () => Promise<T>,
): Promise<T | undefined> => {
  for (const waitMs of triesAfterMs) {
    await pause(waitMs);
    try {
      return await store();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.warn('What the platform answered could not be stored yet', { postId, code: error.code });
    }
  }
  return undefined;
};
