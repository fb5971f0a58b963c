import { postingSwitchMeanings } from './posting/posting-switch-meanings.ts';
import type { Switches } from './switches.ts';

export interface Meaning {
  /** The heading under which the control page shows it. */
  readonly group: string;
  readonly text: string;
}

const consent = (text: string): Meaning => ({ group: 'Consent', text });
const tokens = (text: string): Meaning => ({ group: 'Tokens', text });
const userInfo = (text: string): Meaning => ({ group: 'User info', text });
const webhooks = (text: string): Meaning => ({ group: 'Webhooks', text });

/** What each switch decides, with the section of the protocol reference that leaves it open. */
export const switchMeanings: Record<keyof Switches, Meaning> = {
  allowHttpLocalhost: consent(
    'Redirect URIs may be http on localhost: the one deliberate leniency, since TikTok wants https for web apps (1.2).',
  ),
  missingState: consent('What an authorize request without a state meets (1.1).'),
  autoAuthWhenOmitted: consent('What a returning user meets when disable_auto_auth is left out (1.1, 10.8).'),
  authorizeFaults: consent(
    'Where code_challenge, scope and non_sandbox_target faults show: on an error page, or back at the app (1.3). A bad client_key or redirect_uri never redirects.',
  ),
  pkce: consent('Whether a code challenge is verified, and in which encoding it is read (1.4).'),
  pkceDemanded: consent('With pkce on, a request without a challenge is refused (1.4).'),
  codeLifetimeSeconds: tokens('Lifetime of an authorization code (11.1).'),
  oauthErrorStatus: tokens(
    'HTTP status of OAuth errors, which is not documented (2.6). Always 200 is the harder one for a client; otherwise 400, 401, 500 or 503 by the error.',
  ),
  tokenLifetimes: tokens('Lifetimes of access and refresh token: as of November 2026, or as before (2.1).'),
  accessTokenSeconds: tokens('Lifetime of access tokens in place of the profile (2.1).'),
  refreshTokenSeconds: tokens('Lifetime of refresh tokens in place of the profile (2.1).'),
  clientTokenSeconds: tokens('Lifetime of client access tokens (2.5).'),
  refreshAnswer: tokens(
    'A refresh answers a new refresh token, as documented in November 2026; by the older wording the token that was sent may come back, or no refresh token at all, and the one that was sent goes on (2.3).',
  ),
  refreshRotation: tokens(
    'After a refresh, the refresh token that was sent is dead at once, or good until it expires (2.3).',
  ),
  refreshGraceSeconds: tokens(
    'With strict rotation, how long the old refresh token still works (2.3, unconfirmed).',
  ),
  refreshReuse: tokens(
    'A rotated refresh token that is used again is refused, or ends the whole grant (2.3, unconfirmed).',
  ),
  refreshLifetime: tokens(
    'A refresh starts the refresh lifetime anew, or it counts down from the consent (2.3, unconfirmed).',
  ),
  oldAccessToken: tokens(
    'After a refresh the old access token works until it expires, or dies at once (2.3, unconfirmed).',
  ),
  revokeEndsRefreshToken: tokens('A revoke ends the refresh token as well (2.4, implied).'),
  previousSecretAccepted: tokens('OAuth calls may use the previous client secret too (unconfirmed).'),
  missingScopeError: userInfo(
    'Answer to a field outside the granted scopes: 401 scope_not_authorized or 400 scope_permission_missed (4.1).',
  ),
  avatarLifetimeSeconds: userInfo('How long an avatar address works (4.1).'),
  userInfoPerMinute: userInfo('Calls in a sliding minute (6).'),
  userInfoCountedPer: userInfo(
    'Whom that limit and those of video list and video query count (12 number 21).',
  ),
  webhookRetrySignature: webhooks(
    'A retry is signed anew with its own t, or repeats the first header (7.4, unconfirmed).',
  ),
  webhookFirstRetrySeconds: webhooks(
    'Delay before the first retry; it doubles each time, for 72 hours (7.1).',
  ),
  webhookTimeoutMs: webhooks(
    'Real time after which an unanswered delivery counts as failed (7.1, unconfirmed).',
  ),
  webhookParallel: webhooks('Deliveries under way at the same time.'),
  pingSigned: webhooks('The portal ping carries a signature (7.1, unconfirmed).'),
  pingContent: webhooks('Content of the ping: "{}", "" or no such key (7.1, unconfirmed).'),
  ...postingSwitchMeanings,
};
