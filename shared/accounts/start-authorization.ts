import type { Clock } from '../core/clock.ts';
import type { AttemptStore } from '../database/attempts.ts';
import type { Platform } from '../platforms/platform.ts';
import {
  attemptLifetimeMs,
  bindBrowser,
  createState,
  hashBinding,
  hashState,
  verifierOf,
} from './authorization-attempt.ts';
import { connectPage, parseReturnTo, type Site } from './site.ts';

export interface StartAuthorizationDependencies {
  readonly attempts: AttemptStore;
  readonly platform: Platform;
  readonly site: Site;
  readonly redirectUri: string;
  readonly clock: Clock;
}

export interface AuthorizationStart {
  readonly authorizationUrl: URL;
  readonly expiresAt: Date;
  /** The browser's binding, to be set as its cookie. */
  readonly cookie: string;
}

/**
 * Begins an authorization for a user's browser: the attempt is stored, its secrets hashed, before the address is
 * handed out. Throws `return_to_not_allowed`.
 */
export const startAuthorization = async (
  { attempts, platform, site, redirectUri, clock }: StartAuthorizationDependencies,
  begun: { tenant: string; userId: string; returnTo: string | undefined; cookie: string | undefined },
): Promise<AuthorizationStart> => {
  const returnTo = begun.returnTo === undefined ? connectPage(site) : parseReturnTo(begun.returnTo, site);
  const startedAt = clock();
  const expiresAt = new Date(startedAt.getTime() + attemptLifetimeMs);
  const state = createState();
  const cookie = bindBrowser(begun.cookie, begun.tenant, begun.userId);
  const authorizationUrl = await platform.authorizationUrl({
    state,
    redirectUri,
    scopes: platform.requestedScopes,
    codeVerifier: verifierOf(cookie, state),
  });
  await attempts.insert({
    stateHash: hashState(state),
    bindingHash: hashBinding(cookie),
    tenantId: begun.tenant,
    userId: begun.userId,
    platform: platform.id,
    returnTo: returnTo.href,
    requestedScopes: [...platform.requestedScopes],
    startedAt,
    expiresAt,
  });
  return { authorizationUrl, expiresAt, cookie };
};
