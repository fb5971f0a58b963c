import { createPrivateKey, createPublicKey, createSign, type KeyObject } from 'node:crypto';

/** CloudFront's form of base64: what has a meaning in a query is replaced (developer guide, "Create a signed URL using a canned policy"). */
const writeForQuery = (bytes: Buffer): string =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');

/** The policy that both sides know: this one address, until then. CloudFront rebuilds it from the request, byte by byte. */
export const writeCannedPolicy = (url: string, expiresAtSeconds: number): string =>
  `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expiresAtSeconds}}}}]}`;

/**
 * Reads a private key that CloudFront could know the public one of. Throws a sentence, without the text, when it is none:
 * CloudFront takes RSA keys of 2048 bits, and signatures by SHA-1 of them.
 */
export const readSigningKey = (pem: string): KeyObject => {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error('The media signing key is no private key in PEM.');
  }
  if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails?.modulusLength !== 2048)
    throw new Error('The media signing key must be an RSA key of 2048 bits.');
  return key;
};

/** Whether the private key is the other half of a public one, so that what it signs is believed. */
export const isKeyOf = (privateKey: KeyObject, publicPem: string): boolean =>
  createPublicKey(privateKey).equals(createPublicKey(publicPem));

/**
 * An address under a distribution that trusts the key, with the signature that opens it until `expiresAt` for whatever
 * method and range the behaviour allows. Nobody is asked. The address must not have a query of its own.
 */
export const signUrl = (
  url: string,
  expiresAt: Date,
  { keyPairId, privateKey }: { keyPairId: string; privateKey: KeyObject },
): string => {
  const expires = Math.floor(expiresAt.getTime() / 1000);
  const signature = createSign('RSA-SHA1').update(writeCannedPolicy(url, expires)).sign(privateKey);
  return `${url}?Expires=${expires}&Signature=${writeForQuery(signature)}&Key-Pair-Id=${keyPairId}`;
};
