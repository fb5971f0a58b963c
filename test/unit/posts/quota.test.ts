import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CapFacts } from '../../../shared/database/quota.ts';
import { tiktokSubmissionLimits } from '../../../shared/platforms/tiktok/limits.ts';
import { capUntil, learnCap } from '../../../shared/posts/quota.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const now = new Date('2026-11-22T09:30:00.000Z');
const { capCodes } = tiktokSubmissionLimits;
const nothing: CapFacts = {
  oldestPostMsAgo: undefined,
  oldestDraftMsAgo: undefined,
  oldestCreatorMsAgo: undefined,
};
const aheadMs = (code: string, facts: CapFacts): number | undefined => {
  const until = capUntil(code, capCodes, facts, now);
  return until === undefined ? undefined : until.getTime() - now.getTime();
};

describe('the end of a cap', () => {
  test.each([
    [capCodes.dailyPosts, 'oldestPostMsAgo'],
    [capCodes.pendingDrafts, 'oldestDraftMsAgo'],
    [capCodes.activeCreators, 'oldestCreatorMsAgo'],
  ] as const)('told by %s is a day after the oldest that counts against it', (code, fact) => {
    const all = { oldestPostMsAgo: hourMs, oldestDraftMsAgo: hourMs, oldestCreatorMsAgo: hourMs };

    expect(aheadMs(code, { ...all, [fact]: 20 * hourMs })).toBe(4 * hourMs);
  });

  test.each(Object.values(capCodes))('told by %s is an hour ahead when nothing is known of it', (code) => {
    expect(aheadMs(code, nothing)).toBe(hourMs);
  });

  test('lies a quarter of an hour to a day ahead, whatever is known', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(capCodes)),
        fc.option(fc.integer({ min: -dayMs, max: 3 * dayMs }), { nil: undefined }),
        (code, ago) => {
          const ms = aheadMs(code, {
            oldestPostMsAgo: ago,
            oldestDraftMsAgo: ago,
            oldestCreatorMsAgo: ago,
          });

          expect(ms).toBeGreaterThanOrEqual(15 * minuteMs);
          expect(ms).toBeLessThanOrEqual(dayMs);
        },
      ),
    );
  });

  test.each(['spam_risk_user_banned_from_posting', 'rate_limit_exceeded', 'constructor', ''])(
    'of %j is not there: it names no cap',
    (code) => {
      expect(aheadMs(code, nothing)).toBeUndefined();
    },
  );
});

describe('a cap that the platform told of', () => {
  const learning = () => {
    const learned: unknown[] = [];
    const asked: unknown[] = [];
    const dependencies = {
      quotas: {
        read: async () => new Map(),
        readOne: async () => Promise.reject(new Error('not asked for')),
        readCapFacts: async (...of: unknown[]) => {
          asked.push(of);
          return { ...nothing, oldestPostMsAgo: 22 * hourMs };
        },
      },
      caps: {
        learn: async (...cap: unknown[]) => void learned.push(cap),
        find: async () => [],
        end: async () => false,
      },
      capCodes,
      clock: () => now,
    };
    return { learned, asked, dependencies };
  };
  const name = { tenant: 'tenant-a', accountId: 'account' };

  test('is remembered of the account, or of the whole app, for as long as it is taken to hold', async () => {
    const { learned, dependencies } = learning();

    const until = await learnCap(dependencies, name, capCodes.dailyPosts);
    await learnCap(dependencies, name, capCodes.activeCreators);

    expect(until).toEqual(new Date(now.getTime() + 2 * hourMs));
    expect(learned).toEqual([
      [name, capCodes.dailyPosts, 2 * hourMs],
      ['app', capCodes.activeCreators, hourMs],
    ]);
  });

  test('is nothing to remember when its code names none', async () => {
    const { learned, asked, dependencies } = learning();

    const until = await learnCap(dependencies, name, 'spam_risk_user_banned_from_posting');

    expect([until, learned, asked]).toEqual([undefined, [], []]);
  });
});
