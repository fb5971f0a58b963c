/** How often a server that keeps ending is brought back: more often in this time, and something is wrong with it. */
export const restartLimit = { times: 3, withinMs: 60_000 } as const;

/** Whether a server that has now ended by itself is restarted, given when it was restarted before. */
export const mayRestart = (restartedAtMs: readonly number[], nowMs: number): boolean =>
  restartedAtMs.filter((atMs) => nowMs - atMs < restartLimit.withinMs).length < restartLimit.times;

export interface RestartOptions {
  /** Brings the server back, unless it was stopped in the meantime. */
  readonly restart: () => Promise<void>;
  readonly log: (line: string) => void;
  readonly nowMs?: () => number;
}

/**
 * Answers what to do each time the server ends by itself: say so and restart it, or, after too many in a short time or
 * when it cannot be started, say how to go on. Never rejects.
 */
export const createRestarts = ({ restart, log, nowMs = () => performance.now() }: RestartOptions) => {
  const restartedAtMs: number[] = [];
  return async (how: string): Promise<void> => {
    const now = nowMs();
    if (!mayRestart(restartedAtMs, now)) {
      log(
        `Postgres ended unexpectedly (${how}) after ${restartLimit.times} restarts within a minute and stays down: ${remedy}.`,
      );
      return;
    }
    restartedAtMs.push(now);
    log(`Postgres ended unexpectedly (${how}) and is being restarted.`);
    await restart().catch((error: unknown) =>
      log(`Postgres could not be restarted: ${remedy}. ${error instanceof Error ? error.message : error}`),
    );
  };
};

const remedy = 'stop with Ctrl-C and start again with "npm start"';
