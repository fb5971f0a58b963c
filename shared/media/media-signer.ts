import type { Clock } from '../core/clock.ts';
import { Secret } from '../core/secret.ts';
import { isKeyOf, readSigningKey, signUrl } from './signed-url.ts';

/** Makes addresses that anybody may read from for a while, each for itself. Throws `secret_unavailable`. */
export type SignMedia = (urls: readonly string[], livesSeconds: number) => Promise<readonly string[]>;

export interface MediaSignerOptions {
  readonly keyPairId: string;
  readonly privateKey: { read(): Promise<Secret> };
  readonly clock: Clock;
}

/**
 * Takes the stored private key for what it should be. Throws a sentence when it is none, as before an operator has put
 * it there, or is not the one whose public half is deployed: the platform would be refused by every address it signs.
 */
export const parseSigningKey =
  (publicKey: string) =>
  (pem: string): Secret => {
    if (!isKeyOf(readSigningKey(pem), publicKey))
      throw new Error('The media signing key does not belong to the mediaPublicKey of this deployment.');
    return new Secret(pem);
  };

/** A signer of addresses under the distribution. */
export const createMediaSigner =
  ({ keyPairId, privateKey: stored, clock }: MediaSignerOptions): SignMedia =>
  async (urls, livesSeconds) => {
    const privateKey = readSigningKey((await stored.read()).reveal());
    const expiresAt = new Date(clock().getTime() + livesSeconds * 1000);
    return urls.map((url) => signUrl(url, expiresAt, { keyPairId, privateKey }));
  };
