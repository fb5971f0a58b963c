/** How much had left at a time. */
export interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** Long enough to level out the parts of an upload, short enough to notice a change. */
const windowMs = 12_000;
const leastMs = 3_000;

/** The samples that still count, with a new one. Bytes that fell back begin anew: a pause, or a part that is sent again. */
export const addSample = (samples: readonly Sample[], next: Sample): readonly Sample[] => {
  const last = samples.at(-1);
  if (last !== undefined && next.bytes < last.bytes) return [next];
  return [...samples.filter(({ atMs }) => next.atMs - atMs <= windowMs), next];
};

export interface Pace {
  readonly bytesPerSecond: number;
  readonly secondsLeft: number;
}

/** The pace of late; undefined until it was measured for a while, and when nothing moves. */
export const paceOf = (samples: readonly Sample[], totalBytes: number): Pace | undefined => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < leastMs) return undefined;
  const bytesPerSecond = ((last.bytes - first.bytes) * 1_000) / (last.atMs - first.atMs);
  if (bytesPerSecond < 1) return undefined;
  return { bytesPerSecond, secondsLeft: (totalBytes - last.bytes) / bytesPerSecond };
};

const stepsOf = (seconds: number): number => (seconds < 60 ? 5 : seconds < 600 ? 30 : 60);

/** Rounded up to steps that do not flicker. */
export const roundSeconds = (seconds: number): number =>
  Math.max(1, Math.ceil(seconds / stepsOf(seconds))) * stepsOf(seconds);
