import type { KeyObject } from 'node:crypto';
import { Failure } from '../core/failure.ts';
import { Secret } from '../core/secret.ts';
import { encodeBinding, type SealBinding } from './binding.ts';
import { IV_BYTES, open, seal, TAG_BYTES } from './envelope.ts';
import { writeRandomIv } from './random-iv.ts';

export type { SealBinding } from './binding.ts';

/**
 * A sealed token, byte by byte:
 *
 *     offset  bytes  field
 *          0      1  format version, now 1
 *          1     16  id of the data key, a UUID in binary
 *         17     12  IV, random
 *         29      n  ciphertext, as long as the text in UTF-8
 *     29 + n     16  GCM tag
 *
 * Version and key id are covered by the tag too, being part of the associated data (binding.ts).
 */
export const SEALED_VERSION = 1;
const KEY_ID_AT = 1;
const IV_AT = 17;
const CIPHERTEXT_AT = IV_AT + IV_BYTES;
export const OVERHEAD_BYTES = CIPHERTEXT_AT + TAG_BYTES;

/** A data key, ready for use. `id` is its UUID without dashes; `idBytes` the same in binary. */
export interface SealingKey {
  readonly id: string;
  readonly idBytes: Buffer;
  readonly key: KeyObject;
}

/** Seals the text for `binding`; two seals of one text differ. Throws on a text that UTF-8 cannot give back. */
export const sealToken = (by: SealingKey, plaintext: Secret, binding: SealBinding): Buffer => {
  const text = plaintext.reveal();
  if (!text.isWellFormed()) throw new TypeError('A text with a lone surrogate cannot be sealed.');
  const sealed = Buffer.allocUnsafe(OVERHEAD_BYTES + Buffer.byteLength(text, 'utf8'));
  sealed[0] = SEALED_VERSION;
  sealed.set(by.idBytes, KEY_ID_AT);
  writeRandomIv(sealed, IV_AT);
  const aad = encodeBinding(binding, by.idBytes, SEALED_VERSION);
  const { ciphertext, tag } = seal(by.key, sealed.subarray(IV_AT, CIPHERTEXT_AT), aad, text);
  sealed.set(ciphertext, CIPHERTEXT_AT);
  sealed.set(tag, sealed.length - TAG_BYTES);
  return sealed;
};

/**
 * Opens what was sealed by the same key for the same binding. Anything else, from a changed bit to another row, is the one
 * failure `sealed_token_unreadable`, which does not say what was wrong.
 */
export const openToken = (by: SealingKey, sealed: Uint8Array, binding: SealBinding): Secret => {
  const tagAt = sealed.length - TAG_BYTES;
  const aad = encodeBinding(binding, sealed.subarray(KEY_ID_AT, IV_AT), SEALED_VERSION);
  let plaintext: Buffer;
  try {
    const iv = sealed.subarray(IV_AT, CIPHERTEXT_AT);
    plaintext = open(by.key, iv, aad, sealed.subarray(CIPHERTEXT_AT, tagAt), sealed.subarray(tagAt));
  } catch {
    throw unreadable();
  }
  const secret = new Secret(plaintext.toString('utf8'));
  plaintext.fill(0);
  return secret;
};

/** The id of the data key that `sealed` names. Throws `sealed_token_unreadable` when it is cut short or of another version. */
export const readDataKeyId = (sealed: Uint8Array): string => {
  if (sealed.length < OVERHEAD_BYTES || sealed[0] !== SEALED_VERSION) throw unreadable();
  return Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('hex', KEY_ID_AT, IV_AT);
};

/** The one failure of opening. Neither its text nor its cause tells a wrong row from a wrong key or a changed bit. */
export const unreadable = (): Failure =>
  new Failure('sealed_token_unreadable', {
    detail: 'The stored secret could not be opened.',
  });
