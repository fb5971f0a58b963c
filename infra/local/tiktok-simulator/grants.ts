import { randomUUID } from 'node:crypto';
import type { AccessToken, Grant, SimulatorState } from './state.ts';
import { tokenLifetimes } from './switches.ts';
import { newAccessToken, newRefreshToken } from './tokens.ts';

/** The flat answer of sections 2.2 and 2.3, with the keys in the order of the documents. */
export interface TokenAnswer {
  access_token: string;
  expires_in: number;
  open_id: string;
  refresh_expires_in: number;
  refresh_token: string;
  scope: string;
  token_type: 'Bearer';
}

type TokenState = Pick<SimulatorState, 'grants' | 'accessTokens' | 'refreshTokens' | 'codes' | 'switches'>;

/** Starts a grant of a creator to the app. */
export function startGrant(
  state: TokenState,
  consent: Pick<Grant, 'clientKey' | 'openId' | 'scopes'>,
  now: number,
): Grant {
  const grant: Grant = {
    id: randomUUID(),
    ...consent,
    createdAt: now,
    endedAt: null,
  };
  state.grants.set(grant.id, grant);
  return grant;
}

/** Issues a pair of tokens under a grant; the refresh token lasts to the given time or its full lifetime. */
export function issueTokens(
  state: TokenState,
  grant: Grant,
  now: number,
  refreshUntil?: number,
): TokenAnswer {
  const { accessSeconds, refreshSeconds } = tokenLifetimes(state.switches);
  const refreshExpiresAt = refreshUntil ?? now + refreshSeconds * 1_000;
  const access = {
    token: newAccessToken(),
    grantId: grant.id,
    expiresAt: now + accessSeconds * 1_000,
  };
  const refresh = {
    token: newRefreshToken(),
    grantId: grant.id,
    expiresAt: refreshExpiresAt,
    rotatedAt: null,
  };
  state.accessTokens.set(access.token, access);
  state.refreshTokens.set(refresh.token, refresh);
  return {
    access_token: access.token,
    expires_in: accessSeconds,
    open_id: grant.openId,
    refresh_expires_in: Math.floor((refreshExpiresAt - now) / 1_000),
    refresh_token: refresh.token,
    scope: grant.scopes.join(','),
    token_type: 'Bearer',
  };
}

/** The live grant behind an access token, or null for a token that is unknown, expired or ended. */
export function findGrant(state: TokenState, accessToken: string, now: number): Grant | null {
  return liveGrantOf(state, state.accessTokens.get(accessToken), now);
}

/** The live grant of a token of either kind. */
export function liveGrantOf(state: TokenState, token: AccessToken | undefined, now: number): Grant | null {
  if (token === undefined || token.expiresAt <= now) return null;
  const grant = state.grants.get(token.grantId);
  return grant === undefined || grant.endedAt !== null ? null : grant;
}

/** Live grants by open id, oldest first: not ended, with a refresh token that still works. */
export function groupLiveGrants(state: TokenState, now: number): Map<string, Grant[]> {
  const refreshable = new Set<string>();
  for (const token of state.refreshTokens.values()) {
    if (token.rotatedAt === null && token.expiresAt > now) refreshable.add(token.grantId);
  }
  const live = [...state.grants.values()].filter(
    (grant) => grant.endedAt === null && refreshable.has(grant.id),
  );
  return Map.groupBy(live, (grant) => grant.openId);
}

/** Ends every grant of a creator, with all tokens and unused codes: the app is gone from the connected apps. */
export function endGrants(state: TokenState, openId: string, now: number): void {
  for (const grant of state.grants.values()) {
    if (grant.openId === openId && grant.endedAt === null) grant.endedAt = now;
  }
  for (const code of state.codes.values()) {
    if (code.openId === openId) state.codes.delete(code.code);
  }
}

/** Ends only the access tokens of a creator; refresh tokens go on working. */
export function endAccessTokens(state: TokenState, openId: string): void {
  for (const token of state.accessTokens.values()) {
    if (state.grants.get(token.grantId)?.openId === openId) state.accessTokens.delete(token.token);
  }
}
