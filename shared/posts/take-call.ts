import { Failure } from '../core/failure.ts';
import type { AccountCalls, RateCalls, RateEndpoint } from '../database/rate-calls.ts';

/**
 * Takes a call of an account's minute, for a call that is made at once. Throws `rate_limited`, with the time after which
 * one is free, and `database_unavailable`.
 */
export const takeCall = async (
  calls: RateCalls,
  account: AccountCalls,
  endpoint: RateEndpoint,
): Promise<void> => {
  const taking = await calls.take(account, endpoint);
  if (!taking.taken) throw rateLimited(taking.waitMs);
};

/** Says that the platform was asked as often as it lets itself be asked, and when it may be asked again. */
export const rateLimited = (waitMs: number): Failure => {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new Failure('rate_limited', {
    detail: `The platform takes only so many questions about an account in a minute. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  });
};
