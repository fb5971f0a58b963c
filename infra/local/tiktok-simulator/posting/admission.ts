import { readBearer, readBearerToken } from '../bearer.ts';
import { type Creator, findCreatorByOpenId } from '../creators.ts';
import type { ApiRequest } from '../http.ts';
import type { Simulation } from '../simulation.ts';
import { type Refusal, refuse } from './posting-errors.ts';

/** A call that is let in: who it is for, and by which token. */
export interface Admitted {
  readonly creator: Creator;
  readonly accessToken: string;
}

interface Door {
  /** The call needs one of them. */
  readonly scopes: readonly string[];
  /** Calls with the same name share a limit. */
  readonly limitName: string;
  /** Null for none. */
  readonly limitPerMinute: number | null;
}

/** Checks a call in the order of section 11.2: token, scope, rate. */
export function admit(simulation: Simulation, request: ApiRequest, door: Door): Admitted | Refusal {
  const { store, limiter } = simulation;
  const grant = readBearer(simulation, request);
  if ('status' in grant) return refuse('access_token_invalid');
  if (!door.scopes.some((scope) => grant.scopes.includes(scope))) return refuse('scope_not_authorized');
  const accessToken = readBearerToken(request);
  const who = store.state.switches.postingCountedPer === 'user' ? grant.openId : accessToken;
  const { limitPerMinute, limitName } = door;
  if (limitPerMinute !== null && !limiter.admit(`${limitName} ${who}`, limitPerMinute))
    return refuse('rate_limit_exceeded');
  const creator = findCreatorByOpenId(store.state.creators, grant.openId);
  return creator === undefined ? refuse('internal_error') : { creator, accessToken };
}

/** The limit that an init shares with the other kinds of init, or has for itself. */
export function initDoor({ store }: Simulation, scopes: readonly string[], kind: string): Door {
  const { initsCounted, initsPerMinute } = store.state.switches;
  const limitName = initsCounted === 'together' ? 'init' : `init ${kind}`;
  return { scopes, limitName, limitPerMinute: initsPerMinute };
}
