import { SignJWT } from 'jose';

export interface TokenRequest {
  readonly userId: string;
  readonly tenant: string;
  /** Separated by spaces. */
  readonly scope: string;
  readonly ttlSeconds: number;
}

/** The longest that a CRM token may live (design, section 4). */
export const maxTtlSeconds = 3600;

/** A CRM token: HS256 under the deployment's signing secret. */
export const mintToken = (
  signingSecret: string,
  request: TokenRequest,
  now: Date = new Date(),
): Promise<string> => {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ tenant: request.tenant, scope: request.scope })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience('creator-connect')
    .setSubject(request.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + request.ttlSeconds)
    .sign(new TextEncoder().encode(signingSecret));
};
