import { type PartPlan, partSizeOf } from '../../../../../shared/posts/media/part-plan.ts';

/** How many bytes have left: those that the store has, and those that the browser measured of parts on their way. */
export interface Tally {
  /** The store has this part. */
  store(partNumber: number): void;
  /** So much of a part has gone out. */
  send(partNumber: number, loadedBytes: number): void;
  /** What went out of a part was for nothing. */
  drop(partNumber: number): void;
  /** Never more than the file has. */
  total(): number;
}

/** A part counts once, however often it is sent. */
export const createTally = (plan: PartPlan): Tally => {
  const stored = new Set<number>();
  const underway = new Map<number, number>();
  return {
    store: (partNumber) => {
      stored.add(partNumber);
      underway.delete(partNumber);
    },
    send: (partNumber, loadedBytes) => {
      if (!stored.has(partNumber)) underway.set(partNumber, loadedBytes);
    },
    drop: (partNumber) => {
      underway.delete(partNumber);
    },
    total: () => {
      let bytes = 0;
      for (const partNumber of stored) bytes += partSizeOf(plan, partNumber);
      for (const [partNumber, loaded] of underway) bytes += Math.min(loaded, partSizeOf(plan, partNumber));
      return bytes;
    },
  };
};
