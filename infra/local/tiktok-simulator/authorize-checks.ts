import { usesAllowedScheme } from './app-settings.ts';
import { hasDemandedChallenge } from './pkce.ts';
import type { SimulatorState } from './state.ts';

/** A consent request that passed every check. */
export interface AuthorizeRequest {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | null;
  readonly codeChallenge: string | null;
  readonly disableAutoAuth: string | null;
}

/** A fault names the item at fault; where it is shown depends on whether it may be sent back to the app. */
export interface AuthorizeFault {
  readonly item: string;
  readonly description: string;
  readonly error: 'access_denied' | 'invalid_request' | 'invalid_scope' | 'unsupported_response_type';
  readonly shownOn: 'page' | 'redirect' | 'either';
}

export type AuthorizeVerdict = AuthorizeRequest | AuthorizeFault;

export function isFault(verdict: AuthorizeVerdict): verdict is AuthorizeFault {
  return 'item' in verdict;
}

type Settings = Pick<SimulatorState, 'app' | 'switches'>;

/**
 * Checks the query of an authorize request in the order of section 11.2: client_key, redirect_uri, response_type,
 * scopes. Where state and code_challenge belong is not known; they stand between response_type and the scopes.
 */
export function checkAuthorizeRequest(query: URLSearchParams, settings: Settings): AuthorizeVerdict {
  const { app, switches } = settings;
  const redirectUri = query.get('redirect_uri') ?? '';
  const state = query.get('state') ?? '';
  const scopes = [...new Set((query.get('scope') ?? '').split(','))];
  if (query.get('client_key') !== app.clientKey) {
    return onPage('client_key', 'The client key is unknown, or the app may not use Login Kit.');
  }
  if (!isRegistered(redirectUri, settings)) {
    return onPage('redirect_uri', 'The redirect URI is not exactly one of those registered for this app.');
  }
  if (query.get('response_type') !== 'code') return unsupportedResponseType;
  if (state === '' && switches.missingState === 'refused') {
    return onPage('state', 'The request carries no state, which protects the app from forged callbacks.');
  }
  if (!hasDemandedChallenge(query, switches)) {
    return onEither(
      'code_challenge',
      'This app needs a code challenge with the method S256.',
      'invalid_request',
    );
  }
  if (!scopes.every((scope) => app.scopes.includes(scope))) {
    return onEither('scope', 'The app asks for a scope that it does not have.', 'invalid_scope');
  }
  return {
    redirectUri,
    scopes,
    state: state === '' ? null : state,
    codeChallenge: query.get('code_challenge'),
    disableAutoAuth: query.get('disable_auto_auth'),
  };
}

/** The fault of a user who may not log in to a sandbox app, or null. */
export function checkSandboxTarget(username: string, { app }: Settings): AuthorizeFault | null {
  if (!app.sandbox || app.targetUsers.includes(username)) return null;
  return onEither(
    'non_sandbox_target',
    `@${username} is not a target user of this sandbox.`,
    'access_denied',
  );
}

const unsupportedResponseType: AuthorizeFault = {
  item: 'response_type',
  description: 'The response type must be code.',
  error: 'unsupported_response_type',
  shownOn: 'redirect',
};

const onPage = (item: string, description: string): AuthorizeFault => ({
  item,
  description,
  error: 'invalid_request',
  shownOn: 'page',
});

const onEither = (item: string, description: string, error: AuthorizeFault['error']): AuthorizeFault => ({
  item,
  description,
  error,
  shownOn: 'either',
});

function isRegistered(redirectUri: string, { app, switches }: Settings): boolean {
  return (
    app.redirectUris.includes(redirectUri) && usesAllowedScheme(redirectUri, switches.allowHttpLocalhost)
  );
}
