import { randomUUID } from 'node:crypto';
import {
  addAccessToken,
  addGrant,
  addRefreshToken,
  forgetExpiredTokens,
  type Ledger,
  noteChange,
  tokensOf,
} from './ledger.ts';
import type { AccessToken, Grant, RefreshToken, SimulatorState } from './state.ts';
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

type TokenState = Pick<SimulatorState, 'ledger' | 'switches'>;

/** Starts a grant of a creator to the app. */
export function startGrant(
  { ledger }: TokenState,
  consent: Pick<Grant, 'clientKey' | 'openId' | 'scopes'>,
  now: number,
): Grant {
  const grant: Grant = {
    id: randomUUID(),
    ...consent,
    createdAt: now,
    endedAt: null,
    refreshes: 0,
  };
  for (const earlier of ledger.grantsOf.get(grant.openId) ?? []) forgetExpiredTokens(ledger, earlier.id, now);
  addGrant(ledger, grant);
  return grant;
}

/** Issues a pair of tokens under a grant; the refresh token lasts to the given time or its full lifetime. */
export function issueTokens(
  state: TokenState,
  grant: Grant,
  now: number,
  refreshUntil?: number,
): TokenAnswer {
  const refresh: RefreshToken = {
    token: newRefreshToken(),
    grantId: grant.id,
    issuedAt: now,
    expiresAt: refreshUntil ?? fullRefreshLifetime(state, now),
    rotatedAt: null,
  };
  addRefreshToken(state.ledger, refresh);
  return issueAccessToken(state, grant, now, refresh);
}

/** Issues an access token alone, in an answer with a refresh token that is there already. */
export function issueAccessToken(
  { ledger, switches }: TokenState,
  grant: Grant,
  now: number,
  refresh: RefreshToken,
): TokenAnswer {
  const { accessSeconds } = tokenLifetimes(switches);
  const access: AccessToken = {
    token: newAccessToken(),
    grantId: grant.id,
    issuedAt: now,
    expiresAt: now + accessSeconds * 1_000,
  };
  addAccessToken(ledger, access);
  forgetExpiredTokens(ledger, grant.id, now);
  return {
    access_token: access.token,
    expires_in: accessSeconds,
    open_id: grant.openId,
    refresh_expires_in: Math.floor((refresh.expiresAt - now) / 1_000),
    refresh_token: refresh.token,
    scope: grant.scopes.join(','),
    token_type: 'Bearer',
  };
}

/** When a refresh token expires whose lifetime begins now. */
export function fullRefreshLifetime({ switches }: TokenState, now: number): number {
  return now + tokenLifetimes(switches).refreshSeconds * 1_000;
}

/** The live grant behind an access token, or null for a token that is unknown, expired or ended. */
export function findGrant({ ledger }: TokenState, accessToken: string, now: number): Grant | null {
  return liveGrantOf(ledger, ledger.accessTokens.get(accessToken), now);
}

/** The live grant of a token of either kind. */
export function liveGrantOf(ledger: Ledger, token: AccessToken | undefined, now: number): Grant | null {
  if (token === undefined || token.expiresAt <= now) return null;
  const grant = ledger.grants.get(token.grantId);
  return grant === undefined || grant.endedAt !== null ? null : grant;
}

/** The live grants of a creator, oldest first: not ended, with a refresh token that is current. */
export function findLiveGrants({ ledger }: TokenState, openId: string, now: number): Grant[] {
  return (ledger.grantsOf.get(openId) ?? []).filter(
    (grant) => grant.endedAt === null && currentRefreshTokens(ledger, grant, now).length > 0,
  );
}

/** The refresh tokens of a grant that were not rotated and have not expired, oldest first. */
export function currentRefreshTokens(ledger: Ledger, grant: Grant, now: number): RefreshToken[] {
  return tokensOf(ledger, grant.id).refresh.filter(
    ({ rotatedAt, expiresAt }) => rotatedAt === null && expiresAt > now,
  );
}

/** Ends one grant with all its tokens. */
export function endGrant(ledger: Ledger, grant: Grant, now: number): void {
  if (grant.endedAt !== null) return;
  grant.endedAt = now;
  noteChange(ledger, 'grants', grant);
}

/** Ends every grant of a creator, with all tokens and unused codes: the app is gone from the connected apps. */
export function endGrants({ ledger }: TokenState, openId: string, now: number): void {
  for (const grant of ledger.grantsOf.get(openId) ?? []) endGrant(ledger, grant, now);
  for (const code of ledger.codes.values()) {
    if (code.openId !== openId || code.usedAt !== null) continue;
    code.usedAt = now;
    noteChange(ledger, 'codes', code);
  }
}

/** Ends the access tokens of a grant; its refresh tokens go on working. */
export function endAccessTokens(ledger: Ledger, grantId: string, now: number): void {
  for (const token of tokensOf(ledger, grantId).access) {
    if (token.expiresAt <= now) continue;
    token.expiresAt = now;
    noteChange(ledger, 'accessTokens', token);
  }
}

/** Ends only the access tokens of a creator. */
export function endAccessTokensOf({ ledger }: TokenState, openId: string, now: number): void {
  for (const grant of ledger.grantsOf.get(openId) ?? []) endAccessTokens(ledger, grant.id, now);
}
