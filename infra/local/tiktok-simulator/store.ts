import { randomUUID } from 'node:crypto';
import { openJournal } from './journal.ts';
import { takeChanges } from './ledger.ts';
import type { SimulatorState } from './state.ts';
import { journalFileOf, loadState, saveState } from './state-file.ts';

/** Changes that no caller waits for, such as the outcome of a webhook, are on disk after this time. */
const backgroundSaveMs = 100;

export interface Store {
  readonly state: SimulatorState;
  /** Notes that the state has changed; it is saved soon, or at the next `flush`. The ledger notes its own changes. */
  touch(): void;
  /** Saves now what has changed. Called before each answer, so that what a caller was told survives a kill. */
  flush(): void;
  /** Saves and stops the background saving. */
  close(): void;
}

/** Opens the saved state of the file, or the given one if there is no file or nothing saved in it. */
export function openStore(file: string | undefined, fresh: () => SimulatorState): Store {
  const state = (file === undefined ? null : loadState(file)) ?? fresh();
  const journal = file === undefined ? null : openJournal(journalFileOf(file));
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;

  const saveWhole = () => {
    if (file === undefined) return;
    const now = state.clock.frozenAt ?? Date.now() + state.clock.offsetMs;
    const generation = randomUUID();
    journal?.begin(generation, saveState(file, state, now, generation));
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const changes = takeChanges(state.ledger);
    if (!dirty && changes !== null) dirty = journal?.append(changes) === false;
    if (dirty) saveWhole();
    dirty = false;
  };
  const touch = () => {
    dirty = true;
    if (file !== undefined) timer ??= setTimeout(flush, backgroundSaveMs).unref();
  };
  const close = () => {
    flush();
    journal?.close();
  };
  return { state, touch, flush, close };
}
