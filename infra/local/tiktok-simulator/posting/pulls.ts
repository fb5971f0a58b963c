/** The pulls that are under way, in real time. */
export interface Pulls {
  /** Runs a pull unless one of that publish id is under way already; resolves with its failure or null. */
  run(publishId: string, pull: (signal: AbortSignal) => Promise<string | null>): Promise<string | null>;
  /** Cuts off the pull of a publish id, if there is one. */
  stop(publishId: string): void;
  stopAll(): void;
  /** Resolves once none is under way, or after so much real time. */
  ended(patienceMs?: number): Promise<void>;
  count(): number;
}

export function createPulls(): Pulls {
  const underWay = new Map<string, { controller: AbortController; result: Promise<string | null> }>();
  const stop = (publishId: string) => underWay.get(publishId)?.controller.abort();
  return {
    async run(publishId, pull) {
      const known = underWay.get(publishId);
      if (known !== undefined) return known.result;
      const controller = new AbortController();
      const result = pull(controller.signal);
      underWay.set(publishId, { controller, result });
      try {
        return await result;
      } finally {
        underWay.delete(publishId);
      }
    },
    stop,
    stopAll: () => {
      for (const publishId of underWay.keys()) stop(publishId);
    },
    async ended(patienceMs) {
      const all = Promise.allSettled([...underWay.values()].map(({ result }) => result));
      if (patienceMs === undefined) return void (await all);
      const timer = Promise.withResolvers<void>();
      const handle = setTimeout(timer.resolve, patienceMs);
      await Promise.race([all, timer.promise]);
      clearTimeout(handle);
    },
    count: () => underWay.size,
  };
}
