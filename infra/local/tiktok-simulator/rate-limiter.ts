import type { Clock } from './clock.ts';

const windowMs = 60_000;

export interface RateLimiter {
  /** Counts a call and says whether it is within the limit of a sliding minute; refused calls are not counted. */
  admit(key: string, limitPerMinute: number): boolean;
  clear(): void;
}

export function createRateLimiter(clock: Pick<Clock, 'now'>): RateLimiter {
  const calls = new Map<string, number[]>();
  return {
    admit(key, limitPerMinute) {
      const now = clock.now();
      const recent = (calls.get(key) ?? []).filter((at) => at > now - windowMs && at <= now);
      const admitted = recent.length < limitPerMinute;
      calls.set(key, admitted ? [...recent, now] : recent);
      return admitted;
    },
    clear: () => calls.clear(),
  };
}
