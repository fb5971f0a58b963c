import type { Staging } from '../../model.ts';

/** What a screen reader is told of an upload: changes of its state, and its quarters. */
export type Announcement =
  | {
      readonly key: 'start' | 'paused' | 'resumed' | 'waiting' | 'failed' | 'checking' | 'staged' | 'refused';
    }
  | { readonly key: 'share'; readonly quarters: number };

const quartersOf = (sentBytes: number, totalBytes: number): number =>
  Math.min(3, Math.floor((4 * sentBytes) / totalBytes));

type Sending = Extract<Staging, { kind: 'sending' }>;

const announceSending = (
  before: Staging | undefined,
  now: Sending,
  totalBytes: number,
): Announcement | undefined => {
  if (before?.kind !== 'sending') return before?.kind === 'failed' ? { key: 'resumed' } : { key: 'start' };
  if (before.isPaused !== now.isPaused) return { key: now.isPaused ? 'paused' : 'resumed' };
  if (!before.isWaiting && now.isWaiting) return { key: 'waiting' };
  const quarters = quartersOf(now.sentBytes, totalBytes);
  return quarters > quartersOf(before.sentBytes, totalBytes) ? { key: 'share', quarters } : undefined;
};

/** What has changed so that it is worth interrupting somebody; the last quarter is told by what comes then. */
export const announceChange = (
  before: Staging | undefined,
  now: Staging | undefined,
  totalBytes: number,
): Announcement | undefined => {
  if (now === undefined || now.kind === 'reading') return undefined;
  if (now.kind === 'sending') return announceSending(before, now, totalBytes);
  return before?.kind === now.kind ? undefined : { key: now.kind };
};
