import type { PutOffSettings } from './env.ts';

/** How long a message stays hidden after its nth receive during an outage, in whole seconds. */
export const putOffSeconds = (receives: number, { firstSeconds, longestSeconds }: PutOffSettings): number =>
  Math.min(longestSeconds, firstSeconds * 2 ** Math.min(Math.max(receives, 1) - 1, 30));
