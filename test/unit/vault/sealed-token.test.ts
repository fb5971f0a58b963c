import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../../shared/core/secret.ts';
import { encodeBinding, type SealBinding } from '../../../shared/vault/binding.ts';
import { open } from '../../../shared/vault/envelope.ts';
import {
  OVERHEAD_BYTES,
  openToken,
  readDataKeyId,
  type SealingKey,
  sealToken,
} from '../../../shared/vault/sealed-token.ts';

const makeKey = (): SealingKey => {
  const idBytes = randomBytes(16);
  return {
    id: idBytes.toString('hex'),
    idBytes,
    key: createSecretKey(randomBytes(32)),
  };
};

const key = makeKey();
const binding: SealBinding = {
  purpose: 'access-token',
  tenant: 'default',
  accountId: 'account-1',
  column: 'access_token',
};
const wellFormed = fc.string({ unit: 'grapheme', maxLength: 300 });

describe('a sealed token', () => {
  test('opens to the text that was sealed, whatever the text', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const opened = openToken(key, sealToken(key, new Secret(text), binding), binding);

        expect(opened.reveal()).toBe(text);
      }),
    );
  });

  test('is laid out as documented: version, key id, IV, ciphertext, tag', () => {
    const sealed = sealToken(key, new Secret('act.example'), binding);

    const aad = encodeBinding(binding, key.idBytes, 1);
    const plaintext = open(
      key.key,
      sealed.subarray(17, 29),
      aad,
      sealed.subarray(29, -16),
      sealed.subarray(-16),
    );
    expect(sealed[0]).toBe(1);
    expect(sealed.subarray(1, 17)).toEqual(key.idBytes);
    expect(plaintext.toString('utf8')).toBe('act.example');
  });

  test('is 45 bytes longer than its text in UTF-8', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const sealed = sealToken(key, new Secret(text), binding);

        expect(sealed).toHaveLength(Buffer.byteLength(text) + 45);
      }),
    );
    expect(OVERHEAD_BYTES).toBe(45);
  });

  test('has an IV of its own every time, far beyond one pool of random bytes', () => {
    const plaintext = new Secret('same text');

    const ivs = Array.from({ length: 5_000 }, () =>
      sealToken(key, plaintext, binding).toString('hex', 17, 29),
    );

    expect(new Set(ivs).size).toBe(5_000);
  });

  test('differs from another seal of the same text', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const secret = new Secret(text);

        const [one, other] = [sealToken(key, secret, binding), sealToken(key, secret, binding)];

        expect(one.equals(other)).toBe(false);
      }),
    );
  });

  test('names its data key to whoever has to find it', () => {
    const id = readDataKeyId(new Uint8Array(sealToken(key, new Secret('x'), binding)));

    expect(id).toBe(key.id);
  });

  test('is refused for a text that UTF-8 cannot give back', () => {
    expect(() => sealToken(key, new Secret('broken \udfff'), binding)).toThrow('surrogate');
  });

  test('does not open with another key that has the same id', () => {
    const impostor: SealingKey = {
      ...key,
      key: createSecretKey(randomBytes(32)),
    };
    const sealed = sealToken(key, new Secret('act.example'), binding);

    expect(() => openToken(impostor, sealed, binding)).toThrow(
      expect.objectContaining({ code: 'sealed_token_unreadable' }),
    );
  });
});
