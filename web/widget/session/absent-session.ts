import { ApiError } from '../../api/api-error.ts';
import { createObservable, type WidgetSession, type WidgetSessionState } from './widget-session.ts';

/** A CRM's own script may come a moment later than ours, with the token. */
const patienceMs = 1_000;

/** What there is while nobody has named a token: nothing yet, and after a moment the word that it is missing. */
export const createAbsentSession = (
  setTimer: (callBack: () => void, delayMs: number) => () => void,
): WidgetSession => {
  const { state, subscribe, change } = createObservable<WidgetSessionState>({ kind: 'starting' });
  let isPaused = true;
  let cancelTimer = (): void => undefined;
  return {
    state,
    subscribe,
    asks: false,
    call: () => Promise.reject(new ApiError({ kind: 'ended' })),
    atHand: () => undefined,
    token: async () => undefined,
    start: () => {
      if (!isPaused) return;
      isPaused = false;
      cancelTimer = setTimer(() => change({ kind: 'refused', code: 'token_missing' }), patienceMs);
    },
    pause: () => {
      isPaused = true;
      cancelTimer();
    },
    retry: () => undefined,
    renew: () => undefined,
  };
};
