import { type Environment, numberVariable, optionalVariable, requireVariable } from '../../core/env.ts';

/** The variables that the `app-credentials` capability supplies. */
export const tiktokVariables = [
  'TIKTOK_APP_SECRET_ARN',
  'TIKTOK_AUTHORIZE_URL',
  'TIKTOK_API_URL',
  'TIKTOK_REDIRECT_URI',
  'TIKTOK_PKCE',
  'WEBHOOK_MAX_AGE_SECONDS',
] as const;

export interface TiktokEnvironment {
  readonly appSecretArn: string;
  readonly authorizeUrl: string;
  readonly apiUrl: string;
  readonly redirectUri: string;
  /** Off for a web app by TikTok's documents; `hex` where an app is shown the code_challenge error page (tiktok-api.md 1.4). */
  readonly pkce: 'off' | 'hex';
  /** TikTok retries for 72 h and may not sign anew, so an hour more than that is still fresh (tiktok-api.md 7.4). */
  readonly webhookMaxAgeSeconds: number;
}

/** Throws a sentence that names what is missing or wrong. */
export const readTiktokEnvironment = (environment: Environment): TiktokEnvironment => {
  const pkce = optionalVariable(environment, 'TIKTOK_PKCE') ?? 'off';
  if (pkce !== 'off' && pkce !== 'hex') throw new Error(`TIKTOK_PKCE must be "off" or "hex", not "${pkce}".`);
  return {
    appSecretArn: requireVariable(environment, 'TIKTOK_APP_SECRET_ARN'),
    authorizeUrl: requireVariable(environment, 'TIKTOK_AUTHORIZE_URL'),
    apiUrl: requireVariable(environment, 'TIKTOK_API_URL'),
    redirectUri: requireVariable(environment, 'TIKTOK_REDIRECT_URI'),
    pkce,
    webhookMaxAgeSeconds: numberVariable(environment, 'WEBHOOK_MAX_AGE_SECONDS', 73 * 3600),
  };
};
