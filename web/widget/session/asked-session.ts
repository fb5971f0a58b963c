import { ApiError } from '../../api/api-error.ts';
import type { ApiCall, ApiReply, Trouble } from '../../api/call-api.ts';
import { callOf } from '../../api/call-operation.ts';
import type { OperationId, OperationInput, ReplyOf } from '../../api/operations.ts';
import { readClaims } from '../../session/read-claims.ts';
import { renewalDelayMs } from '../../session/renewal.ts';
import { createObservable, personOf, type WidgetSession, type WidgetSessionState } from './widget-session.ts';

export interface AskedSessionDependencies {
  readonly getToken: () => Promise<string>;
  readonly call: (call: ApiCall) => Promise<ApiReply>;
  readonly clock: () => Date;
  readonly setTimer: (callBack: () => void, delayMs: number) => () => void;
}

interface Held {
  readonly token: string;
  readonly renewAtMs: number;
  readonly expiresAtMs: number;
}

/** When the CRM has no newer token to give, it is asked again after this long while the old one lives. */
const askAgainMs = 15_000;

/** When there is none at all, after this long. */
const startAgainMs = 30_000;

/** A function that has not answered by then is taken not to. */
const patienceMs = 30_000;

/**
 * The session of a CRM that is asked for tokens: at first, before one expires when there is something to call, and when
 * the API refused one. However many calls wait for it, it is asked once at a time.
 */
export const createAskedSession = (dependencies: AskedSessionDependencies): WidgetSession => {
  const { getToken, call, clock, setTimer } = dependencies;
  const { state, subscribe, change } = createObservable<WidgetSessionState>({ kind: 'starting' });
  let isPaused = true;
  let held: Held | undefined;
  let asking: Promise<string | undefined> | undefined;
  let cancelTimer = (): void => undefined;

  /** What is said already is not said again at each try. */
  const refuse = (code: 'token_unavailable' | 'token_invalid'): void => {
    if (isPaused) return;
    const known = state();
    if (known.kind !== 'refused' || known.code !== code) change({ kind: 'refused', code });
    cancelTimer();
    cancelTimer = setTimer(begin, startAgainMs);
  };

  const take = (token: unknown): string | undefined => {
    const now = clock();
    const claims = typeof token === 'string' ? readClaims(token) : undefined;
    if (typeof token !== 'string' || claims === undefined) {
      refuse('token_invalid');
      return undefined;
    }
    const renewAtMs = now.getTime() + renewalDelayMs(claims, now);
    held = { token, renewAtMs, expiresAtMs: claims.expiresAt.getTime() };
    change({ kind: 'active', claims });
    return token;
  };

  const inTime = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const cancel = setTimer(() => reject(new Error('No token came in time.')), patienceMs);
      // Called in here, so that what it throws is a refusal as well.
      Promise.resolve(getToken()).then(resolve, reject).finally(cancel);
    });

  /** What the CRM's function throws is its own affair; whoever is refused a token is told so. */
  const askNow = async (): Promise<string | undefined> => {
    try {
      return take(await inTime());
    } catch {
      const nowMs = clock().getTime();
      if (held !== undefined && held.expiresAtMs > nowMs) {
        held = { ...held, renewAtMs: nowMs + askAgainMs };
        return held.token;
      }
      refuse('token_unavailable');
      return undefined;
    }
  };

  const ask = async (): Promise<string | undefined> => {
    if (isPaused) return undefined;
    asking ??= askNow().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  const begin = (): void => {
    cancelTimer();
    if (state().kind !== 'active') void ask();
  };

  const atHand = (): string | undefined =>
    !isPaused && held !== undefined && clock().getTime() < held.renewAtMs ? held.token : undefined;

  const token = async (): Promise<string | undefined> => {
    const good = atHand() ?? (await ask());
    return isPaused ? undefined : good;
  };

  /** Another token than the one that was refused: the one asked for meanwhile, else a new one. */
  const replace = async (used: string): Promise<string | undefined> => {
    if (held?.token !== used && held !== undefined) return held.token;
    held = undefined;
    const next = await ask();
    return next === used ? undefined : next;
  };

  const end = (trouble: Trouble): never => {
    held = undefined;
    change({ kind: 'ended', trouble });
    throw new ApiError({ kind: 'ended' });
  };

  /** Whether the CRM has named another person since: what was to be called as the one is not called as the other. */
  const isOther = (person: string | undefined): boolean =>
    person !== undefined && person !== (personOf(state()) ?? person);

  const send = async (request: ApiCall, used: string, mayReplace: boolean): Promise<unknown> => {
    const person = personOf(state());
    const reply = await call({ ...request, token: used });
    if (reply.kind === 'answered') return reply.body;
    if (reply.kind === 'unreachable' || reply.trouble.status !== 401) throw new ApiError(reply);
    const next = mayReplace ? await replace(used) : undefined;
    if (isPaused || isOther(person) || state().kind === 'refused') throw new ApiError({ kind: 'ended' });
    return next === undefined ? end(reply.trouble) : send(request, next, false);
  };

  return {
    state,
    subscribe,
    asks: true,
    // The API is our own, of the same release, and checks its own answers against the contract.
    call: async <Id extends OperationId>(id: Id, input: OperationInput<Id> = {}) => {
      const person = personOf(state());
      const first = await token();
      if (first === undefined || isOther(person)) throw new ApiError({ kind: 'ended' });
      return (await send(callOf(id, input), first, true)) as ReplyOf<Id>;
    },
    atHand,
    token,
    start: () => {
      if (!isPaused) return;
      isPaused = false;
      begin();
    },
    pause: () => {
      isPaused = true;
      cancelTimer();
    },
    retry: begin,
    renew: () => {
      if (held !== undefined) held = { ...held, renewAtMs: 0 };
      cancelTimer();
      void ask();
    },
  };
};
