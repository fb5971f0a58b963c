/** Which parts may be on their way. */
export interface Turns {
  /** Ends when a part may begin, and answers how to say that it has ended. Throws when called off. */
  take(signal: AbortSignal | undefined): Promise<(end: TurnEnd) => void>;
  /** No further part begins; those on their way go on. */
  stop(): void;
  go(): void;
}

export type TurnEnd = { readonly arrivedAfterMs: number } | 'failed';

/** More at a time are no faster on one line, and browsers open six connections to one host. */
export const abreastMax = 4;
/** Parts that go on for longer than this are too many for the line: a pause or a reload would lose much of each. */
const longMs = 20_000;
const shortMs = 10_000;

/** How many parts go side by side, by how long the last of them took: one on a slow line, more on one that has room for them. */
export const decideAbreast = (abreast: number, arrivedAfterMs: number): number => {
  if (arrivedAfterMs > longMs) return Math.max(1, abreast - 1);
  return arrivedAfterMs < shortMs ? Math.min(abreastMax, abreast + 1) : abreast;
};

/** `onStill`: no part is on its way any more, after `stop`. */
export const createTurns = (onStill: () => void): Turns => {
  const waiting: (() => void)[] = [];
  let abreast = 1;
  let taken = 0;
  let isStopped = false;
  const admit = (): void => {
    while (!isStopped && taken < abreast && waiting.length > 0) {
      taken += 1;
      waiting.shift()?.();
    }
  };
  const tellStill = (): void => {
    if (isStopped && taken === 0) onStill();
  };
  const end = (how: TurnEnd): void => {
    taken -= 1;
    if (how !== 'failed') abreast = decideAbreast(abreast, how.arrivedAfterMs);
    admit();
    tellStill();
  };
  return {
    take: (signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const begin = () => {
          signal?.removeEventListener('abort', callOff);
          resolve(end);
        };
        const callOff = () => {
          waiting.splice(waiting.indexOf(begin), 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', callOff, { once: true });
        waiting.push(begin);
        admit();
      }),
    stop: () => {
      isStopped = true;
      tellStill();
    },
    go: () => {
      isStopped = false;
      admit();
    },
  };
};
