/**
 * The simulator's clock. Token lifetimes, signature times and webhook retries read this one, so that a test
 * can let 72 hours pass in a moment.
 */
export interface ClockState {
  /** Added to the machine's time while the clock runs. */
  offsetMs: number;
  /** The time shown while the clock stands still, or null while it runs. */
  frozenAt: number | null;
}

export interface Clock {
  /** Milliseconds since 1970 in simulated time. */
  now(): number;
  isFrozen(): boolean;
  /** Jumps to a time, forwards or backwards; a frozen clock stays frozen there. */
  moveTo(nowMs: number): void;
  freeze(): void;
  /** Lets a frozen clock run on from the time it shows. */
  resume(): void;
}

/** A clock over the given state, which it changes in place; `changed` is called after every intervention. */
export function createClock(state: () => ClockState, changed: () => void): Clock {
  const now = () => state().frozenAt ?? Date.now() + state().offsetMs;
  const put = (next: ClockState) => {
    Object.assign(state(), next);
    changed();
  };
  const isFrozen = () => state().frozenAt !== null;
  const runningAt = (nowMs: number): ClockState => ({
    offsetMs: nowMs - Date.now(),
    frozenAt: null,
  });
  const standingAt = (nowMs: number): ClockState => ({
    offsetMs: nowMs - Date.now(),
    frozenAt: nowMs,
  });
  return {
    now,
    isFrozen,
    moveTo: (nowMs) => put(isFrozen() ? standingAt(nowMs) : runningAt(nowMs)),
    freeze: () => put(standingAt(now())),
    resume: () => put(runningAt(now())),
  };
}
