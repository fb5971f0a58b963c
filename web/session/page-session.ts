import { callApi, type Trouble } from '../api/call-api.ts';
import { callOf } from '../api/call-operation.ts';
import { type Claims, readClaims } from './read-claims.ts';
import { type PageFragment, readFragment } from './read-fragment.ts';
import { type CallOperation, createSessionCaller } from './session-caller.ts';
import { createSessionKeeper } from './session-keeper.ts';
import { createSessionStore } from './session-store.ts';

/** Whether there is a session. `trouble`: what ended it, when the API said so. */
export type SessionState =
  | {
      readonly kind: 'active';
      readonly claims: Claims;
      readonly returnTo: string | undefined;
      /** The link that brought it was opened in a tab that had another person's. */
      readonly isOtherPerson: boolean;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ended'; readonly trouble: Trouble; readonly returnTo: string | undefined };

/** The session of a page, as React and everything else sees it. */
export interface PageSession {
  readonly state: () => SessionState;
  /** Tells of each change of the state; answers how to call that off. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly call: CallOperation;
}

/** Takes the token out of the address at once: it stays neither in the bar nor in the history or a bookmark. */
const takeFragment = (): PageFragment | undefined => {
  const { pathname, search, hash } = location;
  if (hash !== '') history.replaceState(history.state, '', pathname + search);
  return readFragment(hash);
};

/**
 * The session that the address brings, else the one that this tab has, renewed in good time. A link that is opened in the
 * same tab while it shows the page brings another one, and loads nothing.
 */
export const openPageSession = (): PageSession => {
  const listeners = new Set<() => void>();
  let state: SessionState = { kind: 'missing' };
  const change = (next: SessionState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const keeper = createSessionKeeper({
    store: createSessionStore(() => sessionStorage),
    renew: ({ request, token }) => callApi({ ...callOf('create-session', { body: request }), token }),
    clock: () => new Date(),
    setTimer: (callBack, delayMs) => {
      const timer = setTimeout(callBack, delayMs);
      return () => clearTimeout(timer);
    },
    onEnd: (trouble) =>
      change({ kind: 'ended', trouble, returnTo: state.kind === 'active' ? state.returnTo : undefined }),
  });
  let person = keeper.claims()?.person;
  const take = (fresh: PageFragment | undefined): void => {
    keeper.begin(fresh);
    const claims = keeper.claims();
    if (claims === undefined) {
      change({ kind: 'missing' });
      return;
    }
    const isOtherPerson = person !== undefined && person !== claims.person;
    person = claims.person;
    change({ kind: 'active', claims, returnTo: keeper.current()?.returnTo, isOtherPerson });
  };
  take(takeFragment());
  addEventListener('hashchange', () => {
    if (readFragment(location.hash) === undefined) return;
    const fresh = takeFragment();
    // A link that was cut off in copying ends nothing that works.
    if (fresh !== undefined && readClaims(fresh.token) !== undefined) take(fresh);
  });
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'visible' && keeper.wake(),
  );
  addEventListener('online', () => keeper.wake());
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    call: createSessionCaller({ token: () => keeper.current()?.token, end: keeper.end, call: callApi }),
  };
};
