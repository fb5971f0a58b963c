import { createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { importKey, open, seal } from '../../../shared/vault/envelope.ts';

interface Vector {
  readonly id: string;
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly plaintext: string;
  readonly ciphertext: string;
  readonly tag: string;
  readonly valid: boolean;
}

const file = new URL('../../vectors/aes-256-gcm.json', import.meta.url);
const { sources }: { sources: { name: string; vectors: Vector[] }[] } = JSON.parse(
  readFileSync(file, 'utf8'),
);
const vectors = sources.flatMap(({ name, vectors }) =>
  vectors.map((vector) => ({ name: `${name} ${vector.id}`, ...vector })),
);
const valid = vectors.filter((vector) => vector.valid);
const invalid = vectors.filter((vector) => !vector.valid);

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

const openVector = ({ key, iv, aad, ciphertext, tag }: Vector): string =>
  open(createSecretKey(hex(key)), hex(iv), hex(aad), hex(ciphertext), hex(tag)).toString('hex');

describe('the raw envelope', () => {
  test.each(valid)('opens $name', (vector) => {
    const plaintext = openVector(vector);

    expect(plaintext).toBe(vector.plaintext);
  });

  test.each(valid)('seals to the published bytes of $name', (vector) => {
    const { ciphertext, tag } = seal(
      createSecretKey(hex(vector.key)),
      hex(vector.iv),
      hex(vector.aad),
      hex(vector.plaintext),
    );

    expect([ciphertext.toString('hex'), tag.toString('hex')]).toEqual([vector.ciphertext, vector.tag]);
  });

  test.each(invalid)('refuses $name', (vector) => {
    expect(() => openVector(vector)).toThrow();
  });

  test.each([4, 8, 12, 15])('refuses a tag cut to %i bytes', (length) => {
    const key = createSecretKey(randomBytes(32));
    const iv = randomBytes(12);
    const { ciphertext, tag } = seal(key, iv, Buffer.alloc(0), 'text');

    expect(() => open(key, iv, Buffer.alloc(0), ciphertext, tag.subarray(0, length))).toThrow();
  });
});

describe('importing a key', () => {
  test('leaves zeros in place of the bytes it was given', () => {
    const bytes = randomBytes(32);

    importKey(bytes);

    expect(bytes).toEqual(Buffer.alloc(32));
  });

  test('refuses a key of another size, and wipes it too', () => {
    const bytes = randomBytes(16);

    expect(() => importKey(bytes)).toThrow('32 bytes');
    expect(bytes).toEqual(Buffer.alloc(16));
  });
});
