import { createContext, useContext, useState, useSyncExternalStore } from 'react';
import type { PageSession, SessionState } from '../session/page-session.ts';
import type { CallOperation } from '../session/session-caller.ts';

const SessionContext = createContext<PageSession | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

const usePageSession = (): PageSession => {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('There is no SessionProvider above this component.');
  return session;
};

/** Whether there is a session, as it changes. */
export const useSessionState = (): SessionState => {
  const { subscribe, state } = usePageSession();
  return useSyncExternalStore(subscribe, state);
};

/** Calls operations as the session. */
export const useCall = (): CallOperation => usePageSession().call;

/** Whose session it is; undefined when there is none. */
export const useClaims = () => {
  const state = useSessionState();
  return state.kind === 'active' ? state.claims : undefined;
};

/** Whose session it is, or was: what the page shows of a person stays when their session ends. */
export const useLastClaims = () => {
  const claims = useClaims();
  const [last, setLast] = useState(claims);
  if (claims !== undefined && claims !== last) setLast(claims);
  return claims ?? last;
};
