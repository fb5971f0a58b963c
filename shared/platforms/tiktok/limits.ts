const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** How long a call may take; after this much it has no answer. */
export const queryTimeoutMs = 5 * secondMs;
/** A lost answer to an init is costly: of a pull, nobody knows whether it posts. */
export const initTimeoutMs = 12 * secondMs;

/** A call is made when its slot is known to be taken, which the database may take this long to say. */
const answerWithinMs = 2 * secondMs;

/**
 * TikTok counts calls in a sliding minute, from when they arrive. A slot is taken before, and its call arrives before its
 * deadline, if ever: counted for that much longer, ours are never more than TikTok's in any of TikTok's minutes.
 */
const perMinute = (calls: number, timeoutMs: number) => ({
  calls,
  countsForMs: minuteMs + timeoutMs + answerWithinMs,
  answerWithinMs,
});

/**
 * Calls of an account in a minute (tiktok-api.md section 6): per user access token, of which an account has one. The six
 * inits are said of each of the three endpoints; they share one window here, since nothing says that TikTok's do not. For
 * cancels no limit is documented.
 */
export const tiktokRateLimits = {
  init: perMinute(6, initTimeoutMs),
  creator_info: perMinute(20, queryTimeoutMs),
  status: perMinute(30, queryTimeoutMs),
  cancel: perMinute(10, queryTimeoutMs),
} as const;

/** What else keeps submissions back (section 6), and by which codes TikTok tells of its caps (section 5.10). */
export const tiktokSubmissionLimits = {
  initsPerMinute: tiktokRateLimits.init.calls,
  initCountsForMs: tiktokRateLimits.init.countsForMs,
  pendingDrafts: 5,
  pendingForMs: 24 * 60 * minuteMs,
  capCodes: {
    dailyPosts: 'spam_risk_too_many_posts',
    activeCreators: 'reached_active_user_cap',
    pendingDrafts: 'spam_risk_too_many_pending_share',
  },
} as const;
