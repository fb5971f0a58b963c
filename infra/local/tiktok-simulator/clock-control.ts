import { InputError } from './input.ts';
import type { Simulation } from './simulation.ts';

export interface ClockReading {
  /** Milliseconds since 1970. */
  now: number;
  iso: string;
  frozen: boolean;
}

/** One or several changes, applied in this order: freeze or run, jump, advance. */
export interface ClockChange {
  frozen?: boolean;
  /** Jump to this time, in milliseconds since 1970; what fell due on the way happens at the new time. */
  now?: number;
  /** Let this much time pass; what falls due on the way happens at its own time, one thing after the other. */
  advanceMs?: number;
}

export function readClock({ clock }: Simulation): ClockReading {
  const now = clock.now();
  return { now, iso: new Date(now).toISOString(), frozen: clock.isFrozen() };
}

/** Changes the clock and returns what it shows then. Throws an InputError for a time that no date can hold. */
export async function changeClock(simulation: Simulation, change: ClockChange): Promise<ClockReading> {
  const { clock, webhooks, posting } = simulation;
  const target = (change.now ?? clock.now()) + (change.advanceMs ?? 0);
  if (Number.isNaN(new Date(target).getTime())) throw new InputError('No date is that far away.');
  if (change.frozen === true) clock.freeze();
  if (change.frozen === false) clock.resume();
  if (change.now !== undefined) clock.moveTo(change.now);
  if (change.advanceMs !== undefined) await advance(simulation, clock.now() + change.advanceMs);
  webhooks.wake();
  posting.agenda.wake();
  return readClock(simulation);
}

async function advance({ clock, webhooks, posting }: Simulation, target: number): Promise<void> {
  const settle = async () => {
    posting.agenda.runDue();
    await webhooks.settled();
  };
  // A pull takes real time: what takes longer than this is meant to be slow.
  await posting.pulls.ended(pullPatienceMs);
  await settle();
  for (;;) {
    const dueAt = earliest(webhooks.nextDueAt(), posting.agenda.nextDueAt());
    if (dueAt === null || dueAt > target) break;
    clock.moveTo(Math.max(dueAt, clock.now()));
    await settle();
  }
  clock.moveTo(Math.max(target, clock.now()));
  await settle();
}

const pullPatienceMs = 2_000;

function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
