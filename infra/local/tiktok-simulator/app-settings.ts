import { filledText, flag, InputError, listOf, orNull, type Shape, text, whole } from './input.ts';
import { checkProperty, readVerifiedProperty, type VerifiedProperty } from './posting/verified-property.ts';

/** The one app that is registered in the simulated developer portal. */
export interface AppSettings {
  clientKey: string;
  clientSecret: string;
  /** The secret before the last change; webhooks can be signed with it on demand. */
  previousClientSecret: string | null;
  redirectUris: string[];
  webhookUrl: string | null;
  scopes: string[];
  sandbox: boolean;
  /** Usernames that may log in while `sandbox` is true. */
  targetUsers: string[];
  /** Whether TikTok has lifted the rule that posts are private (section 8.2). */
  audited: boolean;
  /** Creators who may post in 24 hours; null for 5 while unaudited and no limit after. */
  activeUserCap: number | null;
  /** What the app has shown to be its own, for pulls (section 5.6). */
  verifiedProperties: VerifiedProperty[];
}

/** Every scope the simulator knows, with what the consent page tells the creator (section 3). */
export const scopeMeanings: Readonly<Record<string, string>> = {
  'user.info.basic': 'Read your profile info: avatar and display name',
  'user.info.profile': 'Read your additional profile info: username, bio, profile link and verification',
  'user.info.stats': 'Read your statistics: likes, followers, following and video count',
  'video.list': 'Read your public videos and their counts',
  'video.publish': 'Post content to your TikTok profile',
  'video.upload': 'Send drafts to your TikTok inbox',
};

export function initialApp(): AppSettings {
  return {
    clientKey: 'awsimclientkey01',
    clientSecret: 'sim-client-secret-0123456789',
    previousClientSecret: null,
    redirectUris: [],
    webhookUrl: null,
    scopes: [
      'user.info.basic',
      'user.info.profile',
      'user.info.stats',
      'video.publish',
      'video.upload',
      'video.list',
    ],
    sandbox: false,
    targetUsers: [],
    audited: true,
    activeUserCap: null,
    verifiedProperties: [],
  };
}

export const appShape: Shape<AppSettings> = {
  clientKey: filledText,
  clientSecret: filledText,
  previousClientSecret: orNull(filledText),
  redirectUris: listOf(text),
  webhookUrl: orNull(text),
  scopes: listOf(filledText),
  sandbox: flag,
  targetUsers: listOf(text),
  audited: flag,
  activeUserCap: orNull(whole(0)),
  verifiedProperties: listOf(readVerifiedProperty),
};

/**
 * The settings with a patch applied, as the portal would accept them. A new client secret moves the old one to
 * `previousClientSecret` unless the patch names that itself. Throws InputError for what the portal refuses.
 */
export function patchApp(
  app: AppSettings,
  patch: Partial<AppSettings>,
  allowHttpLocalhost: boolean,
): AppSettings {
  const secretChanges = patch.clientSecret !== undefined && patch.clientSecret !== app.clientSecret;
  const next = {
    ...app,
    ...(secretChanges ? { previousClientSecret: app.clientSecret } : {}),
    ...patch,
  };
  if (next.redirectUris.length > 10) throw new InputError('At most 10 redirect URIs can be registered.');
  for (const uri of next.redirectUris) checkRedirectUri(uri, allowHttpLocalhost);
  if (next.webhookUrl !== null) checkWebhookUrl(next.webhookUrl);
  const unknownScope = next.scopes.find((scope) => !Object.hasOwn(scopeMeanings, scope));
  for (const property of next.verifiedProperties) checkProperty(property);
  if (unknownScope !== undefined) throw new InputError(`There is no scope ${unknownScope}.`);
  return next;
}

/** Section 1.2: absolute, under 512 characters, https, no query and no fragment. */
function checkRedirectUri(uri: string, allowHttpLocalhost: boolean): void {
  const refuse = (reason: string): never => {
    throw new InputError(`The redirect URI ${uri} ${reason}.`);
  };
  if (uri.length >= 512) refuse('is not shorter than 512 characters');
  if (!URL.canParse(uri)) refuse('is not an absolute URL');
  if (uri.includes('?')) refuse('has a query string');
  if (uri.includes('#')) refuse('has a fragment');
  if (!usesAllowedScheme(uri, allowHttpLocalhost)) refuse('is not https');
}

/** Whether the scheme of a redirect URI is allowed: https, or http on this machine if the switch says so. */
export function usesAllowedScheme(uri: string, allowHttpLocalhost: boolean): boolean {
  const { protocol, hostname } = new URL(uri);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && local && allowHttpLocalhost);
}

/** TikTok delivers by https only; http is taken for this machine, as for redirect URIs. */
function checkWebhookUrl(url: string): void {
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) {
    throw new InputError(`The webhook URL ${url} is not an absolute http or https URL.`);
  }
}
