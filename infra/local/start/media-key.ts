import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { readPrivateFile, writePrivateFile } from '../aws/private-file.ts';

/** Both halves in PEM: one for the templates, the other for the secret. */
export interface MediaKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

const stored = z.object({ privateKey: z.string() });

/** The key pair of signed media addresses, made at the first start in this state folder and kept in it. */
export const provideMediaKey = (stateDir: string): MediaKey => {
  const path = join(stateDir, 'media-key.json');
  const known = stored.safeParse(readPrivateFile(path));
  if (known.success) return withPublic(known.data.privateKey);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writePrivateFile(path, { privateKey });
  return withPublic(privateKey);
};

const withPublic = (privateKey: string): MediaKey => ({
  privateKey,
  publicKey: createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'pem' }).toString(),
});
