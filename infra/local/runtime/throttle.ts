/** A bucket of tokens: `burst` of them at most, refilled at `ratePerSecond`; each request takes one. */
export interface TokenBucket {
  readonly take: (nowMs: number) => boolean;
}

/** A full bucket. Its time is an argument. */
export const createTokenBucket = (limit: {
  readonly ratePerSecond: number;
  readonly burst: number;
}): TokenBucket => {
  let tokens = limit.burst;
  let filledAtMs: number | undefined;
  return {
    take: (nowMs) => {
      const elapsedMs = Math.max(0, nowMs - (filledAtMs ?? nowMs));
      tokens = Math.min(limit.burst, tokens + (elapsedMs / 1000) * limit.ratePerSecond);
      filledAtMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
};
