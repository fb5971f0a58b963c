import type { ApiReply, Trouble } from '../api/call-api.ts';
import { type Claims, readClaims } from './read-claims.ts';
import { isRenewalDue, judgeRenewal, renewalDelayMs, renewalRequest } from './renewal.ts';
import type { Session, SessionStore } from './session-store.ts';

/** What renews a session: the body of create-session, and the token that is still good. */
export interface Renewal {
  readonly request: ReturnType<typeof renewalRequest>;
  readonly token: string;
}

export interface SessionKeeperDependencies {
  readonly store: SessionStore;
  readonly renew: (renewal: Renewal) => Promise<ApiReply>;
  readonly clock: () => Date;
  /** Calls back once after a time; answers how to call that off. */
  readonly setTimer: (callBack: () => void, delayMs: number) => () => void;
  readonly onEnd: (trouble: Trouble) => void;
}

export interface SessionKeeper {
  /**
   * Takes up a session: the one given, else the one stored. One whose token cannot be read, as of a link that was cut off
   * in copying, is passed over. Answers whether there is one.
   */
  begin(fresh: Session | undefined): boolean;
  current(): Session | undefined;
  claims(): Claims | undefined;
  /** Renews when that is overdue, as after a sleep of the machine. */
  wake(): void;
  /** Forgets the session, because the server says that it is over. */
  end(trouble: Trouble): void;
}

/** Holds the session of this tab and renews it in good time before it expires. */
export const createSessionKeeper = (dependencies: SessionKeeperDependencies): SessionKeeper => {
  const { store, renew, clock, setTimer, onEnd } = dependencies;
  let cancelTimer = (): void => undefined;
  let renewing: string | undefined;

  const claims = (): Claims | undefined => readClaims(store.read()?.token ?? '');

  const wait = (delayMs: number, next: () => void): void => {
    cancelTimer();
    cancelTimer = setTimer(next, delayMs);
  };

  const schedule = (): void => {
    const known = claims();
    if (known !== undefined) wait(renewalDelayMs(known, clock()), () => void renewNow());
  };

  const end = (trouble: Trouble): void => {
    cancelTimer();
    store.clear();
    onEnd(trouble);
  };

  const renewNow = async (): Promise<void> => {
    const session = store.read();
    const known = claims();
    if (session === undefined || known === undefined || renewing === session.token) return;
    renewing = session.token;
    const reply = await renew({ request: renewalRequest(known), token: session.token });
    renewing = undefined;
    // Another session was opened in this tab meanwhile; the answer is not its own.
    if (store.read()?.token !== session.token) return;
    const outcome = judgeRenewal(reply, known, clock());
    if (outcome.kind === 'ended') return end(outcome.trouble);
    if (outcome.kind === 'last') return wait(outcome.endsInMs, () => end(outcome.trouble));
    if (outcome.kind === 'retry') return wait(outcome.afterMs, () => void renewNow());
    store.write({ ...session, token: outcome.token });
    schedule();
  };

  return {
    begin: (fresh) => {
      if (fresh !== undefined && readClaims(fresh.token) !== undefined) store.write(fresh);
      if (claims() === undefined) return false;
      schedule();
      return true;
    },
    current: () => store.read(),
    claims,
    wake: () => {
      const known = claims();
      if (known !== undefined && isRenewalDue(known, clock())) void renewNow();
    },
    end,
  };
};
