import type { ChosenFile } from '../../model.ts';

/** An upload that a reload, or the end of the browser, cut off. */
export interface InterruptedUpload {
  readonly name: string;
  readonly sizeBytes: number;
  /** What the store has; undefined when it could not be asked. */
  readonly storedBytes: number | undefined;
}

/** What somebody has to say of a chosen file: it is another than the interrupted one, or that one and was changed since. */
export type Asking = 'other' | 'changed';

/** The interrupted upload is given up for the file, is gone on with although it was changed, or is kept. */
export type ChoiceAnswer = 'replace' | 'go-on' | 'keep';

export interface StagedFileState {
  readonly file: ChosenFile | undefined;
  readonly interrupted: InterruptedUpload | undefined;
  readonly asking: Asking | undefined;
  /** It was paused, and what is on its way is let through first. */
  readonly isSettling: boolean;
}

export const emptyState: StagedFileState = {
  file: undefined,
  interrupted: undefined,
  asking: undefined,
  isSettling: false,
};

/** The file of the form, on its way into the store. */
export interface StagedFileStore {
  state(): StagedFileState;
  subscribe(listener: () => void): () => void;
  /** Takes up what this user's last visit left. */
  open(person: string): Promise<void>;
  choose(file: File): Promise<void>;
  /** Says what becomes of the interrupted upload and of the file that was chosen. */
  answer(answer: ChoiceAnswer): void;
  pause(): void;
  resume(): void;
  retry(): void;
  /** Gives up the file, or the interrupted upload, and deletes what was stored of it unless a post still needs it. */
  remove(): void;
  /** This upload was published: whatever is known of it here goes, and it stays stored for its post. */
  forget(mediaId: string): void;
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
