import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
} from 'node:crypto';

/** AES-256 in Galois/Counter Mode (NIST SP 800-38D), with the sizes that its section 8.2 recommends. */
const ALGORITHM = 'aes-256-gcm';
export const KEY_BYTES = 32;
export const IV_BYTES = 12;
export const TAG_BYTES = 16;

/** Said outright, since Node accepts any GCM tag from 4 bytes on when it is not told the length. */
const EXACT_TAG = { authTagLength: TAG_BYTES } as const;

export interface Envelope {
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/**
 * Takes over the bytes of a 256-bit key: they are copied out of the JavaScript heap and `bytes` is overwritten with
 * zeros. Node has OpenSSL overwrite its own copy when the returned object is collected. A KeyObject also makes each seal
 * about four times cheaper than a Buffer as the key, which Node would import anew every time.
 */
export const importKey = (bytes: Uint8Array): KeyObject => {
  try {
    if (bytes.length !== KEY_BYTES)
      throw new RangeError(`A data key has ${KEY_BYTES} bytes, not ${bytes.length}.`);
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
};

/** Encrypts and authenticates `plaintext`, and authenticates `aad` with it. An IV must never serve twice under one key. */
export const seal = (
  key: KeyObject,
  iv: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array | string,
): Envelope => {
  const cipher = createCipheriv(ALGORITHM, key, iv, EXACT_TAG);
  cipher.setAAD(aad);
  const ciphertext = encrypt(cipher, plaintext);
  cipher.final(); // Empty in a stream mode; the tag exists only after it.
  return { ciphertext, tag: cipher.getAuthTag() };
};

/** Gives back the plaintext, or throws when any of the inputs is not exactly the one that was sealed with. */
export const open = (
  key: KeyObject,
  iv: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
  tag: Uint8Array,
): Buffer => {
  const decipher = createDecipheriv(ALGORITHM, key, iv, EXACT_TAG);
  decipher.setAAD(aad);
  decipher.setAuthTag(tag);
  const plaintext = decipher.update(ciphertext);
  decipher.final(); // Throws unless the tag is right: nothing is returned before it.
  return plaintext;
};

const encrypt = (cipher: Cipheriv, plaintext: Uint8Array | string): Buffer =>
  typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
