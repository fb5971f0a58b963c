import { timingSafeEqual } from 'node:crypto';
import { answerOAuthError, type OAuthErrorCode } from './answers.ts';
import { type Answer, type ApiRequest, readForm } from './http.ts';
import type { Simulation } from './simulation.ts';
import type { SimulatorState } from './state.ts';

/** A refusal in the words of section 2.6, before it becomes an answer. */
export interface OAuthRefusal {
  readonly error: OAuthErrorCode;
  readonly description: string;
}

export const refusals = {
  malformed: {
    error: 'invalid_request',
    description: 'The request parameters are malformed.',
  },
  secretMissing: {
    error: 'invalid_request',
    description: 'Client secret is missed in request.',
  },
  wrongClient: {
    error: 'invalid_client',
    description: 'Client key or secret is incorrect.',
  },
  codeExpired: {
    error: 'invalid_grant',
    description: 'Authorization code is expired.',
  },
  redirectUri: {
    error: 'invalid_request',
    description: 'Redirect_uri is not matched with the uri when requesting code.',
  },
  verifier: {
    error: 'invalid_request',
    description: 'Code verifier or code challenge is invalid.',
  },
  refreshToken: {
    error: 'invalid_grant',
    description: 'Refresh token is invalid or expired.',
  },
  accessToken: {
    error: 'invalid_grant',
    description: 'Access token is invalid or expired.',
  },
  grantType: {
    error: 'unsupported_grant_type',
    description: 'The grant type is not supported.',
  },
} as const satisfies Record<string, OAuthRefusal>;

export function isRefusal(value: object): value is OAuthRefusal {
  return 'error' in value && 'description' in value;
}

export function answerRefusal({ store, clock }: Simulation, refusal: OAuthRefusal): Answer {
  return answerOAuthError(
    clock.now(),
    store.state.switches.oauthErrorStatus,
    refusal.error,
    refusal.description,
  );
}

/** The form of an OAuth call whose client proved itself, or the refusal: content type first, then key and secret. */
export function readClientForm(request: ApiRequest, state: SimulatorState): URLSearchParams | OAuthRefusal {
  const form = readForm(request);
  if (form === null) return refusals.malformed;
  const clientKey = form.get('client_key') ?? '';
  const clientSecret = form.get('client_secret') ?? '';
  if (clientKey === '') return refusals.malformed;
  if (clientSecret === '') return refusals.secretMissing;
  const isClient = clientKey === state.app.clientKey && isSecret(clientSecret, state);
  return isClient ? form : refusals.wrongClient;
}

function isSecret(given: string, { app, switches }: SimulatorState): boolean {
  const previous = switches.previousSecretAccepted ? app.previousClientSecret : null;
  return [app.clientSecret, previous].some((secret) => secret !== null && isSame(given, secret));
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
