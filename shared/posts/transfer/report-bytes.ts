import type { Clock } from '../../core/clock.ts';

export interface ByteReports {
  /** Tells how far it is, unless it was told a short while ago. */
  note(bytes: number): Promise<void>;
  /** Tells it in any case but that nothing is new. */
  close(): Promise<void>;
}

/** So often at most, in the long run: a report costs two queue calls and an update. */
const betweenReportsMs = 10_000;

/** Whoever has just posted watches: at first it is told sooner, each time after twice as long. */
const firstReportMs = 1_000;

/** Reports of a slice that began with so many bytes confirmed. `tell` must not throw: a report that is lost costs nothing. */
export const openByteReports = (
  tell: (bytes: number) => Promise<void>,
  clock: Clock,
  confirmedBytes: number,
): ByteReports => {
  let known = confirmedBytes;
  let told = confirmedBytes;
  let toldAt = clock().getTime();
  let waitMs = confirmedBytes === 0 ? firstReportMs : betweenReportsMs;
  const report = async () => {
    if (known <= told) return;
    told = known;
    toldAt = clock().getTime();
    waitMs = Math.min(waitMs * 2, betweenReportsMs);
    await tell(known);
  };
  return {
    note: async (bytes) => {
      known = Math.max(known, bytes);
      if (clock().getTime() - toldAt >= waitMs) await report();
    },
    close: report,
  };
};
