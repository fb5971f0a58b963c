import { createHash } from 'node:crypto';
import type { HttpAnswer } from '../../core/http-client.ts';
import { Secret } from '../../core/secret.ts';
import {
  PlatformError,
  type PlatformErrorClass,
  type RefreshedTokens,
  type TokenSet,
  tokenRefused,
} from '../platform.ts';
import { oauthError, refreshAnswer, tokenAnswer } from './wire.ts';

/** What connecting asks for: the profile to show, and both ways to publish (tiktok-api.md section 3). */
export const requestedScopes = [
  'user.info.basic',
  'user.info.profile',
  'video.upload',
  'video.publish',
] as const;

/** The classes of OAuth errors by TikTok's reaction column (section 2.6). */
const errorClasses: Readonly<Record<string, PlatformErrorClass>> = {
  access_denied: 'needs_reauthorization',
  invalid_client: 'misconfigured',
  invalid_grant: 'needs_reauthorization',
  invalid_request: 'permanent',
  invalid_scope: 'misconfigured',
  unauthorized_client: 'misconfigured',
  unsupported_grant_type: 'permanent',
  unsupported_response_type: 'permanent',
  server_error: 'retry',
  temporarily_unavailable: 'retry',
};

/** TikTok's own form of a proof key: lower-case hex of SHA-256 where RFC 7636 has base64url (section 1.4). */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('hex');

export interface AuthorizeParameters {
  readonly clientKey: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
  /** Present when the app is set to use a proof key. */
  readonly codeVerifier: string | undefined;
}

/**
 * The consent page's address (section 1.1). Scopes are comma-separated. `disable_auto_auth=1` always: the default is
 * not documented, and a silent redirect would connect whichever account the browser is logged in to.
 */
export const buildAuthorizationUrl = (authorizeUrl: string, parameters: AuthorizeParameters): URL => {
  const url = new URL(authorizeUrl);
  url.searchParams.set('client_key', parameters.clientKey);
  url.searchParams.set('scope', parameters.scopes.join(','));
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('redirect_uri', parameters.redirectUri);
  url.searchParams.set('state', parameters.state);
  url.searchParams.set('disable_auto_auth', '1');
  if (parameters.codeVerifier !== undefined) {
    url.searchParams.set('code_challenge', challengeOf(parameters.codeVerifier));
    url.searchParams.set('code_challenge_method', 'S256');
  }
  return url;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What the status says of an error that the documents do not list. */
const classOf = (status: number): PlatformErrorClass =>
  status === 429 ? 'throttled' : status >= 500 ? 'retry' : 'permanent';

/**
 * An error without a name is a gateway's, which knows nothing of the grant: behind its 5xx the call may have taken effect,
 * behind a refusal of its own nothing has.
 */
const gatewayClass = (status: number): PlatformErrorClass => {
  if (status === 429) return 'throttled';
  return status >= 500 ? 'outcome_unknown' : 'retry';
};

const statusError = (status: number): PlatformError =>
  new PlatformError(gatewayClass(status), `http_${status}`, `TikTok answered ${status} without saying why.`);

/** Words of TikTok's that are stored as they are: letters, digits and signs, and not too many of them. */
const plainWord = /^[\w.:-]{1,200}$/;

const nameError = ({ error, log_id }: { error: string; log_id?: string | undefined }) => ({
  error: plainWord.test(error) ? error : 'unreadable_code',
  log_id: log_id !== undefined && plainWord.test(log_id) ? log_id : undefined,
});

const readError = (answer: HttpAnswer, json: unknown): PlatformError | undefined => {
  const error = oauthError.safeParse(json);
  if (error.success) {
    const { error: code, log_id: logId } = nameError(error.data);
    const known = Object.hasOwn(errorClasses, code) ? errorClasses[code] : undefined;
    const errorClass = known ?? classOf(answer.status);
    return new PlatformError(errorClass, code, `TikTok answered ${code}.`, { logId });
  }
  return answer.status >= 200 && answer.status < 300 ? undefined : statusError(answer.status);
};

/** Whether the app's own key or secret was refused; nothing else of the request was looked at then (section 11.2). */
export const refusesClient = (answer: HttpAnswer): boolean =>
  oauthError.safeParse(parseJson(answer.text)).data?.error === 'invalid_client';

/** The JSON of a token answer. Throws `PlatformError` for an error, whatever its HTTP status. */
const readSuccess = (answer: HttpAnswer): unknown => {
  const json = parseJson(answer.text);
  const error = readError(answer, json);
  if (error !== undefined) throw error;
  return json;
};

const noToken = (): PlatformError =>
  new PlatformError(
    'outcome_unknown',
    'unreadable_answer',
    'TikTok answered with something that is not a token.',
  );

const readScopes = (scope: string): string[] => scope.split(',').filter((one) => plainWord.test(one));

/** Reads the answer to a code. Throws `PlatformError`; its message never quotes the answer, which may hold tokens. */
export const readTokenAnswer = (answer: HttpAnswer): TokenSet => {
  const { data } = tokenAnswer.safeParse(readSuccess(answer));
  if (data === undefined) throw noToken();
  return {
    openId: data.open_id,
    accessToken: new Secret(data.access_token),
    refreshToken: new Secret(data.refresh_token),
    accessExpiresInSeconds: data.expires_in,
    refreshExpiresInSeconds: data.refresh_expires_in,
    grantedScopes: readScopes(data.scope),
  };
};

/** Reads the answer to a refresh token. Throws `PlatformError`, as above. */
export const readRefreshAnswer = (answer: HttpAnswer): RefreshedTokens => {
  const { data } = refreshAnswer.safeParse(readSuccess(answer));
  if (data === undefined) throw noToken();
  const refreshSeconds = data.refresh_expires_in ?? 0;
  const scopes = readScopes(data.scope ?? '');
  return {
    openId: data.open_id,
    accessToken: new Secret(data.access_token),
    accessExpiresInSeconds: data.expires_in,
    refreshToken: data.refresh_token ? new Secret(data.refresh_token) : undefined,
    refreshExpiresInSeconds: refreshSeconds > 0 ? refreshSeconds : undefined,
    grantedScopes: scopes.length > 0 ? scopes : undefined,
  };
};

/**
 * Reads the answer of the revoke endpoint: any 2xx without an `error` is success (section 2.4). Throws `PlatformError`;
 * `invalid_grant` is about the access token that was sent, so it bears that name.
 */
export const readRevokeAnswer = (answer: HttpAnswer): void => {
  const error = readError(answer, parseJson(answer.text));
  if (error?.code === 'invalid_grant') {
    throw new PlatformError(error.errorClass, tokenRefused, error.message, { logId: error.logId });
  }
  if (error !== undefined) throw error;
};
