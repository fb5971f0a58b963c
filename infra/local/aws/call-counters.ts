/** How often each API operation was called by someone known, whatever came of it. Named like `kms:Decrypt`. */
export type CallCounters = {
  readonly read: (name: string) => number;
  readonly readAll: () => Readonly<Record<string, number>>;
  readonly reset: () => void;
};

/** Counters at zero, and the function that counts. */
export function createCallCounters(): {
  readonly counters: CallCounters;
  readonly count: (name: string) => void;
} {
  const counts = new Map<string, number>();
  return {
    counters: {
      read: (name) => counts.get(name) ?? 0,
      readAll: () => Object.fromEntries(counts),
      reset: () => counts.clear(),
    },
    count: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
  };
}
