import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import type { CallOperation } from '../../../session/session-caller.ts';
import { useCall } from '../../../shell/use-session.ts';
import { holdTab } from './hold-tab.ts';
import {
  idle,
  type PendingPost,
  pendingOf,
  type Submission,
  type SubmissionEvent,
  step,
} from './submission.ts';
import { createSubmissionStore } from './submission-store.ts';

/** What this browser keeps of posts whose answer is not known. */
export const submissions = createSubmissionStore(() => localStorage, Date.now);

/** Whether a post whose answer is open names this upload: asked about again, it may need it still. */
export const isMediaPending = (person: string, mediaId: string): boolean =>
  submissions.list(person).some(({ body }) => body.media.mediaId === mediaId);

const ask = async (call: CallOperation, { body, key }: PendingPost): Promise<SubmissionEvent> => {
  try {
    const { postId } = await call('upload', { body, idempotencyKey: key });
    return { kind: 'answered', postId };
  } catch (error) {
    return { kind: 'failed', error, now: Date.now() };
  }
};

const pendingIn = (state: Submission): PendingPost | undefined =>
  state.kind === 'asking' || state.kind === 'waiting' ? state.pending : undefined;

/** Waits for its time, or for the connection, whichever comes first. */
const waitUntil = (time: number, act: () => void): (() => void) => {
  const timer = setTimeout(act, Math.max(0, time - Date.now()));
  addEventListener('online', act);
  return () => {
    clearTimeout(timer);
    removeEventListener('online', act);
  };
};

/** Sends posts of a user, each at most once, and finds out what has become of one whose answer was lost. */
export const useSubmission = (person: string) => {
  const call = useCall();
  const [state, dispatch] = useReducer(step, idle);
  useEffect(() => {
    if (state.kind === 'asking') void ask(call, state.pending).then(dispatch);
    if (state.kind === 'waiting') return waitUntil(state.retryAt, () => dispatch({ kind: 'due' }));
    return undefined;
  }, [state, call]);

  const openKey = useRef<string>(undefined);
  useEffect(() => {
    // There is an answer, yes or no: nothing is open any more.
    const isAnswered = state.kind === 'accepted' || state.kind === 'idle';
    if (isAnswered && openKey.current !== undefined) submissions.forget(person, openKey.current);
    openKey.current = pendingIn(state)?.key;
  }, [state, person]);

  const key = pendingIn(state)?.key;
  useEffect(() => (key === undefined ? undefined : holdTab(key)), [key]);

  const last = state.kind === 'idle' ? state.last : undefined;
  const publish = useCallback(
    (pressed: Omit<PendingPost, 'key' | 'pressedAt'>) => {
      const open = submissions.list(person);
      const known = [...open, ...(last === undefined ? [] : [last])];
      const now = Date.now();
      const pending = pendingOf(pressed, known, { now, createKey: () => crypto.randomUUID() });
      submissions.write(person, pending);
      const isOpen = open.some(({ key }) => key === pending.key);
      dispatch({ kind: isOpen ? 'asked-again' : 'pressed', pending, now });
    },
    [person, last],
  );
  return useMemo(
    () => ({
      state,
      publish,
      askAgain: (pending: PendingPost) => dispatch({ kind: 'asked-again', pending, now: Date.now() }),
      discard: (pending: PendingPost) => {
        submissions.forget(person, pending.key);
        dispatch({ kind: 'discarded' });
      },
      /** The answer has been taken note of. */
      leave: () => dispatch({ kind: 'left' }),
    }),
    [state, publish, person],
  );
};
