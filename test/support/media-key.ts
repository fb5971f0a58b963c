import { generateKeyPairSync } from 'node:crypto';

export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A key pair of the kind that CloudFront takes, in PEM; other sizes are for what it refuses. */
export const createKeyPair = (modulusLength = 2048): KeyPair =>
  generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
