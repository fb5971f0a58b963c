import { parseStoredJson, Secret } from '../../core/secret.ts';

/** The registered app. While a client secret is being replaced, the previous one still verifies webhooks. */
export interface AppCredentials {
  readonly clientKey: string;
  readonly clientSecret: Secret;
  readonly previousClientSecret: Secret | undefined;
}

/** Reads the credentials as they are stored; no schema library, since the webhook receiver stays small. Throws without quoting a value. */
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
    throw new Error('The TikTok app secret must hold clientKey and clientSecret.');
  }
  return {
    clientKey,
    clientSecret: new Secret(clientSecret),
    previousClientSecret: previous === undefined ? undefined : new Secret(previous),
  };
};
