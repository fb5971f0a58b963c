import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useCall, useClaims, useSessionState } from '../../../shell/use-session.ts';
import type { ChosenFile } from '../model.ts';
import { findHeld, holdTab } from '../sending/hold-tab.ts';
import { createMediaCalls } from './staging/media-calls.ts';
import { createPatience } from './staging/patience.ts';
import { createStagedFile } from './staging/staged-file.ts';
import type {
  Asking,
  ChoiceAnswer,
  InterruptedUpload,
  StagedFileStore,
} from './staging/staged-file-state.ts';
import { observe } from './staging/staged-file-state.ts';
import { createUploadMemory } from './staging/upload-memory.ts';
import { wait, waitUntil } from './staging/wait.ts';

/** The file of the form, and what can be done with it. */
export interface StagedFile {
  readonly file: ChosenFile | undefined;
  /** An upload of an earlier visit that is not complete. */
  readonly interrupted: InterruptedUpload | undefined;
  /** Another file than the interrupted one was chosen, or that one was changed since: `answer` says what becomes of it. */
  readonly asking: Asking | undefined;
  /** It was paused, and what is on its way is let through first. */
  readonly isSettling: boolean;
  choose(file: File): void;
  answer(answer: ChoiceAnswer): void;
  pause(): void;
  resume(): void;
  retry(): void;
  /**
   * Gives up the file, or the interrupted upload, and deletes what was stored of it. One that a post still needs is forgotten
   * here only.
   */
  remove(): void;
  /** For an upload that was published: whatever is known of it here goes, and the store keeps it for its post. */
  forget(mediaId: string): void;
}

export interface StagedFileOptions {
  /** Whether a post whose answer is still open names this upload. */
  readonly isStillNeeded: (mediaId: string) => boolean;
}

const whenOnline = (listener: () => void): (() => void) => {
  addEventListener('online', listener);
  return () => removeEventListener('online', listener);
};

/**
 * What sends bytes is heavy, and comes once the form stands. It is there, then, when the connection goes in the moment after a
 * file was chosen: a browser may never ask again for a script that once did not come.
 */
const loadTransfer = () => import('./staging/transfer.ts');
const loadAheadAfterMs = 1_000;

const useTransferAhead = (): void => {
  useEffect(() => {
    const timer = setTimeout(() => {
      if (navigator.onLine) loadTransfer().catch(() => undefined);
    }, loadAheadAfterMs);
    return () => clearTimeout(timer);
  }, []);
};

/** The store of one page, and how it is told that the session is there. */
const openStore = (call: ReturnType<typeof useCall>, isStillNeeded: StagedFileOptions['isStillNeeded']) => {
  const session = observe({ isThere: true });
  let store: StagedFileStore | undefined;
  const clock = () => new Date();
  const patiently = createPatience({
    waitOnline: (signal) => waitUntil(() => navigator.onLine, whenOnline, signal),
    waitSession: (signal) => waitUntil(() => session.get().isThere, session.subscribe, signal),
    wait,
    onWaiting: () => store?.markWaiting(),
  });
  store = createStagedFile({
    calls: createMediaCalls(call, patiently),
    memory: createUploadMemory(() => localStorage, clock),
    findHeld,
    hold: holdTab,
    isStillNeeded,
    loadTransfer: async () => {
      await waitUntil(() => navigator.onLine, whenOnline, new AbortController().signal);
      return loadTransfer();
    },
    openPreview: (file) => URL.createObjectURL(file),
    closePreview: (url) => URL.revokeObjectURL(url),
    clock,
  });
  return { store, session };
};

/** Whether bytes would be lost, or have to be chosen again, if the page went now. */
const isOnItsWay = (file: ChosenFile | undefined): boolean =>
  file?.staging.kind === 'checking' || (file?.staging.kind === 'sending' && !file.staging.isPaused);

const useLeaveGuard = (isNeeded: boolean): void => {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isNeeded]);
};

/**
 * The file that the form posts, on its way into our store from the moment it is chosen. It outlasts the end of a session, of
 * the connection and of the page; of the last, the browser remembers which file it was.
 */
export const useStagedFile = (options: StagedFileOptions): StagedFile => {
  const call = useCall();
  const person = useClaims()?.person;
  const isActive = useSessionState().kind === 'active';
  const now = useRef({ call, ...options });
  now.current = { call, ...options };
  const [{ store, session }] = useState(() =>
    openStore(
      (id, input) => now.current.call(id, input),
      (mediaId) => now.current.isStillNeeded(mediaId),
    ),
  );
  const { file, interrupted, asking, isSettling } = useSyncExternalStore(store.subscribe, store.state);
  useEffect(() => {
    if (person !== undefined) void store.open(person);
  }, [store, person]);
  useEffect(() => session.set({ isThere: isActive }), [session, isActive]);
  useEffect(() => whenOnline(store.wake), [store]);
  useEffect(() => store.close, [store]);
  useTransferAhead();
  useLeaveGuard(isOnItsWay(file));
  return useMemo(
    () => ({
      file,
      interrupted,
      asking,
      isSettling,
      choose: (chosen) => void store.choose(chosen),
      answer: store.answer,
      pause: store.pause,
      resume: store.resume,
      retry: store.retry,
      remove: store.remove,
      forget: store.forget,
    }),
    [store, file, interrupted, asking, isSettling],
  );
};
