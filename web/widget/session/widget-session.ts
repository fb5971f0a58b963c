import type { Trouble } from '../../api/call-api.ts';
import type { Claims } from '../../session/read-claims.ts';
import type { CallOperation } from '../../session/session-caller.ts';

/** How it stands with the session of a widget. */
export type WidgetSessionState =
  /** The CRM is asked for a token. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'active'; readonly claims: Claims }
  /** The CRM gave none; `code` says why, for its developers. */
  | { readonly kind: 'refused'; readonly code: 'token_missing' | 'token_unavailable' | 'token_invalid' }
  | { readonly kind: 'ended'; readonly trouble: Trouble };

/** Whose session it is; undefined while that is not known. */
export const personOf = (state: WidgetSessionState): string | undefined =>
  state.kind === 'active' ? state.claims.person : undefined;

/** A session as the widget uses it, wherever its tokens come from. */
export interface WidgetSession {
  readonly state: () => WidgetSessionState;
  /** Whether the CRM can be asked for another token, so that there is sense in trying again. */
  readonly asks: boolean;
  readonly subscribe: (listener: () => void) => () => void;
  readonly call: CallOperation;
  /** The token that is good now, without asking anybody; undefined when there is none. */
  readonly atHand: () => string | undefined;
  /** The same, asked for when there is none; undefined when none comes, or the session rests by then. */
  readonly token: () => Promise<string | undefined>;
  /** Begins, or goes on after a pause; nothing when it is at work. */
  readonly start: () => void;
  /** From now on nobody is asked and no timer is set, until it is started again. */
  readonly pause: () => void;
  /** Tries again after the CRM gave no token, or after the end where a new one can be asked for. */
  readonly retry: () => void;
  /** Asks for a new token where that can be, although the one that is there is good. */
  readonly renew: () => void;
}

export interface Observable<State> {
  readonly state: () => State;
  readonly subscribe: (listener: () => void) => () => void;
  readonly change: (next: State) => void;
}

/** A value that tells of its changes. */
export const createObservable = <State>(first: State): Observable<State> => {
  const listeners = new Set<() => void>();
  let current = first;
  return {
    state: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (next) => {
      current = next;
      for (const listener of [...listeners]) listener();
    },
  };
};
