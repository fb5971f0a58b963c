import type { Secret } from '../core/secret.ts';

export type PlatformId = 'tiktok';

const platformNames: Readonly<Record<PlatformId, string>> = { tiktok: 'TikTok' };

/** The name people know a platform by, from the id that is stored. */
export const platformName = (id: string): string =>
  Object.entries(platformNames).find(([known]) => known === id)?.[1] ?? 'the platform';

/** What a platform's token endpoint grants. Lifetimes are always those of the answer. */
export interface TokenSet {
  readonly openId: string;
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  readonly accessExpiresInSeconds: number;
  readonly refreshExpiresInSeconds: number;
  readonly grantedScopes: readonly string[];
}

/**
 * What a refresh answered. A refresh token, its lifetime or the scopes that the answer leaves out are as they were: what
 * is stored is never overwritten with nothing.
 */
export interface RefreshedTokens {
  readonly openId: string;
  readonly accessToken: Secret;
  readonly accessExpiresInSeconds: number;
  readonly refreshToken: Secret | undefined;
  readonly refreshExpiresInSeconds: number | undefined;
  readonly grantedScopes: readonly string[] | undefined;
}

export interface PlatformProfile {
  readonly displayName: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
}

/**
 * A request that the platform answered with no, or did not answer, classified where it is read. Callers act on the
 * class. `code` and `logId` are the platform's own; neither holds a secret.
 */
export type PlatformErrorClass =
  | 'retry'
  | 'throttled'
  | 'needs_reauthorization'
  | 'misconfigured'
  | 'permanent'
  | 'outcome_unknown';

export class PlatformError extends Error {
  readonly errorClass: PlatformErrorClass;
  readonly code: string;
  readonly logId: string | undefined;

  constructor(
    errorClass: PlatformErrorClass,
    code: string,
    message: string,
    more: { logId?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'PlatformError';
    this.errorClass = errorClass;
    this.code = code;
    this.logId = more.logId;
  }
}

export interface AuthorizationRequest {
  readonly state: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** The proof key's verifier (RFC 7636), when the platform is set to ask for one. */
  readonly codeVerifier: string;
}

/** The code of an error that says that the access token is not accepted. */
export const tokenRefused = 'access_token_invalid';

/** The platform does not accept the access token, however long it should live: a new one may help. */
export const isTokenRefused = (thrown: unknown): boolean =>
  thrown instanceof PlatformError && thrown.code === tokenRefused;

/** What every platform can do for the domain. A new platform is a new folder that implements this. */
export interface Platform {
  readonly id: PlatformId;
  /** The name people know it by. */
  readonly name: string;
  /** What connecting asks the creator for. */
  readonly requestedScopes: readonly string[];
  /** Brings to hand what the next calls need of ours, such as the app's credentials. */
  prepare(): Promise<void>;
  authorizationUrl(request: AuthorizationRequest): Promise<URL>;
  /** Exchanges a code once. Throws `PlatformError`. */
  exchangeCode(code: string, redirectUri: string, codeVerifier: string): Promise<TokenSet>;
  /** Trades the refresh token for new tokens; the one that is sent may be dead from then on. Throws `PlatformError`. */
  refresh(refreshToken: Secret): Promise<RefreshedTokens>;
  /** Reads the profile with the fields that `grantedScopes` allow. Throws `PlatformError`. */
  fetchProfile(accessToken: Secret, grantedScopes: readonly string[]): Promise<PlatformProfile>;
  /**
   * Ends the grant at the platform. Resolves when the platform confirms that it is gone. Throws `PlatformError`, and one
   * that `isTokenRefused` knows when the token is dead and another one could still end the grant.
   */
  revoke(accessToken: Secret): Promise<void>;
}

/** What a webhook delivery says, whatever the platform. */
export interface PlatformEvent {
  readonly dedupeKey: Uint8Array;
  readonly type: string;
  readonly openId: string | undefined;
  readonly publishId: string | undefined;
  readonly occurredAt: Date;
  readonly says: PlatformEventMeaning;
}

export type PlatformEventMeaning =
  | { readonly kind: 'grant_removed'; readonly reason: GrantRemovedReason }
  | PostSaid
  | PostVisibility
  | { readonly kind: 'not_for_us'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string };

/** What has become of a post. `status` is the platform's own word for it, kept for people. */
export interface PostSaid {
  readonly kind: 'post_said';
  readonly publishId: string;
  readonly word: 'in_inbox' | 'published' | 'failed' | 'cancelled';
  readonly status: string;
  /** The platform's own code for a failure. */
  readonly reason: string | undefined;
}

/** That everybody can see a post, or cannot any more; either way it was published. `postId` has digits beyond 2^53. */
export interface PostVisibility {
  readonly kind: 'post_visibility';
  readonly publishId: string;
  readonly word: 'published';
  readonly status: string;
  readonly postId: string;
  readonly isPublic: boolean;
}

export type GrantRemovedReason =
  | 'unknown'
  | 'removed_by_creator'
  | 'account_deleted'
  | 'age_changed'
  | 'account_banned'
  | 'revoked_by_app';

/** Signed bytes that say nothing we understand: recorded and never retried. */
export interface UnreadableEvent {
  readonly dedupeKey: Uint8Array;
  readonly says: { readonly kind: 'unreadable'; readonly why: string };
}
