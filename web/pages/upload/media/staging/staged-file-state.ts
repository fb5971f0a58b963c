import type { ChosenFile } from '../../model.ts';

/** An upload that a reload, or the end of the browser, cut off. */
export interface InterruptedUpload {
  readonly name: string;
  readonly sizeBytes: number;
  /** What the store has; undefined when it could not be asked. */
  readonly storedBytes: number | undefined;
}

export interface StagedFileState {
  readonly file: ChosenFile | undefined;
  readonly interrupted: InterruptedUpload | undefined;
  /** Another file was chosen than the interrupted one: whether that is given up is a person's to say. */
  readonly isAsking: boolean;
}

export const emptyState: StagedFileState = { file: undefined, interrupted: undefined, isAsking: false };

/** The file of the form, on its way into the store. */
export interface StagedFileStore {
  state(): StagedFileState;
  subscribe(listener: () => void): () => void;
  /** Takes up what this user's last visit left. */
  open(person: string): Promise<void>;
  choose(file: File): Promise<void>;
  /** Whether the interrupted upload is given up for the file that was chosen. */
  answer(isReplaced: boolean): void;
  pause(): void;
  resume(): void;
  retry(): void;
  /** Gives up the file, or the interrupted upload, and deletes what was stored of it. */
  remove(): void;
  /** The file was published: a new form begins without it, and it stays stored for its post. */
  forget(): void;
  /** Nothing goes on at present: no connection, no session, or a part that is tried again. */
  markWaiting(): void;
  /** The connection is back. */
  wake(): void;
  /** The page goes; what is stored stays for the next visit. */
  close(): void;
}

/** A value that tells of its changes. */
export interface Observed<T> {
  get(): T;
  set(change: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

export const observe = <T extends object>(first: T): Observed<T> => {
  const listeners = new Set<() => void>();
  let value = first;
  return {
    get: () => value,
    set: (change) => {
      value = { ...value, ...change };
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
