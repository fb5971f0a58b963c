import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import { Secret } from '../../../shared/core/secret.ts';
import {
  discoverOidcProvider,
  signSessionToken,
  verifyCallerToken,
} from '../../../shared/http/caller-token.ts';
import { startOidcIssuer } from '../../support/oidc-issuer.ts';
import { mintToken, signingSecretText } from '../../support/tokens.ts';

const now = new Date('2026-11-22T09:30:00.000Z');
const issuer = await startOidcIssuer();
afterAll(issuer.close);
beforeEach(() => issuer.setDown(false));

/** With keys not fetched yet. */
const verifyAfresh = async (token: string) => {
  const oidc = await discoverOidcProvider(issuer.url, 'crm-api', fetch);
  return verifyCallerToken(token, {
    signingSecret: async () => new Secret(signingSecretText),
    oidc,
    clock: () => now,
  });
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('with an OIDC issuer set', () => {
  test('its token is a CRM token of the user, tenant and scopes it names', async () => {
    expect(await verifyAfresh(await issuer.mint(now))).toMatchObject({
      verdict: 'valid',
      caller: { kind: 'crm', userId: 'user-1', tenant: 'tenant-a', scopes: ['read'] },
    });
  });

  test.each([
    ['another audience', { aud: 'creator-connect' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['an issuer that differs by a slash', { iss: `${issuer.url}/` }],
    ['a life of more than an hour', { exp: now.getTime() / 1000 + 4000 }],
    ['no end', { exp: undefined }],
    ['no user', { sub: undefined }],
    ['the claim of being a session', { kind: 'session', session_started_at: now.getTime() / 1000 }],
  ])('its token with %s is not valid', async (_what, changes) => {
    expect(await verifyAfresh(await issuer.mint(now, changes))).toEqual({ verdict: 'invalid' });
  });

  test('its expired token is called expired', async () => {
    expect(await verifyAfresh(await issuer.mint(now, { exp: now.getTime() / 1000 - 1 }))).toEqual({
      verdict: 'expired',
    });
  });

  test('a token in its name by another key is not valid', async () => {
    const { privateKey } = await generateKeyPair('RS256');

    expect(await verifyAfresh(await issuer.mint(now, {}, privateKey))).toEqual({ verdict: 'invalid' });
  });

  test('its public key is of no use as an HS256 secret', async () => {
    const claims = {
      iss: issuer.url,
      aud: 'crm-api',
      sub: 'user-1',
      scope: 'admin',
      exp: now.getTime() / 1000 + 900,
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
      .sign(new TextEncoder().encode(issuer.publicKeyPem));

    expect(await verifyAfresh(token)).toEqual({ verdict: 'invalid' });
  });

  test('a token in its name signed with our secret, or with nothing, is not valid', async () => {
    const claims = { iss: issuer.url, aud: 'crm-api' };
    const unsigned = `${encode({ alg: 'none' })}.${encode({ ...claims, sub: 'u', exp: now.getTime() / 1000 + 9 })}.`;

    expect(await verifyAfresh(await mintToken(now, { claims }))).toEqual({ verdict: 'invalid' });
    expect(await verifyAfresh(unsigned)).toEqual({ verdict: 'invalid' });
  });

  test('the signing secret makes CRM tokens no more, and session tokens still', async () => {
    const session = {
      kind: 'session' as const,
      userId: 'user-1',
      tenant: 'tenant-a',
      scopes: ['read' as const],
      expiresAt: new Date(now.getTime() + 900_000),
      sessionStartedAt: now,
    };
    const token = await signSessionToken(session, new Secret(signingSecretText), now);

    expect(await verifyAfresh(await mintToken(now))).toEqual({ verdict: 'invalid' });
    expect(await verifyAfresh(token)).toEqual({ verdict: 'valid', caller: session });
  });

  test('keys that cannot be had are no verdict on the token', async () => {
    issuer.setDown(true);

    await expect(verifyAfresh(await issuer.mint(now))).rejects.toThrow('JSON Web Key Set');
  });

  test('an issuer that names another in its discovery document is refused', async () => {
    await expect(discoverOidcProvider(`${issuer.url}/`, 'crm-api', fetch)).rejects.toThrow(
      'names another issuer',
    );
  });
});
