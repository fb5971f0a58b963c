import type { Clock } from '../core/clock.ts';
import type { LearnedCaps } from '../database/learned-caps.ts';
import type { CapFacts, Quota, QuotaLimits, QuotaStore } from '../database/quota.ts';
import type { AccountName } from '../tokens/with-access-token.ts';

type CapCodes = QuotaLimits['capCodes'];

export interface CapDependencies {
  readonly quotas: QuotaStore;
  readonly caps: LearnedCaps;
  readonly capCodes: CapCodes;
  readonly clock: Clock;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** However soon a slot should be free: other apps use the same cap, and TikTok's count is its own. */
const soonestMs = 15 * minuteMs;

/** When nothing of ours tells, the platform is asked again after an hour: what filled the cap was another app's. */
const unknownMs = hourMs;

/** How long ago that was which is the first to free a place under a cap; null for a code that names no cap. */
const oldestOf = (code: string, codes: CapCodes, facts: CapFacts): number | undefined | null => {
  switch (code) {
    case codes.dailyPosts:
      return facts.oldestPostMsAgo;
    case codes.pendingDrafts:
      return facts.oldestDraftMsAgo;
    case codes.activeCreators:
      return facts.oldestCreatorMsAgo;
    default:
      return null;
  }
};

/**
 * Until when a cap is taken to hold that the platform has just told of: a day after the oldest of what counts against it,
 * at least a quarter of an hour and at most a day from `now`, and for an hour when nothing is known. Undefined for a code
 * that names no cap.
 */
export const capUntil = (code: string, codes: CapCodes, facts: CapFacts, now: Date): Date | undefined => {
  const oldestMsAgo = oldestOf(code, codes, facts);
  if (oldestMsAgo === null) return undefined;
  const leftMs = oldestMsAgo === undefined ? unknownMs : dayMs - oldestMsAgo;
  return new Date(now.getTime() + Math.min(Math.max(leftMs, soonestMs), dayMs));
};

/**
 * Remembers a cap that the platform has just told of, and answers until when it is taken to hold; undefined, and nothing
 * is remembered, for a code that names no cap. Throws `database_unavailable`.
 */
export const learnCap = async (
  { quotas, caps, capCodes, clock }: CapDependencies,
  { tenant, accountId }: AccountName,
  code: string,
): Promise<Date | undefined> => {
  if (!Object.values(capCodes).includes(code)) return undefined;
  const facts = await quotas.readCapFacts(tenant, accountId);
  const now = clock();
  const until = capUntil(code, capCodes, facts, now);
  if (until === undefined) return undefined;
  const subject = code === capCodes.activeCreators ? 'app' : { tenant, accountId };
  await caps.learn(subject, code, until.getTime() - now.getTime());
  return until;
};

const showTime = (time: Date | null): string | null => time?.toISOString() ?? null;

/** A quota as the API shows it. */
export const showQuota = ({ pendingDrafts, submissions, dailyPosts, activeCreators }: Quota) => ({
  pendingDrafts: { ...pendingDrafts, freeAt: showTime(pendingDrafts.freeAt) },
  submissions: { ...submissions, freeAt: showTime(submissions.freeAt) },
  dailyPosts: { reached: dailyPosts.reached, until: showTime(dailyPosts.until) },
  activeCreators: { reached: activeCreators.reached, until: showTime(activeCreators.until) },
});
