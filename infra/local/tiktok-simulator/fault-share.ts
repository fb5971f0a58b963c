import { createHash } from 'node:crypto';

/**
 * Draws a share of calls at random, the same ones in every run with the same seed. It is drawn from the seed, the open
 * id and how many calls of that open id there were, so the order in which calls of several creators come in is of no
 * account.
 */
export function createShareDraw(share: number, seed: number): (openId: string | null) => boolean {
  const callsOf = new Map<string, number>();
  return (openId) => {
    const key = openId ?? '';
    const call = (callsOf.get(key) ?? 0) + 1;
    callsOf.set(key, call);
    return drawFraction(`${seed} ${key} ${call}`) < share;
  };
}

/** A number from 0 up to 1 that follows from the text and is otherwise as good as random. */
function drawFraction(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}
