import type { Clock } from '../clock.ts';

/** The longest time a timer of Node can wait. */
const longestTimerMs = 2 ** 31 - 1;

/** What is to happen by itself at a time of the simulator's clock, one thing for each key. */
export interface Agenda {
  /** Puts down what happens next for a key in place of what was there; null for nothing. It never runs at once. */
  put(key: string, at: number | null, run: () => void): void;
  nextDueAt(): number | null;
  /** Runs all that is due, the earliest first. */
  runDue(): void;
  /** Looks at the clock again; called when it was moved. */
  wake(): void;
  clear(): void;
  close(): void;
}

interface Entry {
  readonly at: number;
  readonly run: () => void;
}

export function createAgenda(clock: Pick<Clock, 'now' | 'isFrozen'>): Agenda {
  const entries = new Map<string, Entry>();
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let closed = false;

  const earliest = (): readonly [string, Entry] | null => {
    let found: readonly [string, Entry] | null = null;
    for (const item of entries) if (found === null || item[1].at < found[1].at) found = item;
    return found;
  };
  const nextDueAt = () => earliest()?.[1].at ?? null;
  const runDue = () => {
    for (let next = earliest(); next !== null && next[1].at <= clock.now(); next = earliest()) {
      entries.delete(next[0]);
      next[1].run();
    }
  };
  const wake = () => {
    clearTimeout(timer);
    clearImmediate(soon);
    soon = undefined;
    if (closed) return;
    runDue();
    const dueAt = nextDueAt();
    if (dueAt === null || clock.isFrozen()) return;
    timer = setTimeout(wake, Math.min(Math.max(dueAt - clock.now(), 0), longestTimerMs)).unref();
  };
  return {
    put(key, at, run) {
      if (at === null) entries.delete(key);
      else entries.set(key, { at, run });
      // Later, so that the call which led to it is answered first.
      if (!closed) soon ??= setImmediate(wake);
    },
    nextDueAt,
    runDue,
    wake,
    clear: () => entries.clear(),
    close() {
      closed = true;
      clearTimeout(timer);
      clearImmediate(soon);
    },
  };
}
