import type { ApiCall, ApiReply } from '../../api/call-api.ts';
import { callOf } from '../../api/call-operation.ts';
import { createSessionCaller } from '../../session/session-caller.ts';
import { createSessionKeeper } from '../../session/session-keeper.ts';
import { createSessionStore } from '../../session/session-store.ts';
import { createObservable, type WidgetSession, type WidgetSessionState } from './widget-session.ts';

export interface GivenSessionDependencies {
  readonly call: (call: ApiCall) => Promise<ApiReply>;
  readonly clock: () => Date;
  readonly setTimer: (callBack: () => void, delayMs: number) => () => void;
}

/** The CRM's page is not ours to store in: the session lives in memory. */
const inMemory = () =>
  createSessionStore(() => {
    throw new Error('Nothing is stored.');
  });

/** The session of a token that the CRM wrote into its page: it renews itself as the hosted pages do, up to 12 hours. */
export const createGivenSession = (token: string, dependencies: GivenSessionDependencies): WidgetSession => {
  const { call, clock, setTimer } = dependencies;
  const { state, subscribe, change } = createObservable<WidgetSessionState>({ kind: 'starting' });
  let isPaused = true;
  let cancelTimer = (): void => undefined;
  const keeper = createSessionKeeper({
    store: inMemory(),
    renew: ({ request, token: good }) =>
      call({ ...callOf('create-session', { body: request }), token: good }),
    clock,
    setTimer: (callBack, delayMs) => {
      cancelTimer();
      cancelTimer = isPaused ? () => undefined : setTimer(callBack, delayMs);
      return cancelTimer;
    },
    onEnd: (trouble) => change({ kind: 'ended', trouble }),
  });
  const current = (): string | undefined => keeper.current()?.token;
  const atHand = (): string | undefined => (isPaused ? undefined : current());
  const goOn = (): void => {
    if (!isPaused) return;
    isPaused = false;
    const isFirst = state().kind === 'starting';
    const hasBegun = keeper.begin(isFirst ? { token, returnTo: undefined } : undefined);
    keeper.wake();
    const claims = keeper.claims();
    if (hasBegun && claims !== undefined) change({ kind: 'active', claims });
    else if (isFirst) change({ kind: 'refused', code: 'token_invalid' });
  };
  return {
    state,
    subscribe,
    asks: false,
    call: createSessionCaller({ token: current, end: keeper.end, call }),
    atHand,
    token: async () => atHand(),
    start: goOn,
    pause: () => {
      isPaused = true;
      cancelTimer();
    },
    retry: () => keeper.wake(),
    renew: () => keeper.wake(),
  };
};
