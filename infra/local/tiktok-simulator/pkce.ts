import { createHash } from 'node:crypto';
import type { Switches } from './switches.ts';

/** Section 1.4: 43 to 128 unreserved characters. */
const verifierForm = /^[A-Za-z0-9\-._~]{43,128}$/;

/** The challenge of a verifier: lower-case hex as TikTok's desktop login wants it, or base64url as in RFC 7636. */
export function challengeOf(verifier: string, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(verifier).digest(encoding);
}

/** Whether an authorize request carries the challenge that the switches ask for. Its encoding is not looked at. */
export function hasDemandedChallenge(query: URLSearchParams, switches: Switches): boolean {
  if (switches.pkce === 'off') return true;
  const challenge = query.get('code_challenge') ?? '';
  if (challenge === '') return !switches.pkceDemanded;
  return query.get('code_challenge_method') === 'S256';
}

/**
 * Whether the exchange proves the challenge of its code. A challenge in the wrong encoding passes the consent
 * page and fails here, as reported from the field.
 */
export function provesChallenge(challenge: string | null, verifier: string, switches: Switches): boolean {
  if (switches.pkce === 'off' || challenge === null) return true;
  return verifierForm.test(verifier) && challengeOf(verifier, switches.pkce) === challenge;
}
