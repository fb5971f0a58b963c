import type { Clock } from '../core/clock.ts';
import { createId } from '../core/ids.ts';
import type { DueAccountStore } from '../database/due-accounts.ts';
import type { LeasedAccount } from '../database/token-accounts.ts';

export interface SupplyDependencies {
  readonly due: DueAccountStore;
  readonly clock: Clock;
  readonly leaseMs: number;
}

/**
 * Hands out due accounts one by one, in turn the one due first and the one due last of those in hand, claiming the next
 * batch before the last one is used up.
 */
export const createSupply = (
  { due, clock, leaseMs }: SupplyDependencies,
  batchSize: number,
  which: 'clear' | 'in_doubt',
) => {
  const claimed: LeasedAccount[] = [];
  let exhausted = false;
  let fromFront = true;
  let claiming: Promise<void> | undefined;

  const claim = (): Promise<void> => {
    claiming ??= due
      // A lease for each claim: an account that waits past its end and is claimed again is so held once.
      .claimDue(createId(clock()), leaseMs, clock(), batchSize, which)
      .then((accounts) => {
        claimed.push(...accounts);
        exhausted = accounts.length === 0;
      })
      .finally(() => {
        claiming = undefined;
      });
    return claiming;
  };
  return {
    take: async (): Promise<LeasedAccount | undefined> => {
      while (claimed.length === 0 && !exhausted) await claim();
      // From both ends in turn: many that fail together, due at one time, do not stand before all others then.
      const account = fromFront ? claimed.shift() : claimed.pop();
      fromFront = !fromFront;
      // Its failure is met by whoever finds nothing left and claims again.
      if (claimed.length < batchSize / 2 && !exhausted) claim().catch(() => {});
      return account;
    },
    /** What was claimed and has had no turn. */
    rest: async (): Promise<LeasedAccount[]> => {
      await claiming?.catch(() => {});
      return claimed.splice(0);
    },
  };
};

export type Supply = ReturnType<typeof createSupply>;
