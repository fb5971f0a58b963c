import { type Fetch, type HttpAnswer, NoAnswer, type SendLimits, send } from '../../core/http-client.ts';
import type { Secret } from '../../core/secret.ts';
import { type Platform, PlatformError, platformName } from '../platform.ts';
import type { PostingPlatform } from '../posting.ts';
import type { AppCredentials } from './app-credentials.ts';
import type { TiktokEnvironment } from './env.ts';
import { initTimeoutMs, queryTimeoutMs } from './limits.ts';
import {
  buildAuthorizationUrl,
  readRefreshAnswer,
  readRevokeAnswer,
  readTokenAnswer,
  refusesClient,
  requestedScopes,
} from './oauth.ts';
import { explainPostReason } from './post-reasons.ts';
import { readAcceptedOrder, readCancelled, readCreatorInfo, readPostStatus, writeOrder } from './posting.ts';
import { allowedFields, readProfile } from './user-info.ts';

export interface TiktokDependencies {
  readonly settings: Pick<TiktokEnvironment, 'authorizeUrl' | 'apiUrl' | 'pkce'>;
  readonly credentials: () => Promise<AppCredentials>;
  /** Read anew: for when TikTok refuses those that are known, as it does once their secret was replaced. */
  readonly credentialsAgain?: () => Promise<AppCredentials>;
  readonly fetch: Fetch;
}

/**
 * A lost token answer may cost a login, so the deadline is generous (tiktok-api.md section 2.3). With the key service's
 * ten seconds before it and the profile's four after it, a whole callback still ends within its function's timeout.
 */
const tokenLimits: SendLimits = { timeoutMs: 12_000, maxBytes: 64 * 1024 };
const revokeLimits: SendLimits = { timeoutMs: 8_000, maxBytes: 64 * 1024 };
const profileLimits: SendLimits = { timeoutMs: 4_000, maxBytes: 256 * 1024 };
const queryLimits: SendLimits = { timeoutMs: queryTimeoutMs, maxBytes: 256 * 1024 };
const initLimits: SendLimits = { timeoutMs: initTimeoutMs, maxBytes: 256 * 1024 };

const classifyNoAnswer = (error: unknown): unknown =>
  error instanceof NoAnswer
    ? new PlatformError(
        error.sent ? 'outcome_unknown' : 'retry',
        error.sent && error.late ? 'late_answer' : 'no_answer',
        error.message,
        { cause: error },
      )
    : error;

const formHeaders = {
  'content-type': 'application/x-www-form-urlencoded',
  'cache-control': 'no-cache',
};

/** TikTok, by its documents. Every documented path ends in a slash. */
export const createTiktok = ({
  settings,
  credentials,
  credentialsAgain = credentials,
  fetch,
}: TiktokDependencies): Platform & PostingPlatform => {
  const call = (path: string, init: RequestInit, limits: SendLimits): Promise<HttpAnswer> =>
    send(fetch, new URL(path, settings.apiUrl), init, limits).catch((error: unknown) => {
      throw classifyNoAnswer(error);
    });

  const postAs = (
    { clientKey, clientSecret }: AppCredentials,
    path: string,
    fields: Record<string, string>,
    limits: SendLimits,
  ) => {
    const app = { client_key: clientKey, client_secret: clientSecret.reveal() };
    const body = new URLSearchParams({ ...app, ...fields }).toString();
    return call(path, { method: 'POST', headers: formHeaders, body }, limits);
  };

  const postForm = async (path: string, fields: Record<string, string>, limits: SendLimits) => {
    const known = await credentials();
    const answer = await postAs(known, path, fields, limits);
    if (!refusesClient(answer)) return answer;
    const present = await credentialsAgain();
    return present.clientSecret.equals(known.clientSecret) ? answer : postAs(present, path, fields, limits);
  };

  const postJson = (path: string, accessToken: Secret, body: object | undefined, limits: SendLimits) => {
    const headers = {
      authorization: `Bearer ${accessToken.reveal()}`,
      'content-type': 'application/json; charset=UTF-8',
    };
    const init = { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return call(path, init, limits);
  };

  return {
    id: 'tiktok',
    name: platformName('tiktok'),
    requestedScopes,
    prepare: async () => {
      await credentials();
    },
    authorizationUrl: async ({ codeVerifier, ...request }) => {
      const { clientKey } = await credentials();
      return buildAuthorizationUrl(settings.authorizeUrl, {
        ...request,
        clientKey,
        codeVerifier: settings.pkce === 'hex' ? codeVerifier : undefined,
      });
    },
    exchangeCode: async (code, redirectUri, codeVerifier) =>
      readTokenAnswer(
        await postForm(
          '/v2/oauth/token/',
          {
            grant_type: 'authorization_code',
            code,
            redirect_uri: redirectUri,
            ...(settings.pkce === 'hex' ? { code_verifier: codeVerifier } : {}),
          },
          tokenLimits,
        ),
      ),
    refresh: async (refreshToken) =>
      readRefreshAnswer(
        await postForm(
          '/v2/oauth/token/',
          { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() },
          tokenLimits,
        ),
      ),
    fetchProfile: async (accessToken, grantedScopes) => {
      const fields = allowedFields(grantedScopes);
      if (fields.length === 0) return { displayName: null, username: null, avatarUrl: null };
      const headers = { authorization: `Bearer ${accessToken.reveal()}` };
      const path = `/v2/user/info/?fields=${fields.join(',')}`;
      return readProfile(await call(path, { method: 'GET', headers }, profileLimits));
    },
    fetchCreatorInfo: async (accessToken) =>
      readCreatorInfo(
        await postJson('/v2/post/publish/creator_info/query/', accessToken, undefined, queryLimits),
      ),
    submit: async (accessToken, order) => {
      const { path, body } = writeOrder(order);
      return readAcceptedOrder(await postJson(path, accessToken, body, initLimits), order);
    },
    fetchPostStatus: async (accessToken, publishId) =>
      readPostStatus(
        await postJson('/v2/post/publish/status/fetch/', accessToken, { publish_id: publishId }, queryLimits),
      ),
    unknownPostCodes: ['invalid_publish_id', 'token_not_authorized_for_specified_publish_id'],
    cancelPost: async (accessToken, publishId) =>
      readCancelled(
        await postJson('/v2/post/publish/cancel/', accessToken, { publish_id: publishId }, queryLimits),
      ),
    explainPostReason,
    revoke: async (accessToken) =>
      readRevokeAnswer(await postForm('/v2/oauth/revoke/', { token: accessToken.reveal() }, revokeLimits)),
  };
};
