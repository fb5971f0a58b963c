import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { completeCreator } from './creators.ts';
import { readJournal } from './journal.ts';
import { type LedgerLists, readLedger } from './ledger.ts';
import type { PublishTask } from './posting/task.ts';
import { initialState, type SimulatorState } from './state.ts';

/** Tasks that are done, and posts, that a restart still knows; those under way are all kept. */
const doneTasksKept = 1_000;
/** Settled deliveries that a restart still shows; those that are still to be delivered are all kept. */
const settledDeliveriesKept = 200;
const formatVersion = 1;

/** Where the changes since the last whole save are. */
export const journalFileOf = (file: string) => `${file}.changes`;

/**
 * Writes the state so that a crash at any moment leaves either the old file or the new one: a temporary file is
 * renamed over it. It need not be synced to the disk, since ending a process loses nothing that it wrote. Returns the
 * size. The generation tells a journal of changes to this file from one to an older file.
 */
export function saveState(file: string, state: SimulatorState, now: number, generation: string): number {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  const text = JSON.stringify(toSaved(state, now, generation));
  // The file holds client secret and tokens, so only its owner may read it.
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
  return text.length;
}

/** Reads a saved state with the changes since, or returns null if there is none. Throws on a file this simulator did not write. */
export function loadState(file: string): SimulatorState | null {
  if (!existsSync(file)) return null;
  const saved: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isSaved(saved))
    throw new Error(`${file} is not a state file of this simulator: remove it to start anew.`);
  const initial = initialState();
  return {
    app: { ...initial.app, ...saved.app },
    switches: { ...initial.switches, ...saved.switches },
    clock: saved.clock,
    creators: byKey(saved.creators.map(completeCreator), 'username'),
    ledger: readLedger([saved, ...readJournal(journalFileOf(file), saved.generation)]),
    deliveries: byKey(saved.deliveries, 'id'),
    // A file from before there was posting has neither.
    tasks: byKey(saved.tasks ?? [], 'publishId'),
    posts: byKey(saved.posts ?? [], 'postId'),
  };
}

type Listed<T> = T extends Map<string, infer V> ? V[] : T;
type SavedState = { formatVersion: number; generation?: string } & LedgerLists & {
    [K in Exclude<keyof SimulatorState, 'ledger'>]: Listed<SimulatorState[K]>;
  };

function toSaved(state: SimulatorState, now: number, generation: string): SavedState {
  const alive = (item: { expiresAt: number }) => item.expiresAt > now;
  const { ledger } = state;
  const deliveries = [...state.deliveries.values()];
  const settled = deliveries.filter((delivery) => delivery.state !== 'pending').slice(-settledDeliveriesKept);
  const pending = deliveries.filter((delivery) => delivery.state === 'pending');
  return {
    formatVersion,
    generation,
    app: state.app,
    switches: state.switches,
    clock: state.clock,
    creators: [...state.creators.values()],
    codes: [...ledger.codes.values()].filter(alive),
    grants: [...ledger.grants.values()],
    accessTokens: [...ledger.accessTokens.values()].filter(alive),
    refreshTokens: [...ledger.refreshTokens.values()].filter(alive),
    deliveries: [...settled, ...pending],
    tasks: keepNewest([...state.tasks.values()]),
    posts: [...state.posts.values()].slice(-doneTasksKept),
  };
}

/** All tasks that are under way and the newest of the others, in their order. */
function keepNewest(tasks: readonly PublishTask[]): PublishTask[] {
  const done = tasks.filter(({ phase }) => phase === 'done');
  const kept = new Set(done.slice(-doneTasksKept));
  return tasks.filter((task) => task.phase !== 'done' || kept.has(task));
}

/** The file is the simulator's own, so its version stands for its form. */
function isSaved(value: unknown): value is SavedState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'formatVersion' in value &&
    value.formatVersion === formatVersion
  );
}

function byKey<T extends Record<K, string>, K extends string>(items: readonly T[], key: K): Map<string, T> {
  return new Map(items.map((item) => [item[key], item]));
}
