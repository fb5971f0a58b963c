import { flag, oneOf, orNull, type Shape, whole } from './input.ts';
import {
  initialPostingSwitches,
  type PostingSwitches,
  postingSwitchChoices,
  postingSwitchShape,
} from './posting/posting-switches.ts';

/** The positions of every switch that is a choice; the first is the one it starts in. */
export const switchChoices = {
  missingState: ['refused', 'accepted'],
  autoAuthWhenOmitted: ['skips-consent', 'shows-consent'],
  authorizeFaults: ['page', 'redirect'],
  pkce: ['off', 'hex', 'base64url'],
  oauthErrorStatus: ['always-200', 'by-error'],
  tokenLifetimes: ['2h-180d', '24h-365d'],
  refreshAnswer: ['new-refresh-token', 'same-refresh-token', 'without-refresh-token'],
  refreshRotation: ['strict', 'lenient'],
  refreshReuse: ['refused', 'ends-grant'],
  refreshLifetime: ['renews', 'counts-down'],
  oldAccessToken: ['lives-on', 'dies'],
  missingScopeError: ['scope_not_authorized', 'scope_permission_missed'],
  userInfoCountedPer: ['app', 'user'],
  webhookRetrySignature: ['fresh', 'repeated'],
  pingContent: ['object', 'empty', 'absent'],
  ...postingSwitchChoices,
} as const;

type Choices = {
  -readonly [K in keyof typeof switchChoices]: (typeof switchChoices)[K][number];
};

/** What TikTok leaves open, or changed lately, is a switch; `switch-meanings.ts` says what each one means. */
export interface Switches extends Choices, PostingSwitches {
  allowHttpLocalhost: boolean;
  pkceDemanded: boolean;
  codeLifetimeSeconds: number;
  accessTokenSeconds: number | null;
  refreshTokenSeconds: number | null;
  clientTokenSeconds: number;
  refreshGraceSeconds: number;
  revokeEndsRefreshToken: boolean;
  previousSecretAccepted: boolean;
  avatarLifetimeSeconds: number;
  userInfoPerMinute: number;
  webhookFirstRetrySeconds: number;
  webhookTimeoutMs: number;
  webhookParallel: number;
  pingSigned: boolean;
}

/** Every switch in the position it has when nobody has touched it. */
export function initialSwitches(): Switches {
  return {
    allowHttpLocalhost: true,
    missingState: 'refused',
    autoAuthWhenOmitted: 'skips-consent',
    authorizeFaults: 'page',
    pkce: 'off',
    pkceDemanded: true,
    codeLifetimeSeconds: 600,
    oauthErrorStatus: 'always-200',
    tokenLifetimes: '2h-180d',
    accessTokenSeconds: null,
    refreshTokenSeconds: null,
    clientTokenSeconds: 7_200,
    refreshAnswer: 'new-refresh-token',
    refreshRotation: 'strict',
    refreshGraceSeconds: 0,
    refreshReuse: 'refused',
    refreshLifetime: 'renews',
    oldAccessToken: 'lives-on',
    revokeEndsRefreshToken: true,
    previousSecretAccepted: false,
    missingScopeError: 'scope_not_authorized',
    avatarLifetimeSeconds: 7_200,
    userInfoPerMinute: 600,
    userInfoCountedPer: 'app',
    webhookRetrySignature: 'fresh',
    webhookFirstRetrySeconds: 10,
    webhookTimeoutMs: 10_000,
    webhookParallel: 20,
    pingSigned: true,
    pingContent: 'object',
    ...initialPostingSwitches(),
  };
}

/** The reader of each switch, for settings that arrive as JSON. */
export const switchShape: Shape<Switches> = {
  allowHttpLocalhost: flag,
  missingState: oneOf(...switchChoices.missingState),
  autoAuthWhenOmitted: oneOf(...switchChoices.autoAuthWhenOmitted),
  authorizeFaults: oneOf(...switchChoices.authorizeFaults),
  pkce: oneOf(...switchChoices.pkce),
  pkceDemanded: flag,
  codeLifetimeSeconds: whole(1),
  oauthErrorStatus: oneOf(...switchChoices.oauthErrorStatus),
  tokenLifetimes: oneOf(...switchChoices.tokenLifetimes),
  accessTokenSeconds: orNull(whole(1)),
  refreshTokenSeconds: orNull(whole(1)),
  clientTokenSeconds: whole(1),
  refreshAnswer: oneOf(...switchChoices.refreshAnswer),
  refreshRotation: oneOf(...switchChoices.refreshRotation),
  refreshGraceSeconds: whole(0),
  refreshReuse: oneOf(...switchChoices.refreshReuse),
  refreshLifetime: oneOf(...switchChoices.refreshLifetime),
  oldAccessToken: oneOf(...switchChoices.oldAccessToken),
  revokeEndsRefreshToken: flag,
  previousSecretAccepted: flag,
  missingScopeError: oneOf(...switchChoices.missingScopeError),
  avatarLifetimeSeconds: whole(1),
  userInfoPerMinute: whole(0),
  userInfoCountedPer: oneOf(...switchChoices.userInfoCountedPer),
  webhookRetrySignature: oneOf(...switchChoices.webhookRetrySignature),
  webhookFirstRetrySeconds: whole(1),
  webhookTimeoutMs: whole(1),
  webhookParallel: whole(1, 1_000),
  pingSigned: flag,
  pingContent: oneOf(...switchChoices.pingContent),
  ...postingSwitchShape,
};

/** Lifetimes of a new token pair in seconds under the given switches (section 2.1). */
export function tokenLifetimes(switches: Switches): {
  accessSeconds: number;
  refreshSeconds: number;
} {
  const profile =
    switches.tokenLifetimes === '2h-180d'
      ? { accessSeconds: 7_200, refreshSeconds: 15_552_000 }
      : { accessSeconds: 86_400, refreshSeconds: 31_536_000 };
  return {
    accessSeconds: switches.accessTokenSeconds ?? profile.accessSeconds,
    refreshSeconds: switches.refreshTokenSeconds ?? profile.refreshSeconds,
  };
}
