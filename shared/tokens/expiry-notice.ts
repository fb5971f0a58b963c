import type { Clock } from '../core/clock.ts';
import type { EndingAccountStore } from '../database/ending-accounts.ts';
import { announce } from '../outbox/crm-event.ts';

/** How many days ahead the end of a refresh token is announced. */
export const noticeDays = [30, 7, 1] as const;
export type NoticeDays = (typeof noticeDays)[number];

const dayMs = 86_400_000;

/** The notice that belongs to an end: the nearest of those whose time has come; undefined while none has. */
export const nextNotice = (refreshExpiresAt: Date, now: Date): NoticeDays | undefined => {
  const left = refreshExpiresAt.getTime() - now.getTime();
  return noticeDays.findLast((days) => left <= days * dayMs);
};

export interface NoticeDependencies {
  readonly endings: EndingAccountStore;
  readonly clock: Clock;
}

const batchSize = 100;

/**
 * Tells the CRM of connected accounts whose refresh token ends in 30, 7 and 1 days, each once, however many run at a
 * time. After a pause only the nearest is told. Until none is left or `until` is reached; counts what it told.
 */
export const announceEndings = async (
  { endings, clock }: NoticeDependencies,
  until: Date,
): Promise<number> => {
  let told = 0;
  for (const days of noticeDays.toReversed()) {
    while (clock() < until) {
      const now = clock();
      const endsBefore = new Date(now.getTime() + days * dayMs);
      const accounts = await endings.findEnding({ after: now, before: endsBefore }, days, batchSize);
      const toldBefore = told;
      for (const account of accounts) {
        const { id: accountId, userId, platform, refreshExpiresAt } = account;
        const daysLeft = Math.ceil((refreshExpiresAt.getTime() - now.getTime()) / dayMs);
        const announcement = announce(
          'account.expiring',
          'system:refresh-tokens',
          { accountId, userId, platform, daysLeft, refreshExpiresAt: refreshExpiresAt.toISOString() },
          now,
        );
        if (await endings.noteNotice(account, days, announcement)) told += 1;
      }
      // A batch of which another run told all: what is left is that run's.
      if (accounts.length < batchSize || told === toldBefore) break;
    }
  }
  return told;
};
