import {
  endAccessTokens,
  endGrant,
  fullRefreshLifetime,
  issueAccessToken,
  issueTokens,
  liveGrantOf,
  startGrant,
  type TokenAnswer,
} from './grants.ts';
import { answerJson } from './http.ts';
import { noteChange } from './ledger.ts';
import { answerRefusal, isRefusal, type OAuthRefusal, readClientForm, refusals } from './oauth-client.ts';
import { provesChallenge } from './pkce.ts';
import type { Endpoint } from './simulation.ts';
import type { Grant, RefreshToken, SimulatorState } from './state.ts';
import { newClientToken } from './tokens.ts';

type GrantType = (state: SimulatorState, form: URLSearchParams, now: number) => object;

const grantTypes: Readonly<Record<string, GrantType>> = {
  authorization_code: exchangeCode,
  refresh_token: refresh,
  client_credentials: issueClientToken,
};

/** `POST /v2/oauth/token/` (sections 2.2, 2.3 and 2.5), checked in the order of section 11.2. */
export const token: Endpoint = (simulation, request) => {
  const { store, clock } = simulation;
  const form = readClientForm(request, store.state);
  if (isRefusal(form)) return answerRefusal(simulation, form);
  const grantType = form.get('grant_type') ?? '';
  if (grantType === '') return answerRefusal(simulation, refusals.malformed);
  const issue = Object.hasOwn(grantTypes, grantType) ? grantTypes[grantType] : undefined;
  if (issue === undefined) return answerRefusal(simulation, refusals.grantType);
  const result = issue(store.state, form, clock.now());
  return isRefusal(result) ? answerRefusal(simulation, result) : answerJson(200, result);
};

function exchangeCode(state: SimulatorState, form: URLSearchParams, now: number): TokenAnswer | OAuthRefusal {
  const code = state.ledger.codes.get(form.get('code') ?? '');
  const redirectUri = form.get('redirect_uri') ?? '';
  if (!form.get('code') || redirectUri === '') return refusals.malformed;
  if (code === undefined || code.usedAt !== null || code.expiresAt <= now) return refusals.codeExpired;
  if (code.clientKey !== state.app.clientKey) return refusals.codeExpired;
  if (code.redirectUri !== redirectUri) return refusals.redirectUri;
  const verifier = form.get('code_verifier') ?? '';
  if (!provesChallenge(code.codeChallenge, verifier, state.switches)) return refusals.verifier;
  code.usedAt = now;
  noteChange(state.ledger, 'codes', code);
  const { clientKey, openId, scopes } = code;
  return issueTokens(state, startGrant(state, { clientKey, openId, scopes }, now), now);
}

function refresh(state: SimulatorState, form: URLSearchParams, now: number): object | OAuthRefusal {
  const { ledger, app, switches } = state;
  const text = form.get('refresh_token') ?? '';
  if (text === '') return refusals.malformed;
  const sent = ledger.refreshTokens.get(text);
  const grant = liveGrantOf(ledger, sent, now);
  if (sent === undefined || grant === null || grant.clientKey !== app.clientKey) return refusals.refreshToken;
  if (!isStillAccepted(sent, state, now)) {
    if (switches.refreshReuse === 'ends-grant') endGrant(ledger, grant, now);
    return refusals.refreshToken;
  }
  if (switches.oldAccessToken === 'dies') endAccessTokens(ledger, grant.id, now);
  grant.refreshes += 1;
  noteChange(ledger, 'grants', grant);
  noteChange(ledger, 'refreshTokens', sent);
  return switches.refreshAnswer === 'new-refresh-token'
    ? rotate(state, grant, sent, now)
    : keepRefreshToken(state, grant, sent, now);
}

function rotate(state: SimulatorState, grant: Grant, sent: RefreshToken, now: number): TokenAnswer {
  sent.rotatedAt ??= now;
  return issueTokens(state, grant, now, refreshLifetimeAfter(state, sent, now));
}

/** The older wording of section 2.3: the token that was sent goes on, whether the answer repeats it or not. */
function keepRefreshToken(state: SimulatorState, grant: Grant, sent: RefreshToken, now: number): object {
  sent.expiresAt = refreshLifetimeAfter(state, sent, now);
  const answer = issueAccessToken(state, grant, now, sent);
  if (state.switches.refreshAnswer === 'same-refresh-token') return answer;
  const { refresh_token: _, ...rest } = answer;
  return rest;
}

function refreshLifetimeAfter(state: SimulatorState, sent: RefreshToken, now: number): number {
  return state.switches.refreshLifetime === 'counts-down' ? sent.expiresAt : fullRefreshLifetime(state, now);
}

function isStillAccepted(sent: RefreshToken, { switches }: SimulatorState, now: number): boolean {
  if (sent.rotatedAt === null || switches.refreshRotation === 'lenient') return true;
  return now < sent.rotatedAt + switches.refreshGraceSeconds * 1_000;
}

/** A client token opens only APIs that this simulator does not have, so it is issued and not kept. */
function issueClientToken(state: SimulatorState): object {
  return {
    access_token: newClientToken(),
    expires_in: state.switches.clientTokenSeconds,
    token_type: 'Bearer',
  };
}
