import { Failure } from '../../core/failure.ts';
import { parseStoredJson, Secret } from '../../core/secret.ts';

/** The registered app. While a client secret is being replaced, the previous one still verifies webhooks. */
export interface AppCredentials {
  readonly clientKey: string;
  readonly clientSecret: Secret;
  readonly previousClientSecret: Secret | undefined;
}

/** Reads the credentials as they are stored; no schema library, since the webhook receiver stays small. Throws `platform_misconfigured` without quoting a value: also for what a new deployment generates in their place. */
export const parseAppCredentials = (stored: string): AppCredentials => {
  const value = parseStoredJson(stored);
  const text = (key: string): string | undefined => {
    if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
    const field: unknown = Reflect.get(value, key);
    return typeof field === 'string' && field !== '' ? field : undefined;
  };
  const clientKey = text('clientKey');
  const clientSecret = text('clientSecret');
  const previous = text('previousClientSecret');
  if (clientKey === undefined || clientSecret === undefined) {
    throw new Failure('platform_misconfigured', {
      detail:
        "The TikTok app's credentials are not set. The operator puts clientKey and clientSecret into the secret named tiktok-app.",
    });
  }
  return {
    clientKey,
    clientSecret: new Secret(clientSecret),
    previousClientSecret: previous === undefined ? undefined : new Secret(previous),
  };
};
