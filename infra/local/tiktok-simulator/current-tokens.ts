import { findCreatorByOpenId } from './creators.ts';
import { currentRefreshTokens } from './grants.ts';
import { tokensOf } from './ledger.ts';
import type { AccessToken, SimulatorState } from './state.ts';

/** A token that works, with times in milliseconds of the simulator's clock. */
export type WorkingToken = Pick<AccessToken, 'token' | 'issuedAt' | 'expiresAt'>;

/** What TikTok holds for a creator at this moment: the tokens of all live grants, the newest last. */
export interface CurrentTokens {
  openId: string;
  /** Null when there is no such creator, or no longer. */
  username: string | null;
  /** Of the newest live grant. */
  scopes: string[];
  /** Not rotated, not expired, of a grant that lives. */
  refreshTokens: WorkingToken[];
  /** Not expired and not ended, of a grant that lives. */
  accessTokens: WorkingToken[];
  /** Refreshes that took effect, over all grants. */
  refreshes: number;
}

/** The current tokens of a creator; empty lists for an open id that never had a grant. */
export function readCurrentTokens(state: SimulatorState, openId: string, now: number): CurrentTokens {
  const { ledger } = state;
  const grants = ledger.grantsOf.get(openId) ?? [];
  const live = grants.filter(({ endedAt }) => endedAt === null);
  const access = live.flatMap(({ id }) =>
    tokensOf(ledger, id).access.filter(({ expiresAt }) => expiresAt > now),
  );
  const refresh = live.flatMap((grant) => currentRefreshTokens(ledger, grant, now));
  return {
    openId,
    username: findCreatorByOpenId(state.creators, openId)?.username ?? null,
    scopes: live.at(-1)?.scopes ?? [],
    refreshTokens: present(refresh),
    accessTokens: present(access),
    refreshes: grants.reduce((sum, grant) => sum + grant.refreshes, 0),
  };
}

/** The current tokens of everyone who ever had a grant. */
export function listCurrentTokens(state: SimulatorState, now: number): CurrentTokens[] {
  return [...state.ledger.grantsOf.keys()].map((openId) => readCurrentTokens(state, openId, now));
}

function present(tokens: readonly AccessToken[]): WorkingToken[] {
  return tokens
    .map(({ token, issuedAt, expiresAt }) => ({ token, issuedAt, expiresAt }))
    .toSorted((left, right) => left.issuedAt - right.issuedAt);
}
