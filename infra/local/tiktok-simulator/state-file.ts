import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { initialState, type SimulatorState } from './state.ts';

/** Settled deliveries that a restart still shows; those that are still to be delivered are all kept. */
const settledDeliveriesKept = 200;
const formatVersion = 1;

/**
 * Writes the state so that a crash at any moment leaves either the old file or the new one: a temporary file is
 * renamed over it. It need not be synced to the disk, since ending a process loses nothing that it wrote.
 */
export function saveState(file: string, state: SimulatorState, now: number): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  // The file holds client secret and tokens, so only its owner may read it.
  writeFileSync(temporary, JSON.stringify(toSaved(state, now)), {
    mode: 0o600,
  });
  renameSync(temporary, file);
}

/** Reads a saved state, or returns null if there is none. Throws on a file this simulator did not write. */
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
    creators: byKey(saved.creators, 'username'),
    codes: byKey(saved.codes, 'code'),
    grants: byKey(saved.grants, 'id'),
    accessTokens: byKey(saved.accessTokens, 'token'),
    refreshTokens: byKey(saved.refreshTokens, 'token'),
    deliveries: byKey(saved.deliveries, 'id'),
  };
}

type Listed<T> = T extends Map<string, infer V> ? V[] : T;
type SavedState = { formatVersion: number } & {
  [K in keyof SimulatorState]: Listed<SimulatorState[K]>;
};

function toSaved(state: SimulatorState, now: number): SavedState {
  const alive = (item: { expiresAt: number }) => item.expiresAt > now;
  const deliveries = [...state.deliveries.values()];
  const settled = deliveries.filter((delivery) => delivery.state !== 'pending').slice(-settledDeliveriesKept);
  const pending = deliveries.filter((delivery) => delivery.state === 'pending');
  return {
    formatVersion,
    app: state.app,
    switches: state.switches,
    clock: state.clock,
    creators: [...state.creators.values()],
    codes: [...state.codes.values()].filter(alive),
    grants: [...state.grants.values()],
    accessTokens: [...state.accessTokens.values()].filter(alive),
    refreshTokens: [...state.refreshTokens.values()].filter(alive),
    deliveries: [...settled, ...pending],
  };
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
