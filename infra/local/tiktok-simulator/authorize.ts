import {
  type AuthorizeFault,
  type AuthorizeRequest,
  checkAuthorizeRequest,
  checkSandboxTarget,
  isFault,
} from './authorize-checks.ts';
import { renderConsentPage } from './consent-page.ts';
import type { Creator } from './creators.ts';
import { renderErrorPage } from './error-page.ts';
import { findLiveGrants } from './grants.ts';
import { type Answer, type ApiRequest, readCookie, readForm } from './http.ts';
import { addCode, forgetExpiredCodes } from './ledger.ts';
import { redirectWithCode, redirectWithError } from './redirect-back.ts';
import type { Endpoint, Simulation } from './simulation.ts';
import type { SimulatorState } from './state.ts';
import { newAuthorizationCode } from './tokens.ts';

/** Remembers who is logged in to TikTok in this browser. */
const sessionCookie = 'sim_tiktok_user';

/** What the person at the consent page, or a script in their place, answered. */
interface ConsentAnswer {
  readonly username: string;
  readonly approved: boolean;
  /** The scopes left switched on, or null for all that were asked. */
  readonly scopes: readonly string[] | null;
}

/**
 * `GET /v2/auth/authorize/` (section 1): an error page, the consent page, or straight back to the app, for
 * scripts (`sim_user` and `sim_decision`) and for users who consented before in this browser.
 */
export const authorize: Endpoint = (simulation, request) =>
  withCheckedRequest(simulation, request, (asked) => {
    const scripted = readScriptedAnswer(request.query, asked);
    if (scripted !== null) return answerConsent(simulation, asked, scripted);
    const returning = findReturningUser(simulation, request, asked);
    if (returning !== null) return grantCode(simulation, asked, returning, asked.scopes);
    return showConsentPage(simulation, request, asked);
  });

/** `POST` of the consent form to the same address and query. */
export const submitConsent: Endpoint = (simulation, request) =>
  withCheckedRequest(simulation, request, (asked) => {
    const form = readForm(request);
    const decision = form?.get('decision');
    const username = form?.get('user');
    if (!form || !username || (decision !== 'approve' && decision !== 'deny')) {
      return faultPage('user', 'Choose a creator, then approve or deny.');
    }
    return answerConsent(simulation, asked, {
      username,
      approved: decision === 'approve',
      scopes: form.getAll('scope'),
    });
  });

function withCheckedRequest(
  simulation: Simulation,
  request: ApiRequest,
  proceed: (asked: AuthorizeRequest) => Answer,
): Answer {
  const verdict = checkAuthorizeRequest(request.query, simulation.store.state);
  if (!isFault(verdict)) return proceed(verdict);
  const state = request.query.get('state');
  return answerFault(simulation, verdict, {
    redirectUri: request.query.get('redirect_uri') ?? '',
    state,
  });
}

function answerFault(
  { store }: Simulation,
  fault: AuthorizeFault,
  to: { redirectUri: string; state: string | null },
): Answer {
  const shownOn = fault.shownOn === 'either' ? store.state.switches.authorizeFaults : fault.shownOn;
  return shownOn === 'redirect' ? redirectWithError(to, fault) : faultPage(fault.item, fault.description);
}

const faultPage = (item: string, description: string): Answer => renderErrorPage(400, item, description);

function readScriptedAnswer(query: URLSearchParams, asked: AuthorizeRequest): ConsentAnswer | null {
  const username = query.get('sim_user');
  const decision = query.get('sim_decision');
  if (username === null || (decision !== 'approve' && decision !== 'deny')) return null;
  const scopes = query
    .get('sim_scopes')
    ?.split(',')
    .filter((scope) => asked.scopes.includes(scope));
  return { username, approved: decision === 'approve', scopes: scopes ?? null };
}

function answerConsent(simulation: Simulation, asked: AuthorizeRequest, answer: ConsentAnswer): Answer {
  const { state } = simulation.store;
  const creator = state.creators.get(answer.username);
  if (creator === undefined)
    return faultPage('user', `There is no creator @${answer.username} in this simulator.`);
  const fault = checkSandboxTarget(creator.username, state);
  if (fault !== null) return answerFault(simulation, fault, asked);
  const granted = asked.scopes.filter((scope) => isGranted(scope, answer.scopes));
  if (!answer.approved || granted.length === 0) return redirectWithError(asked, userDenied);
  return grantCode(simulation, asked, creator, granted);
}

const userDenied = {
  error: 'access_denied',
  description: 'User denied',
  item: 'user_denied',
} as const;

/** The basic scope has no toggle: it comes with the login itself. */
function isGranted(scope: string, chosen: ConsentAnswer['scopes']): boolean {
  return chosen === null || scope === 'user.info.basic' || chosen.includes(scope);
}

function grantCode(
  { store, clock }: Simulation,
  asked: AuthorizeRequest,
  creator: Creator,
  scopes: readonly string[],
): Answer {
  const { state } = store;
  const code = newAuthorizationCode();
  forgetExpiredCodes(state.ledger, clock.now());
  addCode(state.ledger, {
    code,
    clientKey: state.app.clientKey,
    openId: creator.openId,
    scopes: [...scopes],
    redirectUri: asked.redirectUri,
    codeChallenge: asked.codeChallenge,
    expiresAt: clock.now() + state.switches.codeLifetimeSeconds * 1_000,
    usedAt: null,
  });
  const cookie = `${sessionCookie}=${encodeURIComponent(creator.username)}; Path=/v2/auth/; HttpOnly; SameSite=Lax`;
  return redirectWithCode(asked, { code, scopes }, { 'set-cookie': cookie });
}

/** A user who consented before to all that is asked now skips the page, unless the app wants it shown (1.1). */
function findReturningUser(
  { store, clock }: Simulation,
  request: ApiRequest,
  asked: AuthorizeRequest,
): Creator | null {
  const { state } = store;
  const creator = state.creators.get(readCookie(request, sessionCookie) ?? '');
  if (creator === undefined || !skipsConsent(asked, state) || checkSandboxTarget(creator.username, state))
    return null;
  const grants = findLiveGrants(state, creator.openId, clock.now());
  const covered = grants.some((grant) => asked.scopes.every((scope) => grant.scopes.includes(scope)));
  return covered ? creator : null;
}

function skipsConsent(asked: AuthorizeRequest, { switches }: SimulatorState): boolean {
  if (asked.disableAutoAuth === null) return switches.autoAuthWhenOmitted === 'skips-consent';
  return asked.disableAutoAuth === '0';
}

function showConsentPage({ store }: Simulation, request: ApiRequest, asked: AuthorizeRequest): Answer {
  const { state } = store;
  const preselected = request.query.get('sim_user') ?? readCookie(request, sessionCookie) ?? null;
  return renderConsentPage({
    action: `${request.path}?${request.query}`,
    clientKey: state.app.clientKey,
    creators: [...state.creators.values()],
    preselected,
    redirectUri: asked.redirectUri,
    sandboxTargets: state.app.sandbox ? state.app.targetUsers : null,
    scopes: asked.scopes,
  });
}
