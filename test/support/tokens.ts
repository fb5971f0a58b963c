import { SignJWT } from 'jose';

/** What the deployment signs with in tests. */
export const signingSecretText = 'test-signing-secret-of-more-than-32-bytes';

export interface TokenWish {
  readonly user?: string;
  readonly tenant?: string;
  readonly scope?: string;
  readonly audience?: string;
  readonly secret?: string;
  readonly livesSeconds?: number;
  /** Claims besides these, or in place of them. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A CRM token, HS256 with the signing secret; a wish states what differs from an ordinary one. */
export const mintToken = (now: Date, wish: TokenWish = {}): Promise<string> => {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const { user = 'user-1', tenant = 'tenant-a', scope = 'connect read publish' } = wish;
  return new SignJWT({ tenant, scope, ...wish.claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(user)
    .setAudience(wish.audience ?? 'creator-connect')
    .setExpirationTime(issuedAt + (wish.livesSeconds ?? 900))
    .sign(new TextEncoder().encode(wish.secret ?? signingSecretText));
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that claims to need no signature (RFC 7519 section 6). */
export const mintUnsignedToken = (now: Date): string => {
  const exp = Math.floor(now.getTime() / 1000) + 900;
  const claims = { sub: 'user-1', aud: 'creator-connect', scope: 'connect read operate admin', exp };
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
};
