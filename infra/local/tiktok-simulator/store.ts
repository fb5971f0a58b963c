import type { SimulatorState } from './state.ts';
import { loadState, saveState } from './state-file.ts';

/** Changes that no caller waits for, such as the outcome of a webhook, are on disk after this time. */
const backgroundSaveMs = 100;

export interface Store {
  readonly state: SimulatorState;
  /** Notes that the state has changed; it is saved soon, or at the next `flush`. */
  touch(): void;
  /** Saves now what has changed. Called before each answer, so that what a caller was told survives a kill. */
  flush(): void;
  /** Saves and stops the background saving. */
  close(): void;
}

/** Opens the saved state of the file, or the given one if there is no file or nothing saved in it. */
export function openStore(file: string | undefined, fresh: () => SimulatorState): Store {
  const state = (file === undefined ? null : loadState(file)) ?? fresh();
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;

  const now = () => state.clock.frozenAt ?? Date.now() + state.clock.offsetMs;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!dirty || file === undefined) return;
    saveState(file, state, now());
    dirty = false;
  };
  const touch = () => {
    dirty = true;
    if (file !== undefined) timer ??= setTimeout(flush, backgroundSaveMs).unref();
  };
  return { state, touch, flush, close: flush };
}
