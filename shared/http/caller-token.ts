import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { plainText } from '../contract/schemas.ts';
import type { Clock } from '../core/clock.ts';
import type { Secret } from '../core/secret.ts';
import { type Caller, isScope, type Verdict } from './caller.ts';

export const audience = 'creator-connect';

/** The longest a token may have left; a longer one is refused, whoever signed it. */
const maxLifetimeSeconds = 3600;

export interface OidcProvider {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

export interface TokenVerification {
  readonly signingSecret: () => Promise<Secret>;
  /** When set, CRM tokens come from this issuer, and the signing secret is good for session tokens alone. */
  readonly oidc: OidcProvider | undefined;
  readonly clock: Clock;
}

const claims = z.object({
  sub: plainText(200),
  tenant: plainText(200).default('default'),
  scope: z.string().max(200).default(''),
  exp: z.number(),
  kind: z.literal('session').optional(),
  session_started_at: z.number().optional(),
});

const keyOf = (secret: Secret): Uint8Array => new TextEncoder().encode(secret.reveal());

const readCaller = (payload: JWTPayload, now: Date): Caller | undefined => {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) return undefined;
  const { sub, tenant, scope, exp, kind, session_started_at: startedAt } = parsed.data;
  if (exp > now.getTime() / 1000 + maxLifetimeSeconds + 5) return undefined;
  if ((kind === 'session') !== (startedAt !== undefined)) return undefined;
  const granted = scope.split(' ').filter(isScope);
  return {
    kind: kind ?? 'crm',
    userId: sub,
    tenant,
    scopes: kind === 'session' ? granted.filter((word) => word !== 'operate') : granted,
    expiresAt: new Date(exp * 1000),
    sessionStartedAt: startedAt === undefined ? undefined : new Date(startedAt * 1000),
  };
};

const isFromIssuer = (token: string, issuer: string): boolean => {
  try {
    return decodeJwt(token).iss === issuer;
  } catch {
    return false;
  }
};

/** Session tokens may never come from the issuer: what they may do is ours to say. */
const verifyByIssuer = async (token: string, oidc: OidcProvider, now: Date): Promise<Caller | undefined> => {
  const { payload } = await jwtVerify(token, oidc.keys, {
    issuer: oidc.issuer,
    audience: oidc.audience,
    algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
    requiredClaims: ['sub', 'exp'],
    currentDate: now,
  });
  const caller = readCaller(payload, now);
  return caller?.kind === 'crm' ? caller : undefined;
};

const verifyBySecret = async (
  token: string,
  rules: TokenVerification,
  now: Date,
): Promise<Caller | undefined> => {
  const { payload } = await jwtVerify(token, keyOf(await rules.signingSecret()), {
    audience,
    algorithms: ['HS256'],
    requiredClaims: ['sub', 'exp'],
    currentDate: now,
  });
  const caller = readCaller(payload, now);
  return rules.oidc === undefined || caller?.kind === 'session' ? caller : undefined;
};

/** jose's plain error is what it throws for an answer that is no key set; every verdict on a token has a class of its own. */
const isIssuerOutage = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  (error instanceof errors.JOSEError && error.code === errors.JOSEError.code);

/**
 * Verifies a bearer token: HS256 with the deployment's signing secret, or a token of the OIDC issuer. Never throws for
 * a bad token; throws when that cannot be told: `secret_unavailable`, or whatever kept the issuer's keys away.
 */
export const verifyCallerToken = async (
  token: string | undefined,
  rules: TokenVerification,
): Promise<Verdict> => {
  if (token === undefined || token === '') return { verdict: 'missing' };
  const now = rules.clock();
  try {
    const { oidc } = rules;
    const caller =
      oidc !== undefined && isFromIssuer(token, oidc.issuer)
        ? await verifyByIssuer(token, oidc, now)
        : await verifyBySecret(token, rules, now);
    return caller === undefined ? { verdict: 'invalid' } : { verdict: 'valid', caller };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { verdict: 'expired' };
    if (isIssuerOutage(error)) throw error;
    if (error instanceof errors.JOSEError) return { verdict: 'invalid' };
    throw error;
  }
};

/** Signs a session token for one user's browser. */
export const signSessionToken = async (caller: Caller, signingSecret: Secret, now: Date): Promise<string> =>
  new SignJWT({
    tenant: caller.tenant,
    scope: caller.scopes.join(' '),
    kind: 'session',
    session_started_at: Math.floor((caller.sessionStartedAt ?? now).getTime() / 1000),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(caller.userId)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(caller.expiresAt)
    .sign(keyOf(signingSecret));

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Reads the issuer's key address (OpenID Connect Discovery section 4). Throws when the issuer does not say it of itself. */
export const discoverOidcProvider = async (
  issuer: string,
  expectedAudience: string,
  fetchFrom: typeof fetch,
): Promise<OidcProvider> => {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetchFrom(address, { signal: AbortSignal.timeout(3000), redirect: 'error' });
  const found = discovery.parse(await response.json());
  if (found.issuer !== issuer)
    throw new Error('The OIDC issuer names another issuer in its discovery document.');
  return {
    issuer,
    audience: expectedAudience,
    keys: createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: 3000 }),
  };
};
