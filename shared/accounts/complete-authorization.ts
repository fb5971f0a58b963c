import type { Clock } from '../core/clock.ts';
import { Failure, type FailureCode, isFailure } from '../core/failure.ts';
import { describeError, type Log } from '../core/log.ts';
import type { AttemptRow, AttemptStore } from '../database/attempts.ts';
import {
  type Platform,
  PlatformError,
  type PlatformErrorClass,
  type TokenSet,
} from '../platforms/platform.ts';
import type { Vault } from '../vault/vault.ts';
import { hashBinding, hashState, isBoundTo, verifierOf } from './authorization-attempt.ts';
import { addProfile, type ConnectDependencies, saveConnection } from './connect-account.ts';
import { connectPage, type Site } from './site.ts';

/** What the platform's redirect carried, and the browser's binding. */
export interface AuthorizationReturn {
  readonly state: string | undefined;
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly cookie: string | undefined;
}

export interface CompleteAuthorizationDependencies extends ConnectDependencies {
  readonly attempts: AttemptStore;
  readonly vault: Vault;
  readonly platform: Platform;
  readonly site: Site;
  readonly redirectUri: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a return ends: where the browser goes, with what to tell. */
export type AuthorizationEnd =
  | { readonly returnTo: URL; readonly accountId: string }
  | { readonly returnTo: URL; readonly code: FailureCode };

/** Why an attempt cannot be completed, by what is stored of it; a browser that did not begin it is told nothing more. */
export const refuseAttempt = (
  attempt: AttemptRow | undefined,
  cookie: string | undefined,
  now: Date,
): FailureCode | undefined => {
  if (attempt === undefined) return 'authorization_state_unknown';
  if (!isBoundTo(cookie, attempt.bindingHash)) return 'authorization_other_browser';
  if (attempt.consumedAt !== null) return 'authorization_state_used';
  return attempt.expiresAt <= now ? 'authorization_expired' : undefined;
};

const exchangeFailures: Readonly<Record<PlatformErrorClass, FailureCode>> = {
  needs_reauthorization: 'authorization_code_refused',
  permanent: 'authorization_code_refused',
  misconfigured: 'platform_misconfigured',
  retry: 'platform_unavailable',
  throttled: 'platform_unavailable',
  outcome_unknown: 'platform_unavailable',
};

const exchange = async (
  { platform, redirectUri, log }: CompleteAuthorizationDependencies,
  code: string,
  verifier: string,
): Promise<TokenSet> => {
  try {
    return await platform.exchangeCode(code, redirectUri, verifier);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const level = error.errorClass === 'misconfigured' ? 'error' : 'warn';
    log[level]('The platform did not exchange the code', { platformCode: error.code, logId: error.logId });
    throw new Failure(exchangeFailures[error.errorClass], {
      detail: 'The platform did not connect.',
      cause: error,
    });
  }
};

const connect = async (
  dependencies: CompleteAuthorizationDependencies,
  attempt: AttemptRow,
  came: { code: string | undefined; error: string | undefined; cookie: string; state: string },
): Promise<string> => {
  if (came.error !== undefined) {
    const code = came.error === 'access_denied' ? 'authorization_denied' : 'platform_refused';
    throw new Failure(code, { detail: 'The platform sent the browser back with an error.' });
  }
  if (came.code === undefined || came.code === '') {
    throw new Failure('platform_refused', { detail: 'The platform sent the browser back without a code.' });
  }
  // The data key is at hand before a grant exists, so that no fault of ours can lose the tokens of one.
  await dependencies.vault.prepare(attempt.tenantId);
  const connectedAt = dependencies.clock();
  const tokens = await exchange(dependencies, came.code, verifierOf(came.cookie, came.state));
  // Nothing outside stands between the platform's answer and durable storage; the profile comes after.
  const accountId = await saveConnection(dependencies, attempt, tokens, connectedAt);
  await addProfile(dependencies, attempt, accountId, tokens, connectedAt);
  return accountId;
};

const codeOf = (thrown: unknown, log: Log): FailureCode => {
  if (isFailure(thrown)) return thrown.code;
  log.error('An authorization failed by surprise', { error: describeError(thrown) });
  return 'internal_error';
};

/**
 * Completes an authorization: consumes the attempt once, exchanges the code once, stores the account. Never throws for
 * what went wrong on the way: the browser is always sent back, to `returnTo` when the attempt is its own, else to the
 * connect page.
 */
export const completeAuthorization = async (
  dependencies: CompleteAuthorizationDependencies,
  { state, code, error, cookie }: AuthorizationReturn,
): Promise<AuthorizationEnd> => {
  const { attempts, site, clock, log } = dependencies;
  const page = connectPage(site);
  if (state === undefined || state === '') return { returnTo: page, code: 'authorization_state_unknown' };
  let returnTo = page;
  try {
    const stateHash = hashState(state);
    const attempt = await attempts.find(stateHash);
    const refused = refuseAttempt(attempt, cookie, clock());
    if (attempt === undefined || cookie === undefined || refused !== undefined) {
      const known = attempt !== undefined && refused === 'authorization_expired';
      return {
        returnTo: known ? new URL(attempt.returnTo) : page,
        code: refused ?? 'authorization_state_unknown',
      };
    }
    const first = await attempts.consume(stateHash, hashBinding(cookie), clock());
    if (!first) return { returnTo: page, code: 'authorization_state_used' };
    returnTo = new URL(attempt.returnTo);
    return { returnTo, accountId: await connect(dependencies, attempt, { code, error, cookie, state }) };
  } catch (thrown) {
    return { returnTo, code: codeOf(thrown, log) };
  }
};

/** The address that the browser goes to, with the result as query parameters. */
export const renderReturn = (platform: string, end: AuthorizationEnd): string => {
  const url = new URL(end.returnTo);
  const [result, name, value] =
    'accountId' in end ? ['connected', 'accountId', end.accountId] : ['error', 'code', end.code];
  url.searchParams.set(platform, result);
  url.searchParams.set(name, value);
  return url.href;
};
